import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { approve } from '../approval/approve.ts'
import { submit } from '../approval/move.ts'
import { findDraft } from '../draft/queries.ts'
import { changeDraft, correct, writeDraft } from '../draft/write.ts'
import { livePage } from '../live/pages.ts'
import { ito, sato, testAlerts, testMedium } from '../testing.ts'
import { byHand } from './by-hand.ts'
import { dueDispatches } from './queries.ts'
import { dispatchesOf } from './rows.ts'
import { advance } from './send.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

type City = Awaited<ReturnType<typeof testAlerts>>
let city: City
let first: ReturnType<typeof testMedium>
let second: ReturnType<typeof testMedium>
beforeEach(async () => {
  first = testMedium('first')
  second = testMedium('second')
  city = await testAlerts(databases, [first.medium, second.medium])
})

/** Draft → submit → approve, by two people. */
async function send(input = city.draft()): Promise<string> {
  return city.inside(async (tx) => {
    const draftId = await writeDraft(tx, city.deps, input, ito)
    await submit(tx, city.deps, draftId, ito)
    return approve(tx, city.deps, draftId, { operator: sato, steppedUp: true, version: 1, confirmations: [] })
  })
}

async function follow(messageId: string, type: 'update' | 'cancel' | 'lift'): Promise<string> {
  return city.inside(async (tx) => {
    const draftId = await correct(tx, city.deps, messageId, type, ito)
    const draft = await findDraft(tx, draftId)
    if (draft)
      await changeDraft(
        tx,
        city.deps,
        draftId,
        1,
        { ...draft, facts: { ...draft.facts, reason: '堤防からあふれるおそれがあります。' } },
        ito,
      )
    await submit(tx, city.deps, draftId, ito)
    return approve(tx, city.deps, draftId, { operator: sato, steppedUp: true, version: 2, confirmations: [] })
  })
}

const rows = (messageId: string) => city.inside((tx) => dispatchesOf(tx, [messageId]))
async function advanceAll(messageId: string): Promise<void> {
  for (const row of await rows(messageId)) await advance(city.deps, city.cityId, row.id)
}
const states = async (messageId: string) =>
  Object.fromEntries((await rows(messageId)).map((row) => [row.medium, row.state]))

describe('the way out', () => {
  test('an approved message reaches every medium once and is seen', async () => {
    const id = await send()
    await Promise.all([advanceAll(id), advanceAll(id)]) // two processes at once
    expect(first.far.received.map((order) => order.messageId)).toEqual([id])
    expect(second.far.received).toHaveLength(1)
    expect(await states(id)).toEqual({ first: 'visible', second: 'visible' })
    const page = await city.inside((tx) => livePage(tx, city.deps, id))
    expect(page.message.step).toBe('sent')
    expect(page.rows.every((row) => row.acceptedSeconds !== null && row.visibleSeconds !== null)).toBe(true)
  })

  test('a medium that refuses, hangs or is cut delays no other and is repeated', async () => {
    first.far.next = [{ kind: 'retry', reason: '混んでいます' }, 'hang', 'throw']
    const id = await send()
    await advanceAll(id)
    expect(await states(id)).toEqual({ first: 'retrying', second: 'visible' })
    for (const expected of ['unknown', 'unknown', 'visible']) {
      city.pass(61_000)
      await advanceAll(id)
      expect((await states(id)).first).toBe(expected)
    }
    expect(first.far.received).toHaveLength(1)
  })

  test('what is rejected is not repeated until a person asks', async () => {
    first.far.next = [{ kind: 'rejected', reason: '宛先がありません' }]
    const id = await send()
    await advanceAll(id)
    city.pass(120_000)
    await advanceAll(id)
    expect((await states(id)).first).toBe('rejected')
    const [row] = await rows(id)
    await city.inside((tx) => byHand(tx, city.deps, row?.id ?? '', 'retry', sato))
    await advanceAll(id)
    expect((await states(id)).first).toBe('visible')
  })

  test('a sender that died in the middle is taken over when its lease ends, never before', async () => {
    const id = await send()
    const [row] = await rows(id)
    first.far.next = ['hang']
    const died = advance(
      { ...city.deps, limits: { ...city.deps.limits, sendSeconds: 3600, leaseSeconds: 20 } },
      city.cityId,
      row?.id ?? '',
    )
    void died
    await expect.poll(async () => (await states(id)).first).toBe('sending')
    await advance(city.deps, city.cityId, row?.id ?? '')
    expect(first.far.received).toHaveLength(0)
    city.pass(21_000)
    expect(
      (await dueDispatches(databases.outer, city.deps.clock(), 1000)).some((due) => due.id === row?.id),
    ).toBe(true)
    await advance(city.deps, city.cityId, row?.id ?? '')
    expect((await states(id)).first).toBe('visible')
    expect(first.far.received).toHaveLength(1)
  })
})

describe('a lost answer', () => {
  test('a medium that can be looked at is looked at before a repeat', async () => {
    const look = testMedium('look', { repeat: 'look-first' })
    city = await testAlerts(databases, [look.medium])
    look.far.next = ['lost']
    const id = await send()
    await advanceAll(id)
    expect(await states(id)).toEqual({ look: 'unknown' })
    city.pass(61_000)
    await advanceAll(id)
    expect(await states(id)).toEqual({ look: 'visible' })
    expect(look.far.received).toHaveLength(1) // not sent twice
  })

  test('a medium that must not be repeated waits for a person', async () => {
    const never = testMedium('never', { repeat: 'never', correction: 'impossible' })
    city = await testAlerts(databases, [never.medium])
    never.far.next = ['lost']
    const id = await send()
    await advanceAll(id)
    city.pass(600_000)
    await advanceAll(id)
    expect(await states(id)).toEqual({ never: 'unknown' })
    expect(never.far.received).toHaveLength(1)
    const [row] = await rows(id)
    await city.inside((tx) => byHand(tx, city.deps, row?.id ?? '', 'was-sent', sato))
    await advanceAll(id)
    expect(await states(id)).toEqual({ never: 'visible' })
  })
})

describe('corrections', () => {
  test('a correction names all earlier messages and follows them on each medium', async () => {
    const id = await send()
    await advanceAll(id)
    const update = await follow(id, 'update')
    await advanceAll(update)
    const lift = await follow(update, 'lift')
    await advanceAll(lift)
    expect(first.far.received.map((order) => order.act)).toEqual(['alert', 'update', 'lift'])
    expect(first.far.received[2]?.earlier.map((one) => one.messageId)).toEqual([id, update])
    await expect(follow(id, 'cancel')).rejects.toThrow('wrong_step')
  })

  test('an original that is still queued is withdrawn, and the correction goes out as the first message there', async () => {
    first.far.next = [{ kind: 'retry', reason: '混んでいます' }]
    const id = await send()
    await advanceAll(id)
    const update = await follow(id, 'update')
    city.pass(61_000)
    await advanceAll(id)
    await advanceAll(update)
    expect((await states(id)).first).toBe('withdrawn')
    expect(first.far.received.map((order) => [order.messageId, order.act])).toEqual([[update, 'alert']])
    expect(second.far.received.map((order) => order.act)).toEqual(['alert', 'update'])
  })

  test('a cancel of what never went out does nothing there and says so', async () => {
    first.far.next = [{ kind: 'rejected', reason: '宛先がありません' }]
    const id = await send()
    await advanceAll(id)
    const cancel = await follow(id, 'cancel')
    await advanceAll(cancel)
    const [row] = await rows(cancel)
    expect(row?.state).toBe('off')
    expect(row?.reason).toContain('もとの配信が出ていない')
    expect(first.far.received).toHaveLength(0)
  })

  test('a correction waits while the original is on its way', async () => {
    const id = await send()
    const [row] = await rows(id)
    first.far.next = ['hang']
    void advance(
      { ...city.deps, limits: { ...city.deps.limits, sendSeconds: 3600, leaseSeconds: 20 } },
      city.cityId,
      row?.id ?? '',
    )
    await expect.poll(async () => (await states(id)).first).toBe('sending')
    const update = await follow(id, 'update')
    await advanceAll(update)
    expect((await states(update)).first).toBe('waiting')
    city.pass(21_000) // the sender died; its lease ends
    await advanceAll(id)
    await advanceAll(update)
    expect(await states(id)).toMatchObject({ first: 'unknown' }) // its words are known to be wrong: not said again
    expect(first.far.received.map((order) => [order.act, order.earlier[0]?.messageId])).toEqual([
      ['update', id],
    ])
  })
})
