import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabases, testDatabases } from '../database/testing.ts'
import { createAccount, passwordLink } from './accounts.ts'
import { softwareAuthenticator } from './authenticator-testing.ts'
import {
  signIn,
  type TestBrowser,
  type TestLogin,
  testBrowser,
  testLogin,
  testPassword,
} from './browser-testing.ts'
import { codeAt, stepOf } from './totp.ts'

const origin = 'http://localhost:3000'
let databases: TestDatabases
let people: TestLogin
let email: string
let browser: TestBrowser
let count = 0
beforeAll(async () => {
  databases = await testDatabases()
  people = testLogin(databases)
})
afterAll(() => databases.drop())
beforeEach(() => {
  email = `one${++count}@city.test`
  browser = testBrowser(people.app())
})

const stepUp = (proof: unknown) => browser.post('/api/auth/step-up', proof)

/** Adds a passkey to the account now logged in. */
async function addPasskey() {
  const key = softwareAuthenticator(origin)
  const asked = await browser.get('/api/auth/passkey/generate-register-options')
  if (asked.status !== 200) throw new Error(JSON.stringify(asked.body))
  expect(asked.body).toMatchObject({ rp: { id: 'localhost' }, user: { name: expect.any(String) } }) // a browser needs both
  const response = key.create(asked.body)
  const added = await browser.post('/api/auth/passkey/verify-registration', { response, name: '仕事の鍵' })
  if (added.status !== 200) throw new Error(JSON.stringify(added.body))
  return key
}

async function challenge(): Promise<{ challenge: string }> {
  return (await browser.get('/api/auth/passkey/generate-authenticate-options')).body
}

describe('a code of the app', () => {
  test('serves once', async () => {
    const later = testLogin(databases)
    await later.person(email)
    browser = testBrowser(later.app())
    await signIn(browser, later, email)
    const used = async (code: string) => (await stepUp({ code })).body.error?.details.reason
    expect(await used(later.code(email))).toBe('used_code') // it opened the session
    expect((await stepUp({ code: later.code(email, 1) })).status).toBe(200)
    expect(await used(later.code(email, 1))).toBe('used_code')
    later.wait(30)
    expect((await stepUp({ code: later.code(email, 1) })).status).toBe(200)
  })

  test('serves one of two who send it at the same moment', async () => {
    await people.person(email)
    await signIn(browser, people, email)
    const code = people.code(email, 1)
    const answers = await Promise.all([stepUp({ code }), stepUp({ code })])
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 401])
  })

  test('of somebody else, of another time, or none at all is refused', async () => {
    const other = `other-${email}`
    await people.person(email)
    await people.person(other)
    await signIn(browser, people, email)
    expect((await stepUp({ code: people.code(other, 1) })).body.error.details).toEqual({
      reason: 'wrong_code',
      left: 9,
    })
    const past = codeAt(`secret of ${email}`.padEnd(32, '.'), stepOf(new Date()) - 9)
    expect((await stepUp({ code: past })).body.error.details.reason).toBe('wrong_code')
    expect((await stepUp({})).body.error.details.reason).toBe('missing')
    expect((await stepUp({ code: '12' })).body.error.details.reason).toBe('missing')
  })

  test('ten wrong ones shut step-up, and strangers at the front door do not', async () => {
    await people.person(email)
    await signIn(browser, people, email)
    const stranger = testBrowser(people.app())
    for (let i = 0; i < 10; i++)
      await stranger.post('/api/auth/sign-in/email', { email, password: 'a wrong password' })
    expect((await stepUp({ code: people.code(email, 1) })).status).toBe(200)
    for (let i = 0; i < 9; i++) expect((await stepUp({ code: '000000' })).status).toBe(401)
    expect((await stepUp({ code: '000000' })).status).toBe(423)
    expect((await stepUp({ code: people.code(email, 1) })).status).toBe(423)
  })

  test('may be typed full-width and with a space', async () => {
    await people.person(email)
    await signIn(browser, people, email)
    const wide = people.code(email, 1).replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))
    expect((await stepUp({ code: `${wide.slice(0, 3)} ${wide.slice(3)}` })).status).toBe(200)
  })
})

describe('a passkey', () => {
  test('proves its owner for one act, and leaves no session behind', async () => {
    await people.person(email)
    await signIn(browser, people, email)
    await stepUp({ code: people.code(email, 1) })
    const key = await addPasskey()
    const passkey = key.get(await challenge())
    expect((await stepUp({ passkey })).status).toBe(200)
    expect((await stepUp({ passkey })).body.error.details.reason).toBe('wrong_passkey') // its challenge is used up
    expect((await browser.get('/api/auth/sessions')).body.sessions).toHaveLength(1)
  })

  test('of somebody else is refused', async () => {
    const other = `other-${email}`
    await people.person(email)
    await people.person(other)
    await signIn(browser, people, other)
    await stepUp({ code: people.code(other, 1) })
    const key = await addPasskey()
    await browser.post('/api/auth/sign-out')
    await signIn(browser, people, email)
    const passkey = key.get(await challenge())
    expect((await stepUp({ passkey })).body.error.details.reason).toBe('wrong_person')
  })

  test('that does not check its owner opens nothing', async () => {
    await people.person(email)
    await signIn(browser, people, email)
    await stepUp({ code: people.code(email, 1) })
    const asked = await browser.get('/api/auth/passkey/generate-register-options')
    const careless = softwareAuthenticator(origin).create(asked.body, { verified: false })
    const added = await browser.post('/api/auth/passkey/verify-registration', {
      response: careless,
      name: '鍵',
    })
    expect(added.body.error).toEqual({ code: 'wrong_login', details: { reason: 'passkey' } })
    const key = await addPasskey()
    const passkey = key.get(await challenge(), { verified: false })
    expect((await stepUp({ passkey })).body.error.details.reason).toBe('wrong_passkey')
    await browser.post('/api/auth/sign-out')
    const response = key.get(await challenge(), { verified: false })
    expect((await browser.post('/api/auth/passkey/verify-authentication', { response })).status).toBe(401)
  })

  test('logs its owner in by itself; the password alone no longer does', async () => {
    const { userId } = await createAccount(people.login, { email, name: '鍵の人' })
    const { url } = await passwordLink(people.login, userId)
    await browser.post('/api/auth/reset-password', { token: url.split('#')[1], newPassword: testPassword })
    await browser.post('/api/auth/sign-in/email', { email, password: testPassword })
    const key = await addPasskey()
    await browser.post('/api/auth/sign-out')
    const byPassword = await browser.post('/api/auth/sign-in/email', { email, password: testPassword })
    expect(byPassword.body.error).toEqual({ code: 'step_up_needed', details: { reason: 'passkey' } })
    expect((await browser.get('/api/auth/sessions')).status).toBe(401)
    const response = key.get(await challenge())
    expect((await browser.post('/api/auth/passkey/verify-authentication', { response })).body).toEqual({
      next: 'done',
    })
    expect((await browser.get('/api/auth/sessions')).status).toBe(200)
  })
})

describe('changing one’s own second factors', () => {
  test('asks for the present one first', async () => {
    await people.person(email)
    await signIn(browser, people, email)
    for (const [path, body] of [
      ['/two-factor/disable', { password: testPassword }],
      ['/two-factor/generate-backup-codes', { password: testPassword }],
      ['/passkey/delete-passkey', { id: crypto.randomUUID() }],
    ] as const) {
      const refused = await browser.post(`/api/auth${path}`, body)
      expect(refused.body.error, path).toEqual({ code: 'step_up_needed', details: { reason: 'missing' } })
    }
    expect((await browser.get('/api/auth/passkey/generate-register-options')).status).toBe(401)
    await stepUp({ code: people.code(email, 1) })
    expect((await browser.get('/api/auth/passkey/generate-register-options')).status).toBe(200)
  })

  test('the proof serves five minutes, in its own session alone', async () => {
    const later = testLogin(databases)
    await later.person(email)
    const app = later.app()
    const [desk, phone] = [testBrowser(app), testBrowser(app)]
    await signIn(desk, later, email)
    await signIn(phone, later, email, 1)
    later.wait(30)
    await desk.post('/api/auth/step-up', { code: later.code(email, 1) })
    const options = '/api/auth/passkey/generate-register-options'
    expect((await desk.get(options)).status).toBe(200)
    expect((await phone.get(options)).status).toBe(401)
    later.wait(5 * 60 + 1)
    expect((await desk.get(options)).status).toBe(401)
  })

  test('the first app is enrolled with the password and its first code; backup codes open the door once', async () => {
    const { userId } = await createAccount(people.login, { email, name: '新しい人' })
    const { url } = await passwordLink(people.login, userId)
    await browser.post('/api/auth/reset-password', { token: url.split('#')[1], newPassword: testPassword })
    await browser.post('/api/auth/sign-in/email', { email, password: testPassword })
    const begun = await browser.post('/api/auth/two-factor/enable', { password: testPassword })
    expect(begun.body.backupCodes).toHaveLength(10)
    const secret = decodeBase32(new URL(begun.body.totpURI).searchParams.get('secret') ?? '')
    const code = codeAt(secret, stepOf(people.login.clock()))
    expect((await browser.post('/api/auth/two-factor/verify-totp', { code: '000000' })).status).toBe(401)
    expect((await browser.post('/api/auth/two-factor/verify-totp', { code })).body).toEqual({ next: 'done' })
    await browser.post('/api/auth/sign-out')
    const withBackup = async (backup: string) => {
      await browser.post('/api/auth/sign-in/email', { email, password: testPassword })
      return browser.post('/api/auth/two-factor/verify-backup-code', { code: backup })
    }
    const [first] = begun.body.backupCodes
    expect((await withBackup(` ${first.toUpperCase().replace('-', '')}`)).body).toEqual({ next: 'done' })
    await browser.post('/api/auth/sign-out')
    expect((await withBackup(first)).body.error.code).toBe('wrong_code')
    const actions = people.events.filter((event) => event.userId === userId).map((event) => event.action)
    expect(actions).toEqual([
      'login.signed-in',
      'login.second-factor-added',
      'login.signed-in',
      'login.backup-code-used',
    ])
  })
})

/** RFC 4648 §6, without padding. */
function decodeBase32(text: string): Buffer {
  const bits = [...text].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)))
}
