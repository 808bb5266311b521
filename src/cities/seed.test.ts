import { readFileSync, statSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { record } from '#platform/audit/audit.ts'
import { newId } from '#platform/clock.ts'
import { inCity } from '#platform/database/city.ts'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { type SeedDeps, seedDemo } from '../../db/seeds/demo.ts'
import { areasFiles } from '../../db/seeds/make-areas.ts'
import { demoPeople } from '../../db/seeds/people.ts'
import { districtsOf } from './areas/queries.ts'
import { at, colleague } from './cities-testing.ts'
import { onDuty } from './duty.ts'
import { colleaguesOf } from './queries.ts'
import { alertSettingsSchema } from './schema.ts'
import { readSetting } from './settings.ts'
import { roles } from './staff/role.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

test('the areas files are what the pictures say, and small', () => {
  for (const [path, make] of Object.entries(areasFiles)) {
    expect(readFileSync(`db/seeds/${path}`, 'utf8')).toBe(make())
    expect(statSync(`db/seeds/${path}`).size).toBeLessThan(40_000)
  }
})

test('there are two people for every role', () => {
  for (const role of roles) expect(demoPeople.filter((person) => person.roles.includes(role))).toHaveLength(2)
  expect(new Set(demoPeople.map(({ email }) => email)).size).toBe(demoPeople.length)
})

/** Staff without accounts: the log-in has its own test. */
const seedDeps = (known: Map<string, string>): SeedDeps => ({
  db: databases.outer,
  clock: () => at,
  newId,
  record,
  async createStaff(cityId, people) {
    for (const { email, name, roles: held } of people)
      if (!known.has(email)) known.set(email, await colleague(databases, cityId, name, held))
    return [...known].map(([email, userId]) => ({ email, userId }))
  },
})

const tables = [
  'city',
  'district',
  'neighbourhood',
  'landmark',
  'city_setting',
  'city_mode',
  'staff',
  'staff_role',
  'duty',
  'audit_entry',
]

test('a first start makes the city of the pictures, a second changes nothing, not even what somebody set on a screen', async () => {
  const known = new Map<string, string>()
  const cityId = await seedDemo(seedDeps(known))
  const here = <T>(work: Parameters<typeof inCity<T>>[2]) => inCity(databases.outer, cityId, work)
  await here(async (tx) => {
    expect((await districtsOf(tx)).map(({ name }) => name)).toEqual([
      '桜木',
      '鳥見',
      '高台',
      '駅前',
      '川原',
      '下沢',
      '緑原',
    ])
    expect(await onDuty(tx)).toMatchObject({ name: '佐藤 恵' })
    expect(await colleaguesOf(tx)).toHaveLength(26)
    const { deputies, contact } = await readSetting(tx, 'alerts', alertSettingsSchema)
    expect(deputies).toEqual([known.get('suzuki@tsunagu.example')])
    expect(contact).toContain('防災課')
    await tx.updateTable('district').set({ name: '川原町' }).where('code', '=', 'kawara').execute()
  })
  const snapshot = () =>
    here(async (tx) => {
      const found: unknown[] = []
      for (const table of tables)
        found.push(
          await sql`select to_jsonb(t) as row from ${sql.table(table)} t order by t::text`.execute(tx),
        )
      return found
    })
  const before = await snapshot()
  expect(await seedDemo(seedDeps(known))).toBe(cityId)
  expect(await snapshot()).toEqual(before)
})
