import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { startSweep } from '../dispatch/sweep.ts'
import { recentMessages } from '../live/queries.ts'
import { ito, kawara, sato, testAlerts, testMedium, ways } from '../testing.ts'
import { runDrill } from './run.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

let city: Awaited<ReturnType<typeof testAlerts>>
let quiet: ReturnType<typeof testMedium>
let loud: ReturnType<typeof testMedium>
beforeEach(async () => {
  quiet = testMedium('city-site')
  loud = testMedium('disaster-radio')
  loud.medium.drillNeedsPlan = true
  city = await testAlerts(databases, [quiet.medium, loud.medium])
  await city.inside((tx) =>
    tx
      .insertInto('district')
      .values({
        city_id: tx.cityId,
        id: kawara,
        code: 'kawara',
        name: '川原',
        name_kana: 'かわら',
        population: 25_000,
        households: 12_000,
        boundary: JSON.stringify({ type: 'Polygon', coordinates: [] }),
      })
      .execute(),
  )
})

async function drill(media: string[] | null = null) {
  const stop = startSweep(city.deps, 20)
  try {
    return await runDrill(city.deps, city.cityId, media, null)
  } finally {
    await stop()
  }
}
const acts = (medium: typeof quiet) => medium.far.received.map((order) => [order.act, order.drill])
const heardInOrder = [
  ['alert', true],
  ['update', true],
  ['lift', true],
]
async function plan(approved: boolean): Promise<void> {
  const day = new Date(city.deps.clock().getTime() + 9 * 3_600_000).toISOString().slice(0, 10)
  await city.inside((tx) =>
    tx
      .insertInto('drill_plan')
      .values({
        city_id: tx.cityId,
        id: city.deps.newId(),
        day,
        media: ['disaster-radio'],
        reason: '総合防災訓練',
        made_by: ito.id,
        ...(approved && { approved_by: sato.id, approved_at: city.deps.clock() }),
      })
      .execute(),
  )
}

describe('a drill', () => {
  test('goes out, is corrected and lifted on every medium of the demonstration, and says what was seen', async () => {
    const result = await drill()
    expect(result.ok).toBe(true)
    expect(result.lines.map((line) => [line.phase, line.medium, line.verdict])).toEqual(
      ['alert', 'update', 'lift'].flatMap((phase) =>
        ['city-site', 'disaster-radio'].map((medium) => [phase, medium, 'seen']),
      ),
    )
    expect([acts(quiet), acts(loud)]).toEqual([heardInOrder, heardInOrder])
    const messages = await city.inside((tx) => recentMessages(tx, 10))
    expect(messages.every((message) => message.drill)).toBe(true)
  }, 30_000)

  test('leaves loud media alone outside the demonstration, and refuses them by name without a plan', async () => {
    city.deps.demo = false
    await plan(false)
    await expect(drill(['disaster-radio'])).rejects.toMatchObject({
      code: 'not_allowed',
      details: { media: ['disaster-radio'] },
    })
    expect((await drill()).ok).toBe(true)
    expect([acts(quiet), acts(loud)]).toEqual([heardInOrder, []])
  }, 30_000)

  test('includes them on the day of a plan that another person approved', async () => {
    city.deps.demo = false
    await plan(true)
    expect((await drill(['disaster-radio'])).ok).toBe(true)
    expect([acts(quiet), acts(loud)]).toEqual([[], heardInOrder])
  }, 30_000)

  test('written by hand for a loud medium cannot even be submitted outside the demonstration without a plan', async () => {
    city.deps.demo = false
    const sent = ways(city).send(city.draft({ drill: true, media: ['disaster-radio'] }))
    await expect(sent).rejects.toMatchObject({ code: 'findings' })
  })
})
