import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../clock.ts'
import { inCity } from '../database/city.ts'
import { connection } from '../database/pools.ts'
import { type TestDatabases, testCity, testDatabases } from '../database/testing.ts'
import { readKeys } from '../keys.ts'
import { sealedColumns } from './columns.ts'
import { countByKey, dropKey, reseal, rotateKeys, type SealedDatabases } from './rotate.ts'
import { createSeal, sealContext } from './seal.ts'

let databases: TestDatabases
let owners: SealedDatabases
let inner: pg.Client
let cities: string[]
let path: string

beforeAll(async () => {
  databases = await testDatabases()
  inner = new pg.Client(connection(databases.innerUrl))
  await inner.connect()
  owners = { outer: databases.owner, inner }
  cities = [await testCity(databases), await testCity(databases)]
})
afterAll(async () => {
  await inner.end()
  await databases.drop()
})
beforeEach(async () => {
  await databases.owner.query('truncate medium_setting')
  path = join(mkdtempSync(join(tmpdir(), 'keys-')), 'keys.json')
  readKeys(path, true)
})

const seal = () => createSeal(readKeys(path, false))
const contextOf = (cityId: string, id: string) => sealContext('medium_setting', 'sealed', cityId, id)

async function put(cityId: string, words: string | null, id = newId()): Promise<string> {
  const sealed = words === null ? null : seal().seal(words, contextOf(cityId, id))
  const row = { city_id: cityId, id, medium: 'email', enabled: true, at: new Date(), sealed }
  await inCity(databases.outer, cityId, (tx) => tx.insertInto('medium_setting').values(row).execute())
  return id
}
const wordsOf = (cityId: string) =>
  inCity(databases.outer, cityId, async (tx) => {
    const rows = await tx.selectFrom('medium_setting').select(['id', 'sealed']).orderBy('id').execute()
    return rows.map(({ id, sealed }) =>
      sealed ? seal().open(sealed, contextOf(cityId, id)).toString() : null,
    )
  })
const counts = () => countByKey(owners, readKeys(path, false))

test('the list of sealed columns is that of the catalogue, and their keys are city and id', async () => {
  const question = `select c.relname as table, a.attname as column,
      (select array_agg(k.attname::text order by k.attnum) from pg_index i
        join pg_attribute k on k.attrelid = c.oid and k.attnum = any(i.indkey) where i.indrelid = c.oid and i.indisprimary) as key
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname = 'public' and a.attname like 'sealed%' and a.atttypid = 'bytea'::regtype order by 1, 2`
  const found = []
  for (const database of ['outer', 'inner'] as const) {
    const { rows } = await owners[database].query<{ table: string; column: string; key: string[] }>(question)
    for (const { table, column, key } of rows) {
      found.push({ database, table, column })
      expect([table, key]).toEqual([table, ['city_id', 'id']])
    }
  }
  expect(found).toEqual(sealedColumns)
})

test('a fresh key seals what is new and opens what is old; re-sealing moves every city over; then the old key may go', async () => {
  const [a, b] = cities as [string, string]
  for (let i = 0; i < 7; i++) await put(a, `a${i}`)
  await put(b, 'b0')
  await put(b, null)
  expect(rotateKeys(path)).toBe('k2')
  await put(a, 'a7')
  expect(await counts()).toEqual({ k1: 8, k2: 1 })
  await expect(dropKey(path, 'k1', owners)).rejects.toThrow('still needed by 8 values')
  await expect(dropKey(path, 'k2', owners)).rejects.toThrow('seals new values')
  expect(await reseal(owners, seal(), sealedColumns, 3)).toEqual({ resealed: 8, faults: [] })
  expect(await counts()).toEqual({ k1: 0, k2: 9 })
  expect(await reseal(owners, seal())).toEqual({ resealed: 0, faults: [] })
  await dropKey(path, 'k1', owners)
  expect(readKeys(path, false).sealing.map((key) => key.kid)).toEqual(['k2'])
  expect(await wordsOf(a)).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'])
  expect(await wordsOf(b)).toEqual(['b0', null])
  await expect(dropKey(path, 'k1', owners)).rejects.toThrow('holds no key k1')
  expect(rotateKeys(path)).toBe('k3')
})

test('re-sealing that was broken off goes on where it was', async () => {
  const [a] = cities as [string]
  for (let i = 0; i < 9; i++) await put(a, `v${i}`)
  rotateKeys(path)
  const whole = seal()
  let left = 4
  const dying = {
    ...whole,
    open(sealed: Uint8Array, context: string) {
      if (left-- === 0) throw new Error('the lights went out')
      return whole.open(sealed, context)
    },
  }
  await expect(reseal(owners, dying, sealedColumns, 2)).rejects.toThrow('the lights went out')
  expect(await counts()).toEqual({ k1: 5, k2: 4 })
  expect(await reseal(owners, whole, sealedColumns, 2)).toEqual({ resealed: 5, faults: [] })
  expect(await wordsOf(a)).toEqual(Array.from({ length: 9 }, (_, i) => `v${i}`))
})

test('a value that does not open is named and left, the others are sealed anew', async () => {
  const [a] = cities as [string]
  await put(a, 'good')
  const bad = await put(a, 'moved')
  await databases.owner.query(
    'update medium_setting set sealed = overlay(sealed placing $1 from 30) where id = $2',
    [Buffer.from([1, 2, 3]), bad],
  )
  rotateKeys(path)
  const summary = await reseal(owners, seal())
  expect(summary).toEqual({
    resealed: 1,
    faults: [{ table: 'medium_setting', column: 'sealed', cityId: a, id: bad, reason: 'not_authentic' }],
  })
  await expect(dropKey(path, 'k1', owners)).rejects.toThrow('still needed by 1 values')
})
