import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { mediaStates, proveLink, startLinkProofs } from '../dispatch/link-proof.ts'
import type { Connector, Progress } from '../medium.ts'
import { testAlerts, testMedium, ways } from '../testing.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

let city: Awaited<ReturnType<typeof testAlerts>>
let go: ReturnType<typeof ways>
let medium: ReturnType<typeof testMedium>
/** What the medium says about its recipients: the last word stays. */
let words: (Progress | 'fault' | 'hang')[]
let asked: number
const change: { with: (connector: Connector) => Connector } = { with: (connector) => connector }

beforeEach(async () => {
  words = []
  asked = 0
  change.with = (connector) => connector
  medium = testMedium('mail')
  const { open } = medium.medium
  medium.medium.open = (settings, tools) => change.with(open(settings, tools) as Connector)
  city = await testAlerts(databases, [medium.medium])
  city.deps.limits = { ...city.deps.limits, lookHereSeconds: 0 }
  go = ways(city)
})

const withRecipients = () => {
  change.with = (connector) => ({
    ...connector,
    progress: async () => {
      asked++
      const word = words.length > 1 ? words.shift() : words[0]
      if (word === 'hang') return new Promise<Progress>(() => {})
      if (word === 'fault' || !word) throw new Error('not known')
      return word
    },
  })
}
const at = (done: number, failed = 0) => ({ done, failed, total: 10 })
const row = (id: string) => go.rowOf(id, 'mail')
/** What is due after so long. */
const lookAfter = async (id: string, seconds: number) => {
  city.pass(seconds * 1000)
  await go.advanceAll(id)
}

describe('a medium with recipients', () => {
  test('is visible when it was seen, and done when the last one is served', async () => {
    withRecipients()
    words = [at(3), at(10)]
    const id = await go.send()
    await go.advanceAll(id)
    expect(await row(id)).toMatchObject({ state: 'accepted', progress: at(3), visibleAt: expect.any(Date) })
    await lookAfter(id, 5)
    expect(await row(id)).toMatchObject({ state: 'visible', progress: at(10), nextAt: null })
  })

  test('is asked again when it could not say how far it is', async () => {
    withRecipients()
    words = ['fault', at(9, 1)]
    const id = await go.send()
    await go.advanceAll(id)
    expect((await row(id)).nextAt).not.toBeNull()
    await lookAfter(id, 5)
    expect(await row(id)).toMatchObject({ state: 'visible', progress: at(9, 1), nextAt: null })
  })

  test('that never comes to an end is followed seldom, and no longer than the message holds', async () => {
    withRecipients()
    words = [at(5)]
    const validUntil = new Date(city.deps.clock().getTime() + 3 * 3_600_000).toISOString()
    const id = await go.send(city.draft({ facts: { validUntil } }))
    await go.advanceAll(id)
    await lookAfter(id, 3700)
    const waits = (await row(id)).nextAt?.getTime() ?? 0
    expect(waits - city.deps.clock().getTime()).toBeGreaterThan(200_000)
    const before = asked
    await lookAfter(id, 3 * 3600)
    expect(await row(id)).toMatchObject({ state: 'accepted', nextAt: null })
    expect(asked - before).toBe(1)
  })

  test('that does not answer holds a look no longer than three seconds', async () => {
    withRecipients()
    words = ['hang']
    const id = await go.send()
    const started = performance.now()
    await go.advanceAll(id)
    expect(performance.now() - started).toBeLessThan(4500)
    expect((await row(id)).acceptedAt).not.toBeNull()
  })
})

describe('a look', () => {
  test('that never finds anything ends after an hour', async () => {
    medium.far.visible = false
    const id = await go.send()
    await go.advanceAll(id)
    for (const seconds of [30, 300, 1200]) {
      await lookAfter(id, seconds)
      expect((await row(id)).nextAt).not.toBeNull()
    }
    await lookAfter(id, 2200)
    expect(await row(id)).toMatchObject({ state: 'accepted', nextAt: null, visibleAt: null })
  })

  test('for what was corrected meanwhile ends after a minute', async () => {
    medium.far.visible = false
    const id = await go.send()
    await go.advanceAll(id)
    await go.follow(id, 'update')
    await lookAfter(id, 61)
    expect(await row(id)).toMatchObject({ state: 'accepted', nextAt: null })
  })

  test('is not taken at a medium that nobody can look at', async () => {
    change.with = ({ observe: _, ...connector }) => connector
    const id = await go.send()
    await go.advanceAll(id)
    expect(await row(id)).toMatchObject({ state: 'accepted', nextAt: null })
  })
})

describe('link proofs', () => {
  const stateOf = async () => (await city.inside((tx) => mediaStates(tx, city.deps.media)))[0]

  test('the newest one says whether a medium fails', async () => {
    expect(await stateOf()).toMatchObject({ state: 'on' })
    let ok = false
    change.with = (connector) => ({
      ...connector,
      probe: async () => {
        if (!ok) throw new Error('no route')
        return { ok: true, words: 'つながっています' }
      },
    })
    await city.inside((tx) => city.deps.media.set(tx, 'mail', true, {}, null))
    expect(await proveLink(city.deps, city.cityId, 'mail')).toMatchObject({ ok: false, words: 'no route' })
    expect(await stateOf()).toMatchObject({ state: 'failing', reason: 'no route' })
    ok = true
    await proveLink(city.deps, city.cityId, 'mail')
    expect(await stateOf()).toMatchObject({ state: 'on' })
  })

  test('go round without a person, and a fault of one city keeps no other from its turn', async () => {
    const { place: _place, ...rest } = city.deps
    const seen = new Set<string>()
    const open: typeof city.deps.media.open = async (tx, name) => {
      seen.add(tx.cityId)
      if (tx.cityId === city.cityId) throw new Error('one city is ill')
      return city.deps.media.open(tx, name)
    }
    const later = await testAlerts(databases, [medium.medium])
    const stop = startLinkProofs({ ...rest, place: city.deps.place, media: { ...city.deps.media, open } }, 10)
    await expect.poll(() => seen.has(city.cityId) && seen.has(later.cityId)).toBe(true)
    stop()
  })
})
