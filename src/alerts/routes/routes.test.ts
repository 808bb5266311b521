import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeKey } from '#cities/staff/keys.ts'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { draftOf, inputOf, sentBy } from '../../../test/setup/alert.ts'
import { type Asked, type TestHouse, testHouse } from '../../../test/setup/house.ts'
import { type CapParts, capFile, referenceTo } from '../sources/cap-file.fixture.ts'

let databases: TestDatabases
let all: TestHouse
type Somebody = Awaited<ReturnType<TestHouse['somebody']>>
let ito: Somebody
let sato: Somebody
beforeAll(async () => {
  databases = await testDatabases()
  all = await testHouse(databases)
})
afterAll(async () => {
  await all.end()
  await databases.drop()
})
beforeEach(async () => {
  ito = await all.somebody(['author'])
  sato = await all.somebody(['approver'])
})

const ask = (who: Somebody, method: string, path: string, body?: unknown): Promise<Asked> =>
  all.ask(who.headers, method, path, body)
const codeOf = ({ status, body }: Asked) => [status, body?.error?.code]
let words = 0
/** A draft of its own words, so that no other test’s text counts as a repetition. */
const fresh = () => inputOf(all, { facts: { reason: `理由その${++words}` } })

describe('drafts', () => {
  test('are written, kept by version, submitted and approved by another person', async () => {
    const body = await fresh()
    const made = await ask(ito, 'POST', '/api/alerts/drafts', body)
    expect(made.status).toBe(201)
    const path = `/api/alerts/drafts/${made.body.draftId}`
    expect((await ask(ito, 'PUT', path, { ...body, version: 1 })).body).toEqual({ version: 2 })
    expect(codeOf(await ask(ito, 'PUT', path, { ...body, version: 1 }))).toEqual([409, 'changed_meanwhile'])
    expect((await ask(ito, 'POST', `${path}/submit`)).status).toBe(200)
    expect(codeOf(await ask(ito, 'PUT', path, { ...body, version: 2 }))).toEqual([409, 'wrong_step'])
    const page = await ask(sato, 'GET', `${path}/approval`)
    expect(page.body).toMatchObject({ going: 1, may: { approve: true, samePerson: false } })
    const without = await ask(sato, 'POST', `${path}/approve`, { version: 2, proof: {} })
    expect(codeOf(without)).toEqual([401, 'step_up_needed'])
    const sent = await ask(sato, 'POST', `${path}/approve`, { version: 2, proof: sato.proof() })
    expect(sent.status).toBe(201)
    const live = await ask(ito, 'GET', `/api/alerts/messages/${sent.body.messageId}`)
    expect(live.body).toMatchObject({
      message: { standing: 'live', step: 'sending' },
      rows: [{ state: 'queued' }],
    })
    const list = await ask(ito, 'GET', '/api/alerts')
    expect(list.body.messages[0]).toMatchObject({ id: sent.body.messageId, total: 1, standing: 'live' })
    const now = await ask(ito, 'GET', '/api/situation')
    expect(now.body.levels).toContainEqual(expect.objectContaining({ level: 4, pending: false }))
  })

  test('may be wrong while they are written; their submission names every fault', async () => {
    const body = await inputOf(all, {
      media: ['no-such-medium'],
      facts: { districts: ['00000000-0000-7000-8000-00000000ffff'], action: '' },
    })
    const { body: made } = await ask(ito, 'POST', '/api/alerts/drafts', body)
    const refused = await ask(ito, 'POST', `/api/alerts/drafts/${made.draftId}/submit`)
    expect(codeOf(refused)).toEqual([422, 'findings'])
    const codes = refused.body.error.details.findings.map((one: { code: string }) => one.code)
    expect(codes).toEqual(expect.arrayContaining(['outside_city', 'missing', 'medium_unknown', 'no_medium']))
  })

  test('of the wrong shape are refused field by field, and one that is not there is not found', async () => {
    const wrong = await ask(ito, 'POST', '/api/alerts/drafts', { kind: 'loud' })
    expect(codeOf(wrong)).toEqual([400, 'bad_request'])
    expect(wrong.body.error.details.fields.length).toBeGreaterThan(2)
    const nobody = '00000000-0000-7000-8000-000000000000'
    expect(codeOf(await ask(ito, 'GET', `/api/alerts/drafts/${nobody}`))).toEqual([404, 'not_found'])
    expect(codeOf(await ask(ito, 'GET', '/api/alerts/drafts/none'))).toEqual([400, 'bad_request'])
  })

  test('go back with a reason, and an auditor reads but does not write', async () => {
    const draftId = await draftOf(all, ito.operator, { facts: { reason: `理由その${++words}` } })
    const path = `/api/alerts/drafts/${draftId}`
    await ask(ito, 'POST', `${path}/submit`)
    expect(codeOf(await ask(sato, 'POST', `${path}/send-back`, { move: 'return' }))).toEqual([
      400,
      'bad_request',
    ])
    await ask(sato, 'POST', `${path}/send-back`, { move: 'return', reason: '川の名前を確かめてください' })
    const auditor = await all.somebody(['auditor'])
    expect((await ask(auditor, 'GET', path)).body.draft.step).toBe('returned')
    expect(codeOf(await ask(auditor, 'POST', '/api/alerts/drafts', {}))).toEqual([403, 'not_allowed'])
  })
})

describe('a message', () => {
  test('is corrected by a draft that names it, and stopped or tried again by hand', async () => {
    const id = await sentBy(all, ito.operator, sato.operator, { facts: { reason: `理由その${++words}` } })
    const made = await ask(ito, 'POST', `/api/alerts/messages/${id}/correct`, { type: 'cancel' })
    expect(made.status).toBe(201)
    const { body } = await ask(ito, 'GET', `/api/alerts/drafts/${made.body.draftId}`)
    expect(body.draft).toMatchObject({ type: 'cancel', earlier: [id] })
    const live = await ask(ito, 'GET', `/api/alerts/messages/${id}`)
    const path = `/api/alerts/dispatches/${live.body.rows[0].dispatchId}/by-hand`
    expect((await ask(ito, 'POST', path, { act: 'stop' })).status).toBe(200)
    expect(codeOf(await ask(ito, 'POST', path, { act: 'was-sent' }))).toEqual([409, 'wrong_step'])
    expect((await ask(ito, 'POST', path, { act: 'retry' })).status).toBe(200)
  })

  test('of 緊急発信 is reviewed once, by another person', async () => {
    const others = [await all.somebody(['approver']), await all.somebody(['approver'])]
    for (const one of others)
      await ask(one, 'POST', '/api/alerts/preauthorised/evacuation-order', { sign: true, proof: one.proof() })
    const { body } = await ask(ito, 'GET', '/api/alerts/preauthorised')
    expect(
      body.templates.find((one: { template: string }) => one.template === 'evacuation-order').signedBy,
    ).toHaveLength(2)
    const draftId = await draftOf(all, ito.operator, { facts: { reason: `理由その${++words}` } })
    const sent = await ask(ito, 'POST', `/api/alerts/drafts/${draftId}/send-alone`, {
      version: 1,
      proof: ito.proof(),
      reason: '庁舎と連絡がとれません',
    })
    expect(sent.status).toBe(201)
    const path = `/api/alerts/messages/${sent.body.messageId}/review`
    expect(codeOf(await ask(ito, 'POST', path, { words: '自分で' }))).toEqual([403, 'not_allowed'])
    expect((await ask(sato, 'POST', path, { words: '妥当です' })).status).toBe(201)
    expect(codeOf(await ask(others[0] as Somebody, 'POST', path, { words: '別の意見' }))).toEqual([
      409,
      'wrong_step',
    ])
    const live = await ask(ito, 'GET', `/api/alerts/messages/${sent.body.messageId}`)
    expect(live.body.review.words).toBe('妥当です')
    const unsignable = await ask(sato, 'POST', '/api/alerts/preauthorised/event', { sign: true, proof: {} })
    expect(codeOf(unsignable)).toEqual([403, 'not_allowed'])
  })
})

describe('media', () => {
  test('hide their secrets, keep them when the form comes back, and seal them in the table', async () => {
    const admin = await all.somebody(['admin'])
    const { body } = await ask(admin, 'GET', '/api/media')
    expect(body.media.map((one: { name: string }) => one.name)).toContain('city-site')
    const form = await ask(admin, 'GET', '/api/media/city-site')
    expect(form.body).toMatchObject({ enabled: true, name: 'city-site' })
    const without = await ask(admin, 'PUT', '/api/media/city-site', {
      enabled: true,
      settings: {},
      proof: {},
    })
    expect(codeOf(without)).toEqual([401, 'step_up_needed'])
    const kept = await ask(admin, 'PUT', '/api/media/city-site', {
      enabled: true,
      settings: form.body.settings,
      proof: admin.proof(),
    })
    expect(kept).toMatchObject({ status: 200, body: { off: null } })
    expect(codeOf(await ask(admin, 'GET', '/api/media/none'))).toEqual([404, 'not_found'])
    const rows = await all.inside((tx) => tx.selectFrom('medium_setting').select('sealed').execute())
    expect(rows.length).toBeGreaterThanOrEqual(2) // the history stays
    for (const row of rows) expect(row.sealed?.toString('utf8') ?? '').not.toContain('{')
  })

  test('whose settings cannot be read are shown as off, and can be written anew', async () => {
    const admin = await all.somebody(['admin'])
    await all.inside((tx) =>
      tx
        .insertInto('medium_setting')
        .values({
          city_id: tx.cityId,
          id: all.house.alerts.newId(),
          medium: 'city-site',
          enabled: true,
          sealed: Buffer.from('of a key that is gone'),
          at: new Date(),
        })
        .execute(),
    )
    const { body } = await ask(admin, 'GET', '/api/media')
    expect(body.media.find((one: { name: string }) => one.name === 'city-site').off).toContain(
      '読み出せません',
    )
    expect((await ask(admin, 'GET', '/api/media/city-site')).status).toBe(200)
    const mended = await ask(admin, 'PUT', '/api/media/city-site', {
      enabled: true,
      settings: {},
      proof: admin.proof(),
    })
    expect(mended).toMatchObject({ status: 200, body: { off: null } })
  })

  test('are probed, and the last proof stands beside them', async () => {
    const admin = await all.somebody(['admin'])
    const probe = await ask(admin, 'POST', '/api/media/city-site/probe')
    expect(probe.status).toBe(200)
    expect(probe.body.ok).toBe(false) // nobody listens at the public address of this test
    const { body } = await ask(admin, 'GET', '/api/media')
    const site = body.media.find((one: { name: string }) => one.name === 'city-site')
    expect(site.proof).toMatchObject({ ok: false, reason: probe.body.words })
  })
})

describe('drill plans', () => {
  const plan = { day: '2099-12-01', media: ['city-site'], reason: '総合防災訓練' }

  test('are approved once, by another person with a second factor', async () => {
    const made = await ask(sato, 'POST', '/api/alerts/drill-plans', plan)
    expect(made.status).toBe(201)
    const path = `/api/alerts/drill-plans/${made.body.planId}/approve`
    expect(codeOf(await ask(sato, 'POST', path, { proof: sato.proof() }))).toEqual([403, 'same_person'])
    const other = await all.somebody(['approver'])
    expect((await ask(other, 'POST', path, { proof: other.proof() })).status).toBe(200)
    const third = await all.somebody(['approver'])
    expect(codeOf(await ask(third, 'POST', path, { proof: third.proof() }))).toEqual([409, 'wrong_step'])
    const { body } = await ask(ito, 'GET', '/api/alerts/drill-plans')
    expect(body.plans[0]).toMatchObject({ day: plan.day, approvedBy: expect.stringContaining('職員') })
  })

  test('of a day that is past, or of a medium that is not there, are refused', async () => {
    const past = await ask(ito, 'POST', '/api/alerts/drill-plans', { ...plan, day: '2020-01-01' })
    expect(codeOf(past)).toEqual([400, 'bad_request'])
    const nowhere = await ask(ito, 'POST', '/api/alerts/drill-plans', { ...plan, media: ['no-such-medium'] })
    expect(codeOf(nowhere)).toEqual([400, 'bad_request'])
  })
})

describe('POST /api/cap', () => {
  let key: Record<string, string>
  let number = 0
  beforeAll(async () => {
    const made = await makeKey(all.house.staff, all.cities.ours, null, {
      name: '県',
      scopes: ['cap:write'],
      days: null,
    })
    key = { Authorization: `Bearer ${made.key}` }
  })
  /** A file over つなぐ市’s 川原. */
  async function file(parts: CapParts = {}): Promise<Uint8Array> {
    const district = await all.inside((tx) =>
      tx.selectFrom('district').select('boundary').where('name', '=', '川原').executeTakeFirstOrThrow(),
    )
    const shape = district.boundary as unknown as { type: string; coordinates: [number, number][][] }
    const ring = shape.coordinates[0] ?? []
    const polygon = ring.map(([lon, lat]) => `${lat},${lon}`).join(' ')
    const area = `<area><areaDesc>川原</areaDesc><polygon>${polygon}</polygon></area>`
    return capFile({ identifier: `cap.${++number}`, area, ...parts })
  }
  const post = (bytes: Uint8Array, headers: Record<string, string> = {}) =>
    all.ask({ ...key, ...headers }, 'POST', '/api/cap', bytes)

  test('gives a draft of the place it names; the same file again gives the same draft', async () => {
    const bytes = await file()
    const first = await post(bytes)
    expect(first.status).toBe(201)
    const again = await post(bytes)
    expect(again).toMatchObject({ status: 200, body: { draftId: first.body.draftId } })
    const { body } = await ask(ito, 'GET', `/api/alerts/drafts/${first.body.draftId}`)
    expect(body.draft).toMatchObject({
      type: 'alert',
      drill: false,
      template: 'evacuation-order',
      authorId: null,
    })
    expect(body.draft.facts.districts).toHaveLength(1)
  })

  test('answers a repeated Idempotency-Key with its first answer, and refuses the key for another file', async () => {
    const bytes = await file()
    const named = { 'Idempotency-Key': 'one' }
    const [first, again] = [await post(bytes, named), await post(bytes, named)]
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.body).toEqual(first.body)
    expect(codeOf(await post(await file(), named))).toEqual([409, 'key_reused'])
  })

  test('keeps no refusal under a key: what a cancel names may be there a moment later', async () => {
    const alert = await file({ identifier: 'late' })
    const cancel = await file({ msgType: 'Cancel', references: referenceTo('late'), withInfo: false })
    const named = { 'Idempotency-Key': 'cancel' }
    expect((await post(cancel, named)).status).toBe(422)
    await post(alert)
    expect((await post(cancel, named)).status).toBe(201)
  })

  test('turns an exercise into a drill, and says with a finding what lies outside the city', async () => {
    const drill = await post(await file({ status: 'Exercise' }))
    const { body } = await ask(ito, 'GET', `/api/alerts/drafts/${drill.body.draftId}`)
    expect(body.draft.drill).toBe(true)
    const sea = '<area><areaDesc>海</areaDesc><polygon>30,140 30,141 31,141 31,140 30,140</polygon></area>'
    const outside = await post(await file({ area: sea }))
    expect(outside.status).toBe(422)
    expect(outside.body.findings.map((one: { rule: string }) => one.rule)).toContain('OUTSIDE_CITY')
  })

  test('refuses what is too large, what is no CAP, and a key without the scope', async () => {
    expect(codeOf(await post(new Uint8Array(1_000_001).fill(32)))).toEqual([413, 'too_large'])
    for (const wrong of [
      new TextEncoder().encode('{"alert":1}'),
      new Uint8Array(0),
      new Uint8Array([0xff, 0xfe, 0]),
    ]) {
      const refused = await post(wrong)
      expect(refused.status).toBe(422)
      expect(refused.body.findings[0]).toMatchObject({ severity: 'error', message: expect.any(String) })
    }
    const { key: other } = await makeKey(all.house.staff, all.cities.ours, null, {
      name: 'x',
      scopes: [],
      days: null,
    })
    expect(
      codeOf(await all.ask({ Authorization: `Bearer ${other}` }, 'POST', '/api/cap', await file())),
    ).toEqual([403, 'not_allowed'])
  })
})
