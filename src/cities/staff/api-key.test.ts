import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inCity } from '#platform/database/city.ts'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { callerOf, route, router } from '#platform/http/route.ts'
import { formatKey, newSecret, parseKey } from './api-key.ts'
import { endKey, keysOf, makeKey } from './keys.ts'
import { type TestStaff, testStaff } from './staff-testing.ts'

let databases: TestDatabases
let house: TestStaff
let city: string
beforeAll(async () => {
  databases = await testDatabases()
  house = testStaff(databases)
  city = await testCity(databases)
  const probe = router().openapi(
    route(
      { anyOf: ['author'], scope: 'cap:write' },
      { method: 'post', path: '/api/probe', responses: { 200: { description: '' } } },
    ),
    (c) => c.json(callerOf(c)),
  )
  house.app.route('/', probe)
})
afterAll(() => databases.drop())

const use = (key: string) =>
  house.app.request('/api/probe', { method: 'POST', headers: { Authorization: `Bearer ${key}` } })

test('a key opens its own city and its own scope', async () => {
  const { id, key } = await makeKey(house.deps, city, null, {
    name: '気象',
    scopes: ['cap:write'],
    days: null,
  })
  const answer = await use(key)
  expect(await answer.json()).toMatchObject({
    kind: 'key',
    id,
    cityId: city,
    roles: [],
    scopes: ['cap:write'],
  })
  const { key: other } = await makeKey(house.deps, city, null, {
    name: '監査',
    scopes: ['audit'],
    days: null,
  })
  expect((await use(other)).status).toBe(403)
})

test('a wrong secret, an unknown key and nonsense are all refused alike', async () => {
  const { id, key } = await makeKey(house.deps, city, null, { name: 'x', scopes: ['cap:write'], days: null })
  const foreign = formatKey({ id: crypto.randomUUID(), secret: newSecret() })
  for (const wrong of [
    formatKey({ id, secret: newSecret() }),
    foreign,
    key.slice(0, -1),
    'tsu_',
    `${key}x`,
  ]) {
    const answer = await use(wrong)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toEqual({ error: { code: 'not_signed_in', details: { reason: 'key' } } })
  }
})

test('a revoked key stops at once', async () => {
  const admin = await house.member(city, ['admin'])
  const { id, key } = await makeKey(house.deps, city, null, { name: 'x', scopes: ['cap:write'], days: null })
  expect((await use(key)).status).toBe(200)
  await endKey(house.deps, city, admin.userId, id)
  expect((await use(key)).status).toBe(401)
  await expect(endKey(house.deps, city, admin.userId, id)).rejects.toThrow('not_found')
})

test('a key ends on its day', async () => {
  const later = testStaff(databases)
  const { key } = await makeKey(later.deps, city, null, { name: 'x', scopes: ['metrics'], days: 30 })
  const ask = () => later.app.request('/api/me', { headers: { Authorization: `Bearer ${key}` } })
  expect((await ask()).status).toBe(403) // known, but no person
  later.people.wait(30 * 86_400)
  expect((await ask()).status).toBe(401)
})

test('its use is noted, its secret is not', async () => {
  const { id, key } = await makeKey(house.deps, city, null, { name: '使う', scopes: ['cap:write'], days: 1 })
  await use(key)
  const row = (await keysOf(house.deps, city)).find((one) => one.id === id)
  expect(row?.lastUsedAt).not.toBeNull()
  const stored = await inCity(databases.outer, city, (tx) => tx.selectFrom('api_key').selectAll().execute())
  expect(JSON.stringify(stored)).not.toContain(key.slice(-43))
})

test('keys are made and ended by an administrator with a fresh second factor', async () => {
  const admin = await house.member(city, ['admin'])
  const headers = {
    ...(await house.sessionOf(admin.userId)),
    'Content-Type': 'application/json',
    'X-Requested-With': 'tsunagu',
  }
  const make = (proof: unknown) =>
    house.app.request('/api/keys', {
      method: 'POST',
      headers,
      body: JSON.stringify({ name: '外部', scopes: ['cap:write'], days: 365, proof }),
    })
  expect((await make({ code: '000000' })).status).toBe(401)
  const made = await make({ code: house.people.code(admin.email) })
  expect(made.status).toBe(201)
  const { id, key } = (await made.json()) as { id: string; key: string }
  expect((await use(key)).status).toBe(200)
  const list = await (await house.app.request('/api/keys', { headers })).text()
  expect(list).toContain(id)
  expect(list).not.toContain(key.slice(-43))
})

test('a key reads back as it was written, and nothing else does', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (id, bytes) => {
      const secret = Buffer.from(bytes).toString('base64url')
      expect(parseKey(formatKey({ id, secret }))).toEqual({ id, secret })
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => parseKey(text) === null))
})
