import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { approve } from '../src/alerts/approval/approve.ts'
import { passTime } from '../src/alerts/approval/by-time.ts'
import { submit } from '../src/alerts/approval/move.ts'
import { approvalPage } from '../src/alerts/approval/page.ts'
import { dispatchesOf } from '../src/alerts/dispatch/rows.ts'
import { advance } from '../src/alerts/dispatch/send.ts'
import { findDraft } from '../src/alerts/draft/queries.ts'
import { changeDraft, correct } from '../src/alerts/draft/write.ts'
import type { Operator } from '../src/alerts/lifecycle.ts'
import { listPage } from '../src/alerts/live/pages.ts'
import { renditionsOf } from '../src/alerts/live/queries.ts'
import { guardedRoutes } from '../src/cities/staff/permission-testing.ts'
import { type TestDatabases, testDatabases } from '../src/platform/database/testing.ts'
import type { Refusal } from '../src/platform/refusal.ts'
import { draftOf, inputOf, sentBy } from './setup/alert.ts'
import { type TestHouse, testHouse } from './setup/house.ts'

/** Wrong sends that were in the press: each is a thing this house does not do. */

let databases: TestDatabases
let all: TestHouse
let ito: Operator
let sato: Operator
beforeAll(async () => {
  databases = await testDatabases()
  all = await testHouse(databases)
  ito = (await all.somebody(['author'])).operator
  sato = (await all.somebody(['approver'])).operator
})
afterAll(async () => {
  await all.end()
  await databases.drop()
})

const deps = () => all.house.alerts
const submitBy = (draftId: string, operator = ito) =>
  all.inside((tx) => submit(tx, deps(), draftId, operator))
const approveBy = (draftId: string, confirmations: { code: string; words: string }[] = [], operator = sato) =>
  all.inside(async (tx) => {
    const version = (await findDraft(tx, draftId))?.version ?? 0
    return approve(tx, deps(), draftId, { operator, steppedUp: true, version, confirmations })
  })
const refusedFor = async (work: Promise<unknown>): Promise<string[]> => {
  const fault = (await work.then(() => null).catch((refusal: unknown) => refusal)) as Refusal | null
  const findings = (fault?.details?.findings ?? []) as { code: string; severity: string }[]
  return findings.filter((one) => ['stop', 'confirm'].includes(one.severity)).map((one) => one.code)
}
const textOf = (messageId: string) =>
  all.inside(async (tx) => (await renditionsOf(tx, messageId))[0]?.rendition.text ?? '')

test('玄海町 2023: last month’s drill text does not go out as a live alert, and the approver sees what differs', async () => {
  const drillText = '【訓練】玄海原子力発電所の訓練です。屋内に退避してください。'
  await sentBy(all, ito, sato, { facts: { reason: '先月の理由' } })
  const draftId = await draftOf(all, ito, { facts: { reason: drillText } })
  await submitBy(draftId)
  expect(await refusedFor(approveBy(draftId))).toContain('live_with_drill_words')
  const page = await all.inside((tx) => approvalPage(tx, deps(), draftId, sato))
  expect(page.differences.find((line) => line.label === '理由')).toMatchObject({
    last: '先月の理由',
    now: drillText,
    changed: true,
  })
  expect(page.compared.last?.ageMinutes).toBe(0)
})

describe('大津市 2014: a drill does not look like the real thing', () => {
  test('every medium’s text of a drill carries 訓練, and one without it is refused', async () => {
    const drill = await sentBy(all, ito, sato, { drill: true, facts: { reason: '大津の訓練' } })
    expect(await textOf(drill)).toMatch(/訓練/)
    const bare = await draftOf(all, ito, {
      drill: true,
      wordings: { 'city-site': { ja: { title: '避難指示', text: '全員避難してください。' } } },
    })
    expect(await refusedFor(submitBy(bare))).toContain('drill_unmarked')
  })

  test('a correction of a drill stays a drill, whatever is asked', async () => {
    const drill = await sentBy(all, ito, sato, { drill: true, facts: { reason: '大津の訓練その2' } })
    const draft = await all.inside(async (tx) => {
      const id = await correct(tx, deps(), drill, 'update', ito)
      const before = await findDraft(tx, id)
      if (!before) throw new Error('no draft')
      await changeDraft(tx, deps(), id, before.version, { ...before, drill: false }, ito)
      return findDraft(tx, id)
    })
    expect(draft?.drill).toBe(true)
  })
})

test('山口市 2019: the correction of a live alert does not itself say that it is a drill', async () => {
  const live = await sentBy(all, ito, sato, { facts: { reason: '山口の理由' } })
  const cancelId = await all.inside((tx) => correct(tx, deps(), live, 'cancel', ito))
  await submitBy(cancelId)
  expect(await textOf(await approveBy(cancelId))).not.toContain('訓練')
})

describe('精華町 2024: writing cannot send', () => {
  test('no route that writes or previews a draft makes a message', async () => {
    const author = await all.somebody(['author'])
    const count = () => all.inside((tx) => tx.selectFrom('alert_message').select('id').execute())
    const before = (await count()).length
    const body = await inputOf(all, { facts: { reason: '書いているだけ' } })
    expect((await all.ask(author.headers, 'POST', '/api/alerts/preview', body)).status).toBe(200)
    const { body: made } = await all.ask(author.headers, 'POST', '/api/alerts/drafts', body)
    const path = `/api/alerts/drafts/${made.draftId}`
    expect((await all.ask(author.headers, 'PUT', path, { ...body, version: 1 })).status).toBe(200)
    expect((await all.ask(author.headers, 'POST', `${path}/submit`)).status).toBe(200)
    expect((await count()).length).toBe(before)
  })

  test('the author cannot approve, not even with a second factor and the approver’s role', async () => {
    const both = await all.somebody(['author', 'approver'])
    const draftId = await draftOf(all, both.operator, { facts: { reason: '一人で' } })
    await submitBy(draftId, both.operator)
    const answer = await all.ask(both.headers, 'POST', `/api/alerts/drafts/${draftId}/approve`, {
      version: 1,
      proof: both.proof(),
    })
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'same_person' } } })
  })
})

test('神奈川県 2022: the same warning does not go out again within ten minutes without somebody saying so in words', async () => {
  const same = { facts: { reason: '津波注意報が出ています。' } }
  await sentBy(all, ito, sato, same)
  const again = await draftOf(all, ito, same)
  await submitBy(again)
  for (const words of ['', 'はい', 'もう一度'])
    expect(await refusedFor(approveBy(again, [{ code: 'duplicate', words }]))).toContain('duplicate')
  await expect(approveBy(again, [{ code: 'duplicate', words: 'もう一度出します' }])).resolves.toBeTypeOf(
    'string',
  )
})

describe('山元町 2016: a planned drill is not forgotten', () => {
  const inMinutes = (minutes: number) => new Date(deps().clock().getTime() + minutes * 60_000)
  const planned = (minutes: number, reason: string) => ({
    drill: true,
    scheduledAt: inMinutes(minutes),
    facts: { reason, validUntil: inMinutes(minutes + 600).toISOString() },
  })

  test('it stands in the list with its hour until then, and a cancel before its hour keeps everybody from hearing it', async () => {
    const messageId = await sentBy(all, ito, sato, planned(60, '山元の訓練'))
    const list = await all.inside((tx) => listPage(tx, deps()))
    expect(list.messages.find((one) => one.id === messageId)?.scheduledAt).not.toBeNull()
    const cancelId = await all.inside((tx) => correct(tx, deps(), messageId, 'cancel', ito))
    await submitBy(cancelId)
    await approveBy(cancelId)
    const later = { ...deps(), clock: () => inMinutes(61) }
    for (const row of await all.inside((tx) => dispatchesOf(tx, [messageId]))) {
      await advance(later, all.cities.ours, row.id)
    }
    const states = (await all.inside((tx) => dispatchesOf(tx, [messageId]))).map((row) => row.state)
    expect(states).toEqual(['withdrawn'])
  })

  test('one that nobody approved expires an hour after its hour', async () => {
    const draftId = await draftOf(all, ito, planned(30, '山元の訓練その2'))
    await submitBy(draftId)
    await passTime({ ...deps(), clock: () => inMinutes(95) })
    expect((await all.inside((tx) => findDraft(tx, draftId)))?.step).toBe('expired')
  })
})

test('名張市 2017: who administers cannot send, and nothing on the screens of administration sends', async () => {
  const admin = await all.somebody(['admin'])
  const draftId = await draftOf(all, ito, { facts: { reason: '管理者は出せない' } })
  await submitBy(draftId)
  const sends = ['approve', 'send-alone', 'submit']
  for (const act of sends) {
    const answer = await all.ask(admin.headers, 'POST', `/api/alerts/drafts/${draftId}/${act}`, {
      version: 1,
      proof: admin.proof(),
      reason: '管理の画面から',
    })
    expect(answer.status, act).toBe(403)
  }
  const forAdmins = guardedRoutes(all.app).filter(
    ({ access }) => typeof access === 'object' && access.anyOf.includes('admin'),
  )
  expect(
    forAdmins.map((one) => one.path).filter((path) => /approve|send|correct|by-hand/.test(path)),
  ).toEqual([])
})
