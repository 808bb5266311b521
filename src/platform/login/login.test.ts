import { getMigrations } from 'better-auth/db/migration'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabases, testDatabases } from '../database/testing.ts'
import { createLog } from '../log.ts'
import { createAccount, passwordLink } from './accounts.ts'
import { createAuth } from './auth.ts'
import { signIn, type TestLogin, testBrowser, testLogin, testPassword } from './browser-testing.ts'
import { peekSession } from './session.ts'

let databases: TestDatabases
let people: TestLogin
let email: string
let count = 0
beforeAll(async () => {
  databases = await testDatabases()
  people = testLogin(databases)
})
afterAll(() => databases.drop())
beforeEach(() => {
  email = `person${++count}@city.test`
})

test('the library finds none of its tables or columns missing', async () => {
  const { toBeCreated, toBeAdded } = await getMigrations(people.login.auth.options)
  expect(toBeCreated).toEqual([])
  expect(toBeAdded).toEqual([])
})

test('the log-in role sees no table of a city', async () => {
  for (const table of ['public.staff', 'public.city', 'public.alert_message', 'public.api_key'])
    await expect(databases.authPool.query(`select from ${table}`)).rejects.toThrow(/permission denied/)
})

describe('signing in', () => {
  test('password, then code, opens a session that the browser script cannot read', async () => {
    await people.person(email)
    const browser = testBrowser(people.app())
    const first = await browser.post('/api/auth/sign-in/email', {
      email: email.toUpperCase(),
      password: testPassword,
    })
    expect(first.body).toEqual({ next: 'code' })
    expect((await browser.get('/api/auth/sessions')).status).toBe(401)
    const typed = `${people.code(email).slice(0, 3)}　${people.code(email).slice(3)}`
    const second = await browser.post('/api/auth/two-factor/verify-totp', { code: typed })
    expect(second.body).toEqual({ next: 'done' })
    const cookie = second.headers.getSetCookie().find((line) => line.startsWith('tsunagu.session_token='))
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; SameSite=Lax/)
    expect(cookie).toMatch(/; Max-Age=7200/)
    expect(cookie).not.toMatch(/; Secure/)
    expect((await browser.get('/api/auth/sessions')).body.sessions).toHaveLength(1)
  })

  test('the session cookie is Secure where the city is reached by https', async () => {
    await people.person(email)
    const https = testLogin(databases, 'https://tsunagu.example')
    const browser = testBrowser(https.app(), 'https://tsunagu.example')
    const answer = await browser.post('/api/auth/sign-in/email', { email, password: testPassword })
    const cookie = answer.headers.getSetCookie().find((line) => line.includes('two_factor='))
    expect(cookie).toMatch(/^__Secure-tsunagu\.two_factor=/)
    expect(cookie).toMatch(/; Secure/)
  })

  test('a wrong password and an unknown account get the same answer', async () => {
    await people.person(email)
    const app = people.app()
    const wrong = await testBrowser(app).post('/api/auth/sign-in/email', {
      email,
      password: 'not the password',
    })
    const unknown = await testBrowser(app).post('/api/auth/sign-in/email', {
      email: `nobody-${email}`,
      password: 'not the password',
    })
    expect(wrong.status).toBe(401)
    expect(wrong.body).toEqual({ error: { code: 'wrong_login', details: { left: 9 } } })
    expect(unknown.body).toEqual(wrong.body)
  })

  test('an unknown account costs one slow hash, as a wrong password does', async () => {
    await people.person(email)
    const { password } = await people.login.auth.$context
    const { hash, verify } = password
    const work: string[] = []
    password.hash = (given) => {
      work.push('hash')
      return hash(given)
    }
    password.verify = (given) => {
      work.push('verify')
      return verify(given)
    }
    const guess = async (address: string) => {
      work.length = 0
      await testBrowser(people.app()).post('/api/auth/sign-in/email', {
        email: address,
        password: 'not the password',
      })
      return [...work]
    }
    try {
      expect(await guess(email)).toEqual(['verify'])
      expect(await guess(`nobody-${email}`)).toEqual(['hash'])
    } finally {
      Object.assign(password, { hash, verify })
    }
  })

  test('a client cannot ask to be trusted for 30 days or to be forgotten never', async () => {
    await people.person(email)
    const browser = testBrowser(people.app())
    await browser.post('/api/auth/sign-in/email', { email, password: testPassword, rememberMe: false })
    const done = await browser.post('/api/auth/two-factor/verify-totp', {
      code: people.code(email),
      trustDevice: true,
    })
    expect(done.status).toBe(200)
    expect([...browser.jar.keys()].filter((name) => /trust|remember/.test(name))).toEqual([])
    await browser.post('/api/auth/sign-out')
    const again = await browser.post('/api/auth/sign-in/email', { email, password: testPassword })
    expect(again.body).toEqual({ next: 'code' })
  })

  test('a code that opened one session opens no second one', async () => {
    await people.person(email)
    const app = people.app()
    await signIn(testBrowser(app), people, email)
    const thief = testBrowser(app)
    await thief.post('/api/auth/sign-in/email', { email, password: testPassword })
    const answer = await thief.post('/api/auth/two-factor/verify-totp', { code: people.code(email) })
    expect(answer.status).toBe(401)
    expect(answer.body.error).toEqual({ code: 'wrong_code', details: { reason: 'used_code' } })
  })

  test('nobody can sign up, and what is not a door is not there', async () => {
    const browser = testBrowser(people.app())
    for (const path of [
      '/sign-up/email',
      '/request-password-reset',
      '/update-user',
      '/delete-user',
      '/change-email',
    ])
      expect((await browser.post(`/api/auth${path}`, { email })).status).toBe(404)
    expect((await browser.get('/api/auth/ok')).status).toBe(404)
  })

  test('a page of another site and a plain form are refused', async () => {
    await people.person(email)
    const browser = testBrowser(people.app())
    const body = { email, password: testPassword }
    const foreign = await browser.post('/api/auth/sign-in/email', body, { Origin: 'https://evil.test' })
    expect(foreign.status).toBe(403)
    const form = await browser.post('/api/auth/sign-in/email', body, { 'Content-Type': 'text/plain' })
    expect(form.body.error).toEqual({ code: 'bad_request', details: { reason: 'content-type' } })
  })
})

describe('lock-out', () => {
  test('ten wrong passwords shut the account for 15 minutes, the right one included', async () => {
    const later = testLogin(databases) // its clock will be put forward
    const userId = await later.person(email)
    const browser = testBrowser(later.app())
    const guess = (password: string) => browser.post('/api/auth/sign-in/email', { email, password })
    for (let i = 1; i <= 9; i++)
      expect((await guess(`wrong number ${i}`)).body.error.details.left).toBe(10 - i)
    const tenth = await guess('wrong number 10')
    expect(tenth.status).toBe(423)
    expect(tenth.body.error.details.minutes).toBe(15)
    expect((await guess(testPassword)).status).toBe(423)
    expect(later.events.filter((event) => event.userId === userId)).toEqual([
      expect.objectContaining({
        action: 'login.locked',
        details: expect.objectContaining({ what: 'account' }),
      }),
    ])
    later.wait(15 * 60 + 1)
    expect((await guess(testPassword)).body).toEqual({ next: 'code' })
  })

  test('an account that does not exist is locked alike', async () => {
    const browser = testBrowser(people.app())
    const guess = () => browser.post('/api/auth/sign-in/email', { email, password: 'some wrong password' })
    for (let i = 1; i <= 9; i++) expect((await guess()).status).toBe(401)
    expect((await guess()).status).toBe(423)
  })

  test('wrong codes count too, and giving the password again does not clear them', async () => {
    await people.person(email)
    const browser = testBrowser(people.app())
    let last = 0
    for (let i = 1; i <= 10; i++) {
      await browser.post('/api/auth/sign-in/email', { email, password: testPassword })
      last = (await browser.post('/api/auth/two-factor/verify-totp', { code: '000000' })).status
    }
    expect(last).toBe(423)
  })

  test('twenty guesses at once are not more than ten', async () => {
    await people.person(email)
    const app = people.app()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        testBrowser(app).post(
          '/api/auth/sign-in/email',
          { email, password: `guess ${i}` },
          { 'X-Forwarded-For': '192.0.2.9' },
        ),
      ),
    )
    expect(answers.filter((answer) => answer.status === 401).length).toBeLessThanOrEqual(9)
    expect(answers.filter((answer) => answer.status === 423).length).toBeGreaterThanOrEqual(11)
  })

  test('fifty wrong passwords for many accounts shut the address, and no other', async () => {
    const app = people.app()
    const from = (address: string, i: number) =>
      testBrowser(app).post(
        '/api/auth/sign-in/email',
        { email: `spray${i}-${email}`, password: 'one password for all' },
        { 'X-Forwarded-For': `invented, ${address}` },
      )
    expect((await from('198.51.100.7', 1)).status).toBe(401)
    await databases.authPool.query(
      `update auth.attempt set failures = 48 where key like 'address:%' and since > now() - interval '5 seconds'`,
    )
    expect((await from('198.51.100.7', 2)).status).toBe(401)
    expect((await from('198.51.100.7', 3)).status).toBe(423)
    expect((await from('198.51.100.7', 99)).status).toBe(423)
    expect((await from('198.51.100.8', 99)).status).toBe(401)
  })

  test('too many log-ins in a minute are told to wait', async () => {
    await people.person(email)
    const browser = testBrowser(people.app(3))
    for (let i = 0; i < 3; i++)
      expect((await browser.post('/api/auth/sign-in/email', { email, password: testPassword })).status).toBe(
        200,
      )
    const answer = await browser.post('/api/auth/sign-in/email', { email, password: testPassword })
    expect(answer.status).toBe(429)
    expect(answer.body.error.code).toBe('too_many')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('sessions', () => {
  test('a person sees their own and ends the others at once', async () => {
    await people.person(email)
    const app = people.app()
    const [desk, phone] = [testBrowser(app), testBrowser(app)]
    await signIn(desk, people, email)
    await signIn(phone, people, email, 1)
    expect((await desk.get('/api/auth/sessions')).body.sessions).toHaveLength(2)
    expect((await desk.post('/api/auth/sessions/end', { others: true })).body).toEqual({ ended: 1 })
    expect((await phone.get('/api/auth/sessions')).status).toBe(401)
    expect((await desk.get('/api/auth/sessions')).status).toBe(200)
  })

  test('nobody ends the session of somebody else', async () => {
    const other = `other-${email}`
    await people.person(email)
    await people.person(other)
    const app = people.app()
    const [mine, theirs] = [testBrowser(app), testBrowser(app)]
    await signIn(mine, people, email)
    await signIn(theirs, people, other)
    const { id } = (await theirs.get('/api/auth/sessions')).body.sessions[0]
    expect((await mine.post('/api/auth/sessions/end', { id })).body).toEqual({ ended: 0 })
    expect((await theirs.get('/api/auth/sessions')).status).toBe(200)
  })

  test('a session ends 12 hours after its beginning, however much it is used', async () => {
    const userId = await people.person(email)
    const browser = testBrowser(people.app())
    await signIn(browser, people, email)
    const age = `update auth.session set created_at = now() - interval '11 hours', expires_at = now() + interval '30 minutes' where user_id = $1`
    await databases.authPool.query(age, [userId])
    const used = await browser.get('/api/auth/sessions')
    const hoursLeft = (new Date(used.body.sessions[0].until).getTime() - Date.now()) / 3_600_000
    expect(hoursLeft).toBeGreaterThan(0.9)
    expect(hoursLeft).toBeLessThanOrEqual(1)
    await databases.authPool.query(
      `update auth.session set created_at = now() - interval '12 hours 1 second' where user_id = $1`,
      [userId],
    )
    expect((await browser.get('/api/auth/sessions')).status).toBe(401)
  })

  test('a stream that looks whether the session stands does not keep it alive', async () => {
    const userId = await people.person(email)
    const browser = testBrowser(people.app())
    await signIn(browser, people, email)
    const nearlyIdle = `update auth.session set expires_at = now() + interval '1 minute' where user_id = $1 returning expires_at`
    const before = (await databases.authPool.query(nearlyIdle, [userId])).rows[0].expires_at
    const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    expect(await peekSession(people.login, new Headers({ cookie }))).toBe(true)
    const { rows } = await databases.authPool.query(
      'select expires_at from auth.session where user_id = $1',
      [userId],
    )
    expect(rows[0].expires_at).toEqual(before)
    expect(await peekSession(people.login, new Headers({ cookie: 'tsunagu.session_token=x.y' }))).toBe(false)
  })

  test('a session unused for two hours is over', async () => {
    const userId = await people.person(email)
    const browser = testBrowser(people.app())
    await signIn(browser, people, email)
    await databases.authPool.query(
      `update auth.session set expires_at = now() - interval '1 second' where user_id = $1`,
      [userId],
    )
    expect((await browser.get('/api/auth/sessions')).status).toBe(401)
  })

  test('signing out ends the session in the database, not in the browser alone', async () => {
    await people.person(email)
    const app = people.app()
    const browser = testBrowser(app)
    await signIn(browser, people, email)
    const copy = testBrowser(app)
    for (const [name, value] of browser.jar) copy.jar.set(name, value)
    await browser.post('/api/auth/sign-out')
    expect((await copy.get('/api/auth/sessions')).status).toBe(401)
  })
})

describe('the set-password link', () => {
  test('sets a password of 12 letters once, and lets its owner in', async () => {
    const { userId } = await createAccount(people.login, { email, name: '新しい人' })
    const { url } = await passwordLink(people.login, userId)
    const token = url.split('#')[1]
    const browser = testBrowser(people.app())
    const short = await browser.post('/api/auth/reset-password', { token, newPassword: 'short' })
    expect(short.body.error.details.fields).toEqual([{ path: 'newPassword', message: 'too_short' }])
    expect(
      (await browser.post('/api/auth/reset-password', { token, newPassword: testPassword })).status,
    ).toBe(200)
    const again = await browser.post('/api/auth/reset-password', {
      token,
      newPassword: 'another long password',
    })
    expect(again.status).toBe(404)
    expect((await browser.post('/api/auth/sign-in/email', { email, password: testPassword })).body).toEqual({
      next: 'done',
    })
  })

  test('does not stand in the database as it was given out', async () => {
    const { userId } = await createAccount(people.login, { email, name: '新しい人' })
    const { url } = await passwordLink(people.login, userId)
    const token = url.split('#')[1]
    const { rows } = await databases.authPool.query(
      'select identifier from auth.verification where value = $1',
      [userId],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0].identifier).not.toContain(token)
  })
})

test('cookies signed with another key open nothing', async () => {
  const userId = await people.person(email)
  const other = createAuth({
    pool: databases.authPool,
    sessionSecret: 'b3RoZXI=',
    publicUrl: 'http://localhost:3000',
    log: createLog('silent'),
  })
  const browser = testBrowser(people.app())
  await signIn(browser, people, email)
  const { rows } = await databases.authPool.query('select token from auth.session where user_id = $1', [
    userId,
  ])
  expect(rows).toHaveLength(1)
  const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ')
  expect(await other.api.getSession({ headers: new Headers({ cookie }) })).toBeNull()
})
