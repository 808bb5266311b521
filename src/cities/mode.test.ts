import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { record } from '#platform/audit/audit.ts'
import { newId } from '#platform/clock.ts'
import { type CityTx, inCity } from '#platform/database/city.ts'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { at, colleague, system, twoCities } from './cities-testing.ts'
import { onDuty, takeDuty } from './duty.ts'
import { endDrill, modeIn, modeOf, setMode, startDrill } from './mode.ts'
import { colleaguesOf, drillOf, dutyOf, modeHistory, modeRows } from './queries.ts'
import { effectiveMode, modeFollows } from './rules.ts'
import { type Mode, modes } from './schema.ts'

let databases: TestDatabases
let city: string
beforeAll(async () => {
  databases = await testDatabases()
})
beforeEach(async () => {
  city = await testCity(databases)
})
afterAll(() => databases.drop())

const deps = { newId, record }
const here = <T>(work: (tx: CityTx) => Promise<T>) => inCity(databases.outer, city, work)
const later = (minutes: number) => new Date(at.getTime() + minutes * 60_000)
const set = (mode: Mode, minutes: number, zone = 'city') =>
  here((tx) => setMode(tx, deps, { mode, zone, reason: '試し' }, system, later(minutes)))

describe('the mode of a city', () => {
  test('begins as 平時 and goes through 警戒, 災害 and 復旧 back to 平時', async () => {
    expect(await here(modeOf)).toEqual({ city: 'normal', zones: [], drill: null })
    for (const [i, mode] of (['watch', 'disaster', 'recovery', 'normal'] as const).entries()) {
      await set(mode, i)
      expect((await here(modeOf)).city).toBe(mode)
    }
    const history = await here((tx) => modeHistory(tx, 10))
    expect(history.map(({ mode }) => mode)).toEqual(['normal', 'recovery', 'disaster', 'watch'])
  })

  test.each(modes.flatMap((from) => modes.map((to) => [from, to] as const)))(
    '%s → %s is as the table says',
    async (from, to) => {
      const way: Record<Mode, Mode[]> = {
        normal: [],
        watch: ['watch'],
        disaster: ['disaster'],
        recovery: ['disaster', 'recovery'],
      }
      for (const [i, step] of way[from].entries()) await set(step, i)
      if (modeFollows[from].includes(to)) await expect(set(to, 9)).resolves.toMatchObject({ mode: to })
      else await expect(set(to, 9)).rejects.toMatchObject({ code: 'wrong_step', details: { from, to } })
    },
  )

  test('is written with its reason into the log, and no row is ever changed or removed', async () => {
    await set('disaster', 0)
    const entries = await here((tx) => tx.selectFrom('audit_entry').select(['action', 'details']).execute())
    expect(entries).toEqual([
      {
        action: 'cities.mode-set',
        details: { from: 'normal', to: 'disaster', zone: 'city', reason: '試し' },
      },
    ])
    for (const statement of [`update city_mode set mode = 'normal'`, 'delete from city_mode'])
      await expect(here((tx) => sql.raw(statement).execute(tx))).rejects.toThrow(/permission denied/)
  })

  test('set by two people at once is set once; the second waits, and hears that it no longer follows', async () => {
    let settled = false
    const waits = async () => {
      const { rows } = await databases.owner.query('select 1 from pg_locks where not granted')
      return settled || rows.length > 0
    }
    const second = await here(async (tx) => {
      await setMode(tx, deps, { mode: 'disaster', zone: 'city', reason: '先' }, system, at)
      const other = Promise.allSettled([set('disaster', 1)]).then(([result]) => {
        settled = true
        return result
      })
      await expect.poll(waits).toBe(true)
      return { result: other }
    })
    expect(await second.result).toMatchObject({ status: 'rejected', reason: { code: 'wrong_step' } })
  })
})

describe('a zone', () => {
  test('follows its city until it has a graver mode of its own', async () => {
    const { ours } = await twoCities(databases)
    city = ours
    await set('watch', 0)
    expect(await here((tx) => modeIn(tx, 'station'))).toBe('watch')
    await set('disaster', 1, 'station')
    await set('disaster', 2, 'district:kawara')
    expect(await here((tx) => modeIn(tx, 'station'))).toBe('disaster')
    expect((await here(modeOf)).city).toBe('watch')
    await expect(set('disaster', 3, 'district:atlantis')).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is never calmer than its city', () => {
    for (const ofCity of modes)
      for (const ofZone of modes) {
        const order: readonly Mode[] = ['normal', 'recovery', 'watch', 'disaster']
        expect(order.indexOf(effectiveMode(ofCity, ofZone))).toBeGreaterThanOrEqual(order.indexOf(ofCity))
      }
  })
})

describe('a drill', () => {
  test('stands beside the mode, and there is one at a time', async () => {
    await set('watch', 0)
    await here((tx) => startDrill(tx, deps, '総合防災訓練', system, later(1)))
    expect(await here(modeOf)).toMatchObject({ city: 'watch', drill: { title: '総合防災訓練' } })
    await expect(here((tx) => startDrill(tx, deps, '二つめ', system, later(2)))).rejects.toMatchObject({
      code: 'wrong_step',
    })
    await here((tx) => endDrill(tx, deps, system, later(3)))
    expect(await here(modeOf)).toMatchObject({ city: 'watch', drill: null })
    await expect(here((tx) => endDrill(tx, deps, system, later(4)))).rejects.toMatchObject({
      code: 'wrong_step',
    })
  })

  test('can be ended and not rewritten', async () => {
    await here((tx) => startDrill(tx, deps, '訓練', system, at))
    await expect(here((tx) => sql`update drill set title = '本番'`.execute(tx))).rejects.toThrow(
      /permission denied/,
    )
  })
})

describe('duty', () => {
  test('is taken over by whoever took it last, and every change stays', async () => {
    const [sato, suzuki] = [
      await colleague(databases, city, '佐藤 恵', ['approver']),
      await colleague(databases, city, '鈴木 健一', ['approver']),
    ]
    expect(await here(onDuty)).toBeNull()
    await here((tx) => takeDuty(tx, deps, sato, system, at))
    await here((tx) => takeDuty(tx, deps, suzuki, system, later(1)))
    await here((tx) => takeDuty(tx, deps, suzuki, system, later(2)))
    expect(await here(onDuty)).toMatchObject({ name: '鈴木 健一', since: later(1) })
    expect(await here((tx) => tx.selectFrom('duty').select('user_id').execute())).toHaveLength(2)
  })

  test('is not given to somebody who may neither write nor approve, nor to a stranger', async () => {
    const shop = await colleague(databases, city, '木村 商店', ['shop'])
    for (const userId of [shop, newId()])
      await expect(here((tx) => takeDuty(tx, deps, userId, system, at))).rejects.toMatchObject({
        code: 'not_allowed',
      })
  })

  test('ends when the officer leaves', async () => {
    const sato = await colleague(databases, city, '佐藤 恵', ['approver'])
    await here((tx) => takeDuty(tx, deps, sato, system, at))
    await here((tx) =>
      tx
        .updateTable('staff')
        .set({ left_at: later(1) })
        .where('user_id', '=', sato)
        .execute(),
    )
    expect(await here(onDuty)).toBeNull()
  })
})

test('another city sees neither mode, drill, duty nor staff of this one', async () => {
  const sato = await colleague(databases, city, '佐藤 恵', ['approver'])
  await set('disaster', 0)
  await here((tx) => startDrill(tx, deps, '訓練', system, at))
  await here((tx) => takeDuty(tx, deps, sato, system, at))
  const other = await testCity(databases)
  const seen = await inCity(databases.outer, other, async (tx) => [
    await modeRows(tx),
    await modeHistory(tx, 10),
    (await drillOf(tx)) ?? [],
    (await dutyOf(tx)) ?? [],
    await colleaguesOf(tx),
  ])
  expect(seen).toEqual([[], [], [], [], []])
})
