import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inCity } from './city.ts'
import { type TestDatabases, testCity, testDatabases } from './testing.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

const unscoped = new Set(
  [...readFileSync('db/unscoped.md', 'utf8').matchAll(/`([a-z_]+\.[a-z_*]+)`/g)].map((match) => match[1]),
)

test('every table of a city has city_id first in its key and forced row-level security', async () => {
  const { rows } = await databases.owner.query<{
    name: string
    shut: boolean
    forced: boolean
    first: string | null
    policies: number
  }>(`
    select n.nspname || '.' || c.relname as name, c.relrowsecurity as shut, c.relforcerowsecurity as forced,
      (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and i.indisprimary) as first,
      (select count(*)::int from pg_policy p where p.polrelid = c.oid and p.polname = 'of_city') as policies
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_%'`)
  const wrong = rows.filter((row) => {
    const schema = row.name.split('.')[0]
    if (unscoped.has(row.name) || unscoped.has(`${schema}.*`)) return false
    return !row.shut || !row.forced || row.first !== 'city_id' || row.policies !== 1
  })
  expect(rows.length).toBeGreaterThan(20)
  expect(wrong).toEqual([])
})

test('a city sees its own rows alone, and nothing outside a city transaction', async () => {
  const ours = await testCity(databases)
  const theirs = await testCity(databases)
  const mode = (cityId: string) => ({
    city_id: cityId,
    id: crypto.randomUUID(),
    mode: 'normal',
    since: new Date(),
    reason: 'test',
  })
  await inCity(databases.outer, ours, (tx) => tx.insertInto('city_mode').values(mode(ours)).execute())
  await inCity(databases.outer, theirs, (tx) => tx.insertInto('city_mode').values(mode(theirs)).execute())
  const seen = await inCity(databases.outer, ours, (tx) =>
    tx.selectFrom('city_mode').select('city_id').execute(),
  )
  expect(seen).toEqual([{ city_id: ours }])
  expect(await databases.outer.selectFrom('city_mode').selectAll().execute()).toEqual([])
  const foreign = inCity(databases.outer, ours, (tx) =>
    tx.insertInto('city_mode').values(mode(theirs)).execute(),
  )
  await expect(foreign).rejects.toThrow(/row-level security/)
})

test('the application role owns nothing and may not change an approved message', async () => {
  const owned = await databases.owner.query(
    `select relname from pg_class where pg_get_userbyid(relowner) = 'tsunagu_app'`,
  )
  expect(owned.rows).toEqual([])
  const city = await testCity(databases)
  for (const statement of [
    'update alert_message set headline = $1',
    'delete from alert_message',
    'update audit_entry set action = $1',
  ]) {
    const attempt = inCity(databases.outer, city, (tx) => sql.raw(statement.replace('$1', "'x'")).execute(tx))
    await expect(attempt).rejects.toThrow(/permission denied/)
  }
})
