import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inCity } from '#platform/database/city.ts'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { signIn, testBrowser } from '#platform/login/browser-testing.ts'
import { addMembership, createAccount, readSession } from '#platform/login/index.ts'
import { addStaff } from './add.ts'
import { rolesOf } from './queries.ts'
import { roles } from './role.ts'
import { type TestStaff, testStaff } from './staff-testing.ts'

let databases: TestDatabases
let house: TestStaff
let city: string
beforeAll(async () => {
  databases = await testDatabases()
  house = testStaff(databases)
  city = await testCity(databases)
})
afterAll(() => databases.drop())

/** Somebody at a browser, logged in. */
async function at(person: { userId: string }, extra: Record<string, string> = {}) {
  const browser = testBrowser(house.app)
  const { Cookie } = await house.sessionOf(person.userId)
  const split = Cookie.indexOf('=')
  browser.jar.set(Cookie.slice(0, split), Cookie.slice(split + 1))
  for (const [name, value] of Object.entries(extra)) browser.jar.set(name, value)
  return browser
}

const code = (person: { email: string }, steps: 0 | 1 = 0) => ({
  code: house.people.code(person.email, steps),
})

async function auditOf(subject: string): Promise<string[]> {
  return inCity(databases.outer, city, async (tx) => {
    const rows = await tx
      .selectFrom('audit_entry')
      .select('action')
      .where('subject', '=', subject)
      .orderBy('id')
      .execute()
    return rows.map((row) => row.action)
  })
}

test('the roles of the code are those of the database', async () => {
  const { rows } = await databases.owner.query(
    `select pg_get_constraintdef(oid) as text from pg_constraint where conname = 'staff_role_role_check'`,
  )
  const words = [...String(rows[0].text).matchAll(/'(\w+)'/g)].map((match) => match[1])
  expect(words.toSorted()).toEqual([...roles].toSorted())
})

describe('who asks', () => {
  test('a person is known by their session, with the roles that count now', async () => {
    const person = await house.member(city, ['author'])
    const me = await (await at(person)).get('/api/me')
    expect(me.body).toMatchObject({
      user: { id: person.userId, email: person.email, section: '防災課' },
      roles: ['author'],
      city: { id: city },
      secondFactor: { totp: true, passkeys: 0 },
      mustEnrol: false,
    })
  })

  test('nobody without a session', async () => {
    expect((await testBrowser(house.app).get('/api/me')).status).toBe(401)
  })

  test('an approver without a second factor has no role until they enrol', async () => {
    const email = 'no-factor@city.test'
    const { userId } = await createAccount(house.people.login, { email, name: '未登録' })
    await addMembership(house.people.login.db, userId, city)
    await addStaff(house.deps, city, null, { email, name: '未登録', section: '', roles: ['admin', 'author'] })
    const browser = await at({ userId })
    expect((await browser.get('/api/me')).body).toMatchObject({ roles: [], mustEnrol: true })
    expect((await browser.get('/api/staff')).status).toBe(403)
  })

  test('who left is refused at once, though their session goes on', async () => {
    const admin = await house.member(city, ['admin'])
    const person = await house.member(city, ['author'])
    const browser = await at(person)
    expect((await browser.get('/api/me')).body.roles).toEqual(['author'])
    const left = await (await at(admin)).post(`/api/staff/${person.userId}/leave`, { proof: code(admin) })
    expect(left.status).toBe(204)
    expect((await browser.get('/api/me')).status).toBe(401)
    expect(await auditOf(`person:${person.userId}`)).toEqual(['staff.role-withdrawn', 'staff.left'])
  })

  test('the end of a session is felt at once', async () => {
    const person = await house.member(city, ['author'])
    const [desk, phone] = [await at(person), await at(person)]
    expect((await phone.get('/api/me')).status).toBe(200)
    await desk.post('/api/auth/sessions/end', { others: true })
    expect((await phone.get('/api/me')).status).toBe(401)
  })
})

describe('two cities', () => {
  test('a person of both chooses, by header or by cookie, and never a third', async () => {
    const [north, south, strange] = await Promise.all([
      testCity(databases, 'north'),
      testCity(databases, 'south'),
      testCity(databases, 'strange'),
    ])
    const person = await house.member(north, ['author'])
    await addStaff(house.deps, south, null, {
      email: person.email,
      name: '同じ人',
      section: '',
      roles: ['auditor'],
    })
    const browser = await at(person)
    const undecided = await browser.get('/api/staff')
    expect(undecided.status).toBe(403)
    expect(undecided.body.error.details).toEqual({ reason: 'choose_city', cities: ['north', 'south'] })
    expect((await browser.get('/api/me')).body).toMatchObject({
      city: null,
      cities: [{ slug: 'north' }, { slug: 'south' }],
    })
    expect((await browser.get('/api/me', { 'X-City': 'south' })).body.roles).toEqual(['auditor'])
    expect((await browser.get('/api/staff', { 'X-City': 'strange' })).status).toBe(403)
    expect((await browser.put('/api/me/city', { slug: 'strange' })).status).toBe(404)
    expect((await browser.put('/api/me/city', { slug: 'north' })).status).toBe(204)
    expect((await browser.get('/api/me')).body).toMatchObject({ city: { slug: 'north' }, roles: ['author'] })
    expect(strange).toBeTruthy()
  })

  test('an administrator sees and changes the staff of their own city alone', async () => {
    const other = await testCity(databases)
    const admin = await house.member(other, ['admin'])
    const foreigner = await house.member(city, ['author'])
    const browser = await at(admin)
    const { staff } = (await browser.get('/api/staff')).body
    expect(staff.map((row: { userId: string }) => row.userId)).toEqual([admin.userId])
    const attempt = await browser.put(`/api/staff/${foreigner.userId}/roles`, {
      roles: ['admin'],
      proof: code(admin),
    })
    expect(attempt.status).toBe(404)
  })

  test('an administrator cannot renew the access of somebody who works for another city too', async () => {
    const other = await testCity(databases)
    const admin = await house.member(city, ['admin'])
    const shared = await house.member(city, ['author'])
    await addStaff(house.deps, other, null, { email: shared.email, name: '兼務', section: '', roles: [] })
    const answer = await (await at(admin)).post(`/api/staff/${shared.userId}/access`, { proof: code(admin) })
    expect(answer.body.error).toEqual({ code: 'not_allowed', details: { reason: 'other_city' } })
  })
})

describe('roles', () => {
  test('are granted and withdrawn with a fresh second factor, and written down', async () => {
    const admin = await house.member(city, ['admin'])
    const person = await house.member(city, ['author'])
    const browser = await at(admin)
    const path = `/api/staff/${person.userId}/roles`
    expect((await browser.put(path, { roles: ['approver'], proof: { code: '000000' } })).status).toBe(401)
    expect((await browser.put(path, { roles: ['approver'], proof: code(admin) })).status).toBe(204)
    expect(await inCity(databases.outer, city, (tx) => rolesOf(tx, person.userId))).toEqual(['approver'])
    expect(await auditOf(`person:${person.userId}`)).toEqual(['staff.role-granted', 'staff.role-withdrawn'])
  })

  test('one code changes one thing', async () => {
    const admin = await house.member(city, ['admin'])
    const person = await house.member(city, [])
    const browser = await at(admin)
    const path = `/api/staff/${person.userId}/roles`
    expect((await browser.put(path, { roles: ['author'], proof: code(admin) })).status).toBe(204)
    const replay = await browser.put(path, { roles: ['author', 'approver'], proof: code(admin) })
    expect(replay.body.error).toEqual({ code: 'step_up_needed', details: { reason: 'used_code' } })
    expect((await browser.put(path, { roles: ['approver'], proof: code(admin, 1) })).status).toBe(204)
  })

  test('nobody changes their own', async () => {
    const admin = await house.member(city, ['admin'])
    const answer = await (await at(admin)).put(`/api/staff/${admin.userId}/roles`, {
      roles: ['admin', 'approver'],
      proof: code(admin),
    })
    expect(answer.body.error.code).toBe('same_person')
  })

  test('the last administrator stays, even when two remove each other at once', async () => {
    const alone = await testCity(databases)
    const [one, two] = [await house.member(alone, ['admin']), await house.member(alone, ['admin'])]
    const [first, second] = [await at(one), await at(two)]
    const answers = await Promise.all([
      first.put(`/api/staff/${two.userId}/roles`, { roles: [], proof: code(one) }),
      second.put(`/api/staff/${one.userId}/roles`, { roles: [], proof: code(two) }),
    ])
    const held = await inCity(databases.outer, alone, async (tx) => [
      ...(await rolesOf(tx, one.userId)),
      ...(await rolesOf(tx, two.userId)),
    ])
    expect(held).toEqual(['admin'])
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([204, 403])
  })
})

describe('adding somebody', () => {
  test('gives the administrator a link, by which the new person sets a password and logs in', async () => {
    const admin = await house.member(city, ['admin'])
    const answer = await (await at(admin)).post('/api/staff', {
      email: 'New.Person@city.test',
      name: '新井',
      section: '広報課',
      roles: ['author'],
      proof: code(admin),
    })
    expect(answer.status).toBe(201)
    const token = String(answer.body.link.url).split('#')[1]
    const browser = testBrowser(house.app)
    const newPassword = 'their own long password'
    expect((await browser.post('/api/auth/reset-password', { token, newPassword })).status).toBe(200)
    await browser.post('/api/auth/sign-in/email', { email: 'new.person@city.test', password: newPassword })
    expect((await browser.get('/api/me')).body).toMatchObject({
      roles: ['author'],
      user: { section: '広報課' },
    })
  })

  test('twice is refused; after leaving it is possible again', async () => {
    const admin = await house.member(city, ['admin'])
    const person = await house.member(city, ['author'])
    const browser = await at(admin)
    const again = { email: person.email, name: '戻る人', section: '', roles: ['author'] }
    const twice = await browser.post('/api/staff', { ...again, proof: code(admin) })
    expect(twice.body.error.code).toBe('duplicate')
    await browser.post(`/api/staff/${person.userId}/leave`, { proof: code(admin, 1) })
    house.people.wait(30)
    const back = await browser.post('/api/staff', { ...again, proof: code(admin, 1) })
    expect(back.body).toMatchObject({ userId: person.userId, link: null })
    expect((await (await at(person)).get('/api/me')).body.roles).toEqual(['author'])
  })

  test('a lost second factor is taken away together with every session', async () => {
    const admin = await house.member(city, ['admin'])
    const person = await house.member(city, ['approver'])
    const { Cookie } = await house.sessionOf(person.userId)
    const answer = await (await at(admin)).post(`/api/staff/${person.userId}/access`, {
      lostSecondFactor: true,
      proof: code(admin),
    })
    expect(answer.status).toBe(201)
    expect(await readSession(house.people.login, new Headers({ cookie: Cookie }))).toBeNull()
    expect((await (await at(person)).get('/api/me')).body).toMatchObject({ roles: [], mustEnrol: true })
  })
})

test('a real log-in reaches the city', async () => {
  const person = await house.member(city, ['author'])
  const browser = testBrowser(house.app)
  await signIn(browser, house.people, person.email)
  expect((await browser.get('/api/me')).body.roles).toEqual(['author'])
})

test('the application role cannot change a role that was given', async () => {
  const person = await house.member(city, ['author'])
  for (const statement of [
    'update staff_role set granted = true',
    'delete from staff_role',
    'delete from staff',
  ]) {
    const attempt = inCity(databases.outer, city, (tx) => sql.raw(statement).execute(tx))
    await expect(attempt, person.userId).rejects.toThrow(/permission denied/)
  }
})
