import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inCity } from '#platform/database/city.ts'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { livePage } from '../live/pages.ts'
import { findMessage } from '../live/queries.ts'
import { sato, testAlerts, testMedium, ways } from '../testing.ts'
import { byHand } from './by-hand.ts'
import { finishWhenStill } from './finish.ts'
import { changeDispatch, lockDispatch } from './queries.ts'
import { advance } from './send.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

let city: Awaited<ReturnType<typeof testAlerts>>
let go: ReturnType<typeof ways>
let first: ReturnType<typeof testMedium>
let second: ReturnType<typeof testMedium>
async function openCity(options: Parameters<typeof testMedium>[1] = {}): Promise<void> {
  first = testMedium('first', options)
  second = testMedium('second')
  city = await testAlerts(databases, [first.medium, second.medium])
  go = ways(city)
}
beforeEach(() => openCity())

const byHandOn = async (messageId: string, act: Parameters<typeof byHand>[3]) => {
  const { id } = await go.rowOf(messageId, 'first')
  return city.inside((tx) => byHand(tx, city.deps, id, act, sato))
}
const heard = () => first.far.received.map((order) => order.act)

describe('what is older never follows what is newer', () => {
  test('a lost original is not repeated once its correction is approved', async () => {
    first.far.next = ['throw']
    const id = await go.send()
    await go.advanceAll(id)
    expect((await go.states(id)).first).toBe('unknown')
    const update = await go.follow(id, 'update')
    await go.advanceAll(update)
    city.pass(600_000)
    await go.advanceAll(id)
    expect(heard()).toEqual(['update'])
    expect(await go.stepOf(id)).toBe('sent')
  })

  test('a cancel goes out where the original was perhaps heard before the medium refused it', async () => {
    first.far.next = ['lost', { kind: 'retry', reason: '混んでいます' }]
    const id = await go.send()
    await go.advanceAll(id)
    city.pass(5_000)
    await go.advanceAll(id)
    expect((await go.states(id)).first).toBe('retrying')
    const cancel = await go.follow(id, 'cancel')
    await go.advanceAll(cancel)
    expect(heard()).toEqual(['alert', 'cancel'])
    expect(first.far.received[1]?.earlier.map((one) => one.messageId)).toEqual([id])
  })

  test('nor is it forgotten that it was perhaps heard when the medium then rejects it', async () => {
    first.far.next = ['lost', { kind: 'rejected', reason: '宛先がありません' }]
    const id = await go.send()
    await go.advanceAll(id)
    city.pass(5_000)
    await go.advanceAll(id)
    expect((await go.states(id)).first).toBe('rejected')
    await go.advanceAll(await go.follow(id, 'cancel'))
    expect(heard()).toEqual(['alert', 'cancel'])
  })

  test('a person cannot send again what was cancelled, whether it was rejected, stopped or lost', async () => {
    first.far.next = [{ kind: 'rejected', reason: '宛先がありません' }]
    const id = await go.send()
    await go.advanceAll(id)
    await go.advanceAll(await go.follow(id, 'cancel'))
    await expect(byHandOn(id, 'retry')).rejects.toMatchObject({ details: { state: 'overtaken' } })
    const page = await city.inside((tx) => livePage(tx, city.deps, id))
    expect(page.rows.find((row) => row.medium === 'first')?.can.retry).toBe(false)
    await go.advanceAll(id)
    expect(heard()).toEqual([])
  })

  test('a lost original that a person knows did not leave is withdrawn, not sent, after its cancel', async () => {
    await openCity({ repeat: 'never' })
    first.far.next = ['throw']
    const id = await go.send()
    await go.advanceAll(id)
    await go.advanceAll(await go.follow(id, 'cancel'))
    await byHandOn(id, 'was-not-sent')
    await go.advanceAll(id)
    expect((await go.states(id)).first).toBe('withdrawn')
    expect(heard()).toEqual(['cancel'])
  })

  test('what a person stopped before it left needs no cancel there, and a person says when a lost one did not leave', async () => {
    const id = await go.send()
    await byHandOn(id, 'stop')
    const cancel = await go.follow(id, 'cancel')
    expect((await go.states(cancel)).first).toBe('off')
    await openCity({ repeat: 'never' })
    first.far.next = ['throw']
    const lost = await go.send()
    await go.advanceAll(lost)
    await byHandOn(lost, 'was-not-sent')
    const follower = await go.follow(lost, 'cancel')
    expect((await go.states(follower)).first).toBe('off')
    expect((await go.states(lost)).first).toBe('withdrawn')
  })

  test('an original that hangs while its correction waits is looked for, and not said again', async () => {
    await openCity({ repeat: 'look-first' })
    const id = await go.send()
    const row = await go.rowOf(id, 'first')
    first.far.next = ['hang']
    void advance(
      { ...city.deps, limits: { ...city.deps.limits, sendSeconds: 3600, leaseSeconds: 20 } },
      city.cityId,
      row.id,
    )
    await expect.poll(async () => (await go.states(id)).first).toBe('sending')
    const update = await go.follow(id, 'update')
    await go.advanceAll(update)
    expect((await go.states(update)).first).toBe('waiting')
    city.pass(21_000)
    await go.advanceAll(id)
    expect((await go.states(id)).first).toBe('unknown')
    await go.advanceAll(update)
    expect(heard()).toEqual(['update'])
  })
})

describe('every way ends', () => {
  test('what could not go out until its time had passed is not sent afterwards', async () => {
    const id = await go.send()
    city.pass(3_700_000) // nobody worked for an hour
    await go.advanceAll(id)
    expect(await go.states(id)).toEqual({ first: 'rejected', second: 'rejected' })
    expect((await go.rowOf(id, 'first')).reason).toContain('有効期限')
    expect(heard()).toEqual([])
    expect(await go.stepOf(id)).toBe('sent')
  })

  test('a lost answer is not repeated past the end of the message', async () => {
    first.far.next = ['throw', 'throw', 'throw']
    const id = await go.send()
    await go.advanceAll(id)
    city.pass(3_590_000)
    await go.advanceAll(id)
    expect((await go.rowOf(id, 'first')).nextAt).not.toBeNull()
    city.pass(9_000)
    await go.advanceAll(id)
    expect(await go.rowOf(id, 'first')).toMatchObject({ state: 'unknown', nextAt: null })
    expect(await go.stepOf(id)).toBe('sent')
  })

  test('two media that end in the same instant finish the alert', async () => {
    const id = await go.send()
    const message = await city.inside((tx) => findMessage(tx, id))
    if (!message) throw new Error('no message')
    const [one, other] = await go.rows(id)
    const now = city.deps.clock()
    const endOne = async (rowId: string, beforeCommit: () => Promise<unknown>) =>
      inCity(databases.outer, city.cityId, async (tx) => {
        await lockDispatch(tx, rowId)
        await changeDispatch(tx, rowId, { state: 'rejected', nextAt: null }, now)
        await finishWhenStill(tx, city.deps, message, now)
        await beforeCommit()
      })
    let inner: Promise<void> = Promise.resolve()
    await endOne(one?.id ?? '', async () => {
      let counted = false
      inner = endOne(other?.id ?? '', async () => {
        counted = true
      })
      const waits = async () => {
        const { rows } = await databases.owner.query(
          "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
        )
        return rows.length > 0 || counted
      }
      await expect.poll(waits).toBe(true)
    })
    await inner
    expect(await go.stepOf(id)).toBe('sent')
  })

  test('a cancel of what never left ends both alerts at once', async () => {
    const id = await go.send()
    const cancel = await go.follow(id, 'cancel')
    expect(await go.states(id)).toEqual({ first: 'withdrawn', second: 'withdrawn' })
    expect(await go.states(cancel)).toEqual({ first: 'off', second: 'off' })
    expect([await go.stepOf(id), await go.stepOf(cancel)]).toEqual(['sent', 'sent'])
  })

  test('a medium that never answers a look holds nobody longer than its deadline', async () => {
    await openCity({ repeat: 'look-first' })
    first.far.next = ['throw']
    const id = await go.send()
    await go.advanceAll(id)
    first.far.observeHangs = true
    city.pass(5_000)
    await go.advanceAll(id)
    expect(await go.rowOf(id, 'first')).toMatchObject({ state: 'unknown', attempts: 2 })
  })
})

describe('a medium that changes between approval and sending', () => {
  const setFirst = (enabled: boolean) =>
    city.inside((tx) => city.deps.media.set(tx, 'first', enabled, {}, null))

  test('is tried again while it is out of order, and says why', async () => {
    const id = await go.send()
    const { open } = first.medium
    first.medium.open = () => {
      throw new Error('no library')
    }
    await setFirst(true)
    await go.advanceAll(id)
    expect(await go.states(id)).toEqual({ first: 'retrying', second: 'visible' })
    expect((await go.rowOf(id, 'first')).reason).toContain('準備の途中で止まりました')
    first.medium.open = open
    city.pass(61_000)
    await go.advanceAll(id)
    expect((await go.states(id)).first).toBe('visible')
  })

  test('ends there when the city switched it off, and the alert with it', async () => {
    const id = await go.send()
    await setFirst(false)
    await go.advanceAll(id)
    expect(await go.states(id)).toEqual({ first: 'off', second: 'visible' })
    expect(await go.stepOf(id)).toBe('sent')
    await setFirst(true)
    await byHandOn(id, 'retry')
    await go.advanceAll(id)
    expect((await go.states(id)).first).toBe('visible')
  })

  test('may vanish from the house: what was sent stays readable, what waits ends', async () => {
    const id = await go.send()
    const without = { ...city.deps.media, all: [second.medium] }
    const later = await testAlerts(databases, [second.medium])
    const deps = { ...city.deps, media: { ...without, openIfKnown: later.deps.media.openIfKnown } }
    await advance(deps, city.cityId, (await go.rowOf(id, 'first')).id)
    expect(await go.states(id)).toMatchObject({ first: 'off' })
    const page = await city.inside((tx) => livePage(tx, deps, id))
    expect(page.rows.find((row) => row.medium === 'first')?.reason).toContain('もうありません')
  })
})
