import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#platform/clock.ts'
import { type CityTx, inCity } from '#platform/database/city.ts'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { Refusal } from '#platform/refusal.ts'
import { hashRequest, once } from './idempotency.ts'
import { forgetAnswers } from './queries.ts'

let databases: TestDatabases
let caller: { id: string; cityId: string }
beforeAll(async () => {
  databases = await testDatabases()
  caller = { id: newId(), cityId: await testCity(databases) }
})
afterAll(() => databases.drop())

const deps = () => ({ db: databases.outer, clock: () => new Date() })

/** Work that leaves a trace, so that doing it twice can be seen. */
const work = (reason: string) => async (tx: CityTx) => {
  await tx
    .insertInto('city_mode')
    .values({ city_id: tx.cityId, id: newId(), mode: 'normal', since: new Date(), reason })
    .execute()
  return { status: 201, body: { reason, numbers: [1, 2] } }
}
const traces = (reason: string) =>
  inCity(databases.outer, caller.cityId, async (tx) => {
    const rows = await tx.selectFrom('city_mode').select('id').where('reason', '=', reason).execute()
    return rows.length
  })

test('the same request with the same key is done once and answered twice', async () => {
  const hash = hashRequest('POST', '/api/x', '{}')
  const first = await once(deps(), caller, 'key-1', hash, work('once'))
  const second = await once(deps(), caller, 'key-1', hash, work('once'))
  expect(second).toEqual({ ...first, repeated: true })
  expect(await traces('once')).toBe(1)
})

test('another request with the same key is refused', async () => {
  await once(deps(), caller, 'key-2', hashRequest('POST', '/api/x', '{"a":1}'), work('two'))
  const other = once(deps(), caller, 'key-2', hashRequest('POST', '/api/x', '{"a":2}'), work('two'))
  await expect(other).rejects.toThrow('key_reused')
  expect(await traces('two')).toBe(1)
})

test('ten at once: one works, nine hear its answer', async () => {
  const attempts = Array.from({ length: 10 }, () => once(deps(), caller, 'key-3', 'same', work('ten')))
  const answers = await Promise.all(attempts)
  expect(answers.filter((answer) => !answer.repeated)).toHaveLength(1)
  expect(await traces('ten')).toBe(1)
})

test('work that breaks in the middle leaves nothing, and may be asked for again', async () => {
  const broken = once(deps(), caller, 'key-4', 'same', async (tx) => {
    await work('broken')(tx)
    throw new Error('the process died here')
  })
  await expect(broken).rejects.toThrow('died')
  expect(await traces('broken')).toBe(0)
  expect((await once(deps(), caller, 'key-4', 'same', work('broken'))).status).toBe(201)
  expect(await traces('broken')).toBe(1)
})

test('a connection that is cut during the work frees the key', async () => {
  const cut = once(deps(), caller, 'key-5', 'same', async (tx) => {
    await work('cut')(tx)
    const { rows } = await databases.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
    )
    expect(rows.length).toBeGreaterThan(0)
    return { status: 201, body: null }
  })
  await expect(cut).rejects.toThrow()
  expect((await once(deps(), caller, 'key-5', 'same', work('cut'))).repeated).toBeUndefined()
  expect(await traces('cut')).toBe(1)
})

test('a refusal is not remembered: what was mended may be sent under the same key', async () => {
  const refused = once(deps(), caller, 'key-6', 'same', async () => {
    throw new Refusal('too_long')
  })
  await expect(refused).rejects.toThrow('too_long')
  expect((await once(deps(), caller, 'key-6', 'other', work('mended'))).status).toBe(201)
})

test('two callers, or two cities, may use the same key', async () => {
  const neighbour = { id: caller.id, cityId: await testCity(databases) }
  const colleague = { id: newId(), cityId: caller.cityId }
  for (const who of [caller, neighbour, colleague])
    expect((await once(deps(), who, 'key-7', 'same', work('shared'))).repeated).toBeUndefined()
})

test('answers are forgotten after their time', async () => {
  await once(deps(), caller, 'key-8', 'same', work('old'))
  const tomorrow = new Date(Date.now() + 86_400_000)
  expect(await inCity(databases.outer, caller.cityId, (tx) => forgetAnswers(tx, tomorrow))).toBeGreaterThan(0)
  expect((await once(deps(), caller, 'key-8', 'same', work('old'))).repeated).toBeUndefined()
})
