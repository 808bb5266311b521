import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { Refusal } from '#platform/refusal.ts'
import { findMessage } from '../live/queries.ts'
import type { Outcome } from '../medium.ts'
import { type FarSide, sato, testAlerts, testMedium, ways } from '../testing.ts'
import { byHand, type HandAct } from './by-hand.ts'
import { advance } from './send.ts'

/**
 * Whatever happens in whatever order on two media, people hear nothing old after something new, nothing twice without need, and every
 * alert comes to an end.
 */

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

type Answer = FarSide['next'][number]
type Step =
  | { do: 'follow'; type: 'update' | 'cancel' | 'lift' }
  | { do: 'advance'; which: number; medium: 0 | 1; answer: Answer | null }
  | { do: 'die'; which: number; medium: 0 | 1; heard: boolean }
  | { do: 'pass'; seconds: number }
  | { do: 'hand'; which: number; medium: 0 | 1; act: HandAct }
  | { do: 'together' }

const retry: Outcome = { kind: 'retry', reason: '混んでいます' }
const rejected: Outcome = { kind: 'rejected', reason: '宛先がありません' }
const which = fc.constantFrom(-1, -1, 0, 0, 1) // the newest and the first meet most trouble
const medium = fc.constantFrom(0 as const, 1 as const)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('follow' as const),
    type: fc.constantFrom('update' as const, 'update' as const, 'cancel' as const, 'lift' as const),
  }),
  fc.record({
    do: fc.constant('advance' as const),
    which,
    medium,
    answer: fc.constantFrom<Answer | null>(null, null, 'lost', 'throw', retry, rejected),
  }),
  fc.record({ do: fc.constant('die' as const), which, medium, heard: fc.boolean() }),
  fc.record({ do: fc.constant('pass' as const), seconds: fc.constantFrom(1, 3, 20, 90) }),
  fc.record({
    do: fc.constant('hand' as const),
    which,
    medium,
    act: fc.constantFrom<HandAct>('retry', 'stop', 'was-sent', 'was-not-sent'),
  }),
  fc.record({ do: fc.constant('together' as const) }),
)

/** One city with an `idempotent` and another medium, and what a run did to it. */
async function run(steps: readonly Step[], repeat: 'idempotent' | 'look-first' | 'never') {
  const media = [testMedium('first', { repeat }), testMedium('second')]
  const city = await testAlerts(
    databases,
    media.map((one) => one.medium),
  )
  city.deps.limits = { sendSeconds: 5, leaseSeconds: 15, lookHereSeconds: 0 }
  const go = ways(city)
  const messages = [await go.send()]
  const needed = new Map<string, number>() // how often a repeat was right: the answer was lost, or a person said so
  const rowOf = async (at: number, on: 0 | 1) => {
    const id = messages.at(at) ?? messages[0] ?? ''
    return go.rowOf(id, media[on]?.medium.name ?? '')
  }
  const mayRepeat = (key: string) => needed.set(key, (needed.get(key) ?? 0) + 1)
  const sweep = async () => {
    const rows = (await Promise.all([...messages].reverse().map(go.rows))).flat() // the newest first: the worst order
    await Promise.all(rows.map((row) => advance(city.deps, city.cityId, row.id)))
    return rows.some((row) => row.nextAt !== null)
  }
  for (const one of steps) {
    if (one.do === 'pass') city.pass(one.seconds * 1000)
    if (one.do === 'together') await sweep()
    if (one.do === 'follow' && messages.length < 5)
      try {
        messages.push(await go.follow(messages.at(-1) ?? '', one.type))
      } catch (fault) {
        if (!(fault instanceof Refusal && fault.code === 'wrong_step')) throw fault // already cancelled or lifted
      }
    if (one.do === 'hand') {
      const row = await rowOf(one.which, one.medium)
      const key = `${row.medium} ${row.messageId}`
      try {
        await city.inside((tx) => byHand(tx, city.deps, row.id, one.act, sato))
        if (one.act === 'retry' || one.act === 'was-not-sent') mayRepeat(key) // a person may be wrong
      } catch (fault) {
        if (!(fault instanceof Refusal)) throw fault
      }
    }
    if (one.do === 'advance' || one.do === 'die') {
      const row = await rowOf(one.which, one.medium)
      const far = media[one.medium]?.far as FarSide
      const before = far.received.length
      if (one.do === 'advance') {
        far.next = one.answer ? [one.answer] : []
        await advance(city.deps, city.cityId, row.id)
        far.next = []
        if (one.answer === 'lost' && far.received.length > before) mayRepeat(`${row.medium} ${row.messageId}`)
      } else {
        // the sender dies on its way: its claim stays until the lease ends, nothing is written afterwards
        far.next = [one.heard ? 'heard-and-hang' : 'hang']
        const limits = { ...city.deps.limits, sendSeconds: 3600 }
        const over = advance({ ...city.deps, limits }, city.cityId, row.id).then(() => true)
        while (far.next.length > 0 && !(await Promise.race([over, later()])));
        far.next = []
        if (far.received.length > before) mayRepeat(`${row.medium} ${row.messageId}`)
      }
    }
  }
  for (let round = 0; round < 20; round++) {
    city.pass(61_000)
    if (!(await sweep())) break
  }
  return { media, messages, go, needed, find: (id: string) => city.inside((tx) => findMessage(tx, id)) }
}

const later = () => new Promise<false>((resolve) => setTimeout(resolve, 2, false))

test.each(['idempotent', 'look-first', 'never'] as const)(
  'order, once, and an end: %s',
  async (repeat) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const { media, messages, go, needed } = await run(steps, repeat)
        for (const { medium: one, far } of media) {
          const order = far.received.map((received) => messages.indexOf(received.messageId))
          expect(order, `${one.name} heard ${order}`).toEqual([...order].sort((a, b) => a - b))
          for (const id of messages) {
            const times = far.received.filter((received) => received.messageId === id).length
            expect(times, `${one.name} heard one message again`).toBeLessThanOrEqual(
              1 + (needed.get(`${one.name} ${id}`) ?? 0),
            )
          }
        }
        for (const id of messages) {
          for (const row of await go.rows(id)) {
            expect(['visible', 'accepted', 'rejected', 'withdrawn', 'stopped', 'off', 'unknown']).toContain(
              row.state,
            )
            expect(row.nextAt, `${row.medium} ${row.state}`).toBeNull()
          }
          expect(await go.stepOf(id)).toBe('sent')
        }
      }),
      { numRuns: 20, endOnFailure: true },
    )
  },
  120_000,
)
