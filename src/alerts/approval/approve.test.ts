import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { Refusal } from '#platform/refusal.ts'
import { findDraft, stepsOf } from '../draft/queries.ts'
import { changeDraft, writeDraft } from '../draft/write.ts'
import { findMessage, recentMessages } from '../live/queries.ts'
import { ito, kato, sato, testAlerts, testMedium } from '../testing.ts'
import { approve, sendAlone } from './approve.ts'
import { passTime } from './by-time.ts'
import { markOpened, sendBack, submit } from './move.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

type City = Awaited<ReturnType<typeof testAlerts>>
let city: City
beforeEach(async () => {
  city = await testAlerts(databases, [testMedium('one').medium])
})

const submitted = (input = city.draft()): Promise<string> =>
  city.inside(async (tx) => {
    const id = await writeDraft(tx, city.deps, input, ito)
    await submit(tx, city.deps, id, ito)
    return id
  })
const approveBy = (
  id: string,
  operator = sato,
  change: Partial<Parameters<typeof approve>[3]> = {},
): Promise<string> =>
  city.inside((tx) =>
    approve(tx, city.deps, id, { operator, steppedUp: true, version: 1, confirmations: [], ...change }),
  )
const stepOf = (id: string) => city.inside(async (tx) => (await findDraft(tx, id))?.step)
const asked = (id: string) =>
  city.inside(async (tx) =>
    (await stepsOf(tx, id)).filter((row) => row.step === 'deputy-asked').map((row) => row.reason),
  )

describe('two people', () => {
  test('two approvers at once make one message', async () => {
    const id = await submitted()
    const results = await Promise.allSettled([approveBy(id), approveBy(id)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await city.inside((tx) => recentMessages(tx, 10))).toHaveLength(1)
  })

  test('a draft that changed after the approver saw it is refused', async () => {
    const id = await submitted()
    await city.inside((tx) => sendBack(tx, city.deps, id, 'takeBack', ito, ''))
    await city.inside((tx) =>
      changeDraft(tx, city.deps, id, 1, city.draft({ facts: { reason: '別の理由' } }), ito),
    )
    await city.inside((tx) => submit(tx, city.deps, id, ito))
    await expect(approveBy(id)).rejects.toThrow('changed_meanwhile')
    await expect(approveBy(id, sato, { version: 2 })).resolves.toBeTypeOf('string')
  })

  test('findings that ask for words let it pass only with exactly those words', async () => {
    await approveBy(await submitted())
    const again = await submitted()
    await expect(approveBy(again)).rejects.toMatchObject({ code: 'findings' })
    await expect(
      approveBy(again, sato, { confirmations: [{ code: 'duplicate', words: 'はい' }] }),
    ).rejects.toMatchObject({ code: 'findings' })
    await expect(
      approveBy(again, sato, { confirmations: [{ code: 'duplicate', words: 'もう一度出します' }] }),
    ).resolves.toBeTypeOf('string')
  })

  test('a submission with something to mend names every finding', async () => {
    const bad = city.draft({ facts: { districts: [], action: '' } })
    const refusal = await submitted(bad).catch((fault: unknown) => fault)
    expect(refusal).toBeInstanceOf(Refusal)
    const found = (refusal as Refusal).details.findings as { code: string }[]
    expect(found.map((one) => one.code)).toEqual(expect.arrayContaining(['no_place', 'missing']))
  })

  test('what was returned says why and may be submitted again', async () => {
    const id = await submitted()
    await city.inside((tx) => sendBack(tx, city.deps, id, 'return', sato, '避難所の名前を確かめてください'))
    expect(await stepOf(id)).toBe('returned')
    await city.inside((tx) => submit(tx, city.deps, id, ito))
    expect(await stepOf(id)).toBe('awaiting')
  })

  test('numbers follow one another without a gap, also when many are approved at once', async () => {
    const ids = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => submitted(city.draft({ facts: { reason: `理由${n}` } }))),
    )
    const messages = await Promise.all(ids.map((id) => approveBy(id)))
    const numbers = await Promise.all(
      messages.map((id) => city.inside(async (tx) => (await findMessage(tx, id))?.number)),
    )
    expect(numbers.sort()).toEqual([1, 2, 3, 4, 5])
  })
})

describe('deputies (代決)', () => {
  test('are asked in order when nobody opens it within the minutes, and may then approve', async () => {
    const id = await submitted()
    await expect(approveBy(id, kato)).rejects.toThrow('not_allowed')
    city.pass(4 * 60_000)
    await passTime(city.deps)
    expect(await asked(id)).toEqual([])
    city.pass(61_000)
    await passTime(city.deps)
    await passTime(city.deps)
    expect(await asked(id)).toEqual([kato.id])
    await expect(approveBy(id, kato)).resolves.toBeTypeOf('string')
  })

  test('are left alone when an approver has opened it', async () => {
    const id = await submitted()
    await city.inside((tx) => markOpened(tx, city.deps, id, sato))
    city.pass(600_000)
    await passTime(city.deps)
    expect(await asked(id)).toEqual([])
  })
})

describe('緊急発信', () => {
  const alone = (id: string, reason = '庁舎と連絡がとれません') =>
    city.inside((tx) =>
      sendAlone(tx, city.deps, id, { operator: ito, steppedUp: true, version: 1, confirmations: [], reason }),
    )
  const sign = (userId: string, withdrawn = false) =>
    city.inside((tx) =>
      tx
        .insertInto('preauthorised_template')
        .values({
          city_id: tx.cityId,
          id: city.deps.newId(),
          template: 'evacuation-order',
          signed_by: userId,
          at: city.deps.clock(),
          withdrawn,
        })
        .execute(),
    )

  test('needs a template that two different people signed', async () => {
    const id = await city.inside((tx) => writeDraft(tx, city.deps, city.draft(), ito))
    await expect(alone(id)).rejects.toThrow('not_allowed')
    await sign(sato.id)
    await sign(sato.id)
    await expect(alone(id)).rejects.toThrow('not_allowed')
    await sign(kato.id)
    await sign(kato.id, true)
    await expect(alone(id)).rejects.toThrow('not_allowed')
    await sign(kato.id)
    const messageId = await alone(id)
    expect(await city.inside((tx) => findMessage(tx, messageId))).toMatchObject({
      approvedBy: ito.id,
      emergencyReason: '庁舎と連絡がとれません',
    })
    expect(city.entries.map((entry) => entry.action)).toContain('alerts.sent-alone')
  })

  test('needs a reason and a second factor', async () => {
    await sign(sato.id)
    await sign(kato.id)
    const id = await city.inside((tx) => writeDraft(tx, city.deps, city.draft(), ito))
    await expect(alone(id, ' ')).rejects.toThrow('bad_request')
    const withoutFactor = city.inside((tx) =>
      sendAlone(tx, city.deps, id, {
        operator: ito,
        steppedUp: false,
        version: 1,
        confirmations: [],
        reason: '急ぎです',
      }),
    )
    await expect(withoutFactor).rejects.toThrow('step_up_needed')
  })
})

describe('time', () => {
  test('a draft whose moment has passed expires, and an approved one does not', async () => {
    const draft = await city.inside((tx) => writeDraft(tx, city.deps, city.draft(), ito))
    const waiting = await submitted(city.draft({ facts: { reason: 'ほかの理由' } }))
    const sent = await submitted(city.draft({ facts: { reason: 'さらにほか' } }))
    await approveBy(sent)
    city.pass(3_700_000)
    await passTime(city.deps)
    expect([await stepOf(draft), await stepOf(waiting), await stepOf(sent)]).toEqual([
      'expired',
      'expired',
      'sending',
    ])
  })
})
