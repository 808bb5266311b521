import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { route, router } from '#platform/http/route.ts'
import type { Walkers } from './permission-testing.ts'
import { guardedRoutes, walkPermissions } from './permission-testing.ts'
import { type TestStaff, testStaff } from './staff-testing.ts'

let databases: TestDatabases
let house: TestStaff
let walkers: Walkers
beforeAll(async () => {
  databases = await testDatabases()
  house = testStaff(databases)
  walkers = await house.walkers(await testCity(databases))
})
afterAll(() => databases.drop())

test('every route of people and keys is open to those it names, and to nobody else', async () => {
  expect(guardedRoutes(house.app).length).toBeGreaterThan(8)
  expect(await walkPermissions(house.app, walkers)).toEqual([])
})

test('the walk finds a route without a guard, and one that lies about its guard', async () => {
  const leaky = testStaff(databases)
  leaky.app.get('/api/forgotten', (c) => c.text('everything'))
  const liar = router().openapi(
    route('public', { method: 'get', path: '/api/liar', responses: { 200: { description: '' } } }),
    (c) => c.text('everything'),
  )
  const [definition] = liar.openAPIRegistry.definitions
  if (definition?.type === 'route') Object.assign(definition.route, { 'x-access': { anyOf: ['admin'] } })
  leaky.app.route('/', liar)
  const wrong = await walkPermissions(leaky.app, walkers)
  expect(wrong).toContain('GET /api/forgotten: names no access')
  expect(wrong).toContain('GET /api/liar as a stranger: passes, not unknown')
  expect(wrong).toContain('GET /api/liar as author: passes, not refused')
  expect(wrong.some((line) => line.includes('/api/staff'))).toBe(false)
})
