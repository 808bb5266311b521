import { afterAll, beforeAll, expect, test } from 'vitest'
import { inCity } from '#platform/database/city.ts'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { testBrowser } from '#platform/login/browser-testing.ts'
import { createAccount, demoPassword, demoRoutes, findDemoAccounts } from '#platform/login/index.ts'
import { type DemoStaff, seedDemoStaff } from './seed-demo.ts'
import { type TestStaff, testStaff } from './staff-testing.ts'

let databases: TestDatabases
let house: TestStaff
let city: string
const ito: DemoStaff = {
  email: 'ito@tsunagu.example',
  name: '伊藤 直子',
  section: '防災課',
  roles: ['author'],
}
const sato: DemoStaff = {
  email: 'sato@tsunagu.example',
  name: '佐藤 正',
  section: '防災課',
  roles: ['approver', 'admin'],
}

beforeAll(async () => {
  databases = await testDatabases()
  house = testStaff(databases)
  city = await testCity(databases)
})
afterAll(() => databases.drop())

test('a start without demo accounts may be production', async () => {
  await createAccount(house.people.login, { email: 'real@city.lg.jp', name: '本物' })
  expect(await findDemoAccounts(house.people.login)).toEqual([])
})

test('in production the demo addresses do not exist', async () => {
  for (const path of ['/api/demo/code', '/api/demo/accounts'])
    expect((await testBrowser(house.app).get(path)).status).toBe(404)
})

test('seeding twice changes nothing', async () => {
  const first = await seedDemoStaff(house.deps, city, [ito, sato])
  const count = () =>
    inCity(databases.outer, city, async (tx) => [
      (await tx.selectFrom('staff').select('user_id').execute()).length,
      (await tx.selectFrom('staff_role').select('id').execute()).length,
    ])
  const before = await count()
  expect(await seedDemoStaff(house.deps, city, [ito, sato])).toEqual(first)
  expect(await count()).toEqual(before)
  expect(first.map((person) => person.label)).toEqual(['伊藤（作成）', '佐藤（承認）'])
})

test('production refuses to start among demo accounts', async () => {
  expect(await findDemoAccounts(house.people.login)).toHaveLength(2)
})

test('a visitor logs in with the code that the demo shows, and may use the next one at once', async () => {
  const demo = testStaff(databases)
  const people = await seedDemoStaff(demo.deps, city, [ito, sato])
  demo.app.route('/', demoRoutes(demo.people.login, people))
  const browser = testBrowser(demo.app)
  expect((await browser.get('/api/demo/accounts')).body).toEqual({
    accounts: people.map(({ email, label }) => ({ email, label })),
    password: demoPassword,
  })
  await browser.post('/api/auth/sign-in/email', { email: sato.email, password: demoPassword })
  const onTheWay = await browser.get(`/api/demo/code?email=${sato.email}`)
  const entered = await browser.post('/api/auth/two-factor/verify-totp', { code: onTheWay.body.code })
  expect(entered.body).toEqual({ next: 'done' })
  const next = await browser.get('/api/demo/code')
  expect(next.body.readyInSeconds).toBe(0)
  expect(next.body.code).not.toBe(onTheWay.body.code)
  expect((await browser.post('/api/auth/step-up', { code: next.body.code })).status).toBe(200)
})

test('the demo shows no code of an account that is not of the demo', async () => {
  const demo = testStaff(databases)
  demo.app.route('/', demoRoutes(demo.people.login, []))
  const browser = testBrowser(demo.app)
  expect((await browser.get(`/api/demo/code?email=${sato.email}`)).status).toBe(404)
  expect((await browser.get('/api/demo/code?email=real@city.lg.jp')).status).toBe(404)
})
