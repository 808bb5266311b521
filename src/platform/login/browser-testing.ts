import type { TestDatabases } from '../database/testing.ts'
import { createApp } from '../http/app.ts'
import { createLog } from '../log.ts'
import { createDemoAccount } from './accounts.ts'
import { createLogin, type Login, type LoginEvent } from './login.ts'
import { loginRoutes } from './routes.ts'
import { codeAt, stepOf } from './totp.ts'

interface Requestable {
  request(path: string, init?: RequestInit): Response | Promise<Response>
}

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any
}

/** A browser for tests: keeps cookies, sends what our pages send. */
export function testBrowser(app: Requestable, origin = 'http://localhost:3000') {
  const jar = new Map<string, string>()
  async function call(
    method: string,
    path: string,
    body?: unknown,
    extra: Record<string, string> = {},
  ): Promise<Answer> {
    const headers: Record<string, string> = {
      Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    }
    if (method !== 'GET') Object.assign(headers, { Origin: origin, 'X-Requested-With': 'tsunagu' })
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    const response = await app.request(`${origin}${path}`, {
      method,
      headers: { ...headers, ...extra },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';')
      const name = pair.slice(0, pair.indexOf('='))
      const gone = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))
      if (gone) jar.delete(name)
      else jar.set(name, pair.slice(name.length + 1))
    }
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
  }
  return {
    jar,
    get: (path: string, extra?: Record<string, string>) => call('GET', path, undefined, extra),
    post: (path: string, body: unknown = {}, extra?: Record<string, string>) =>
      call('POST', path, body, extra),
    put: (path: string, body: unknown = {}, extra?: Record<string, string>) => call('PUT', path, body, extra),
    delete: (path: string, extra?: Record<string, string>) => call('DELETE', path, undefined, extra),
  }
}

export type TestBrowser = ReturnType<typeof testBrowser>

export const testPassword = 'a long enough password'

/** A log-in with its own clock on real PostgreSQL, and people in it. */
export function testLogin(databases: TestDatabases, publicUrl = 'http://localhost:3000') {
  const events: LoginEvent[] = []
  let ahead = 0
  const clock = () => new Date(Date.now() + ahead)
  const login: Login = createLogin({
    pool: databases.authPool,
    sessionSecret: 'dGVzdHM=',
    publicUrl,
    clock,
    log: createLog('silent'),
    onEvent: (event) => void events.push(event),
  })
  const secretOf = (email: string) => `secret of ${email}`.padEnd(32, '.')
  return {
    login,
    events,
    /** Our clock alone moves; the library and PostgreSQL keep the real one. */
    wait: (seconds: number) => {
      ahead += seconds * 1000
    },
    person: async (email: string) => {
      const made = await createDemoAccount(login, {
        email,
        name: email,
        password: testPassword,
        totpSecret: secretOf(email),
      })
      return made.userId
    },
    /** The code of now, or of the next 30-second step. (One step back is no good: it may be over before it is checked.) */
    code: (email: string, steps: 0 | 1 = 0) => codeAt(secretOf(email), stepOf(clock()) + steps),
    app: (loginsPerMinute = 1000) => {
      const app = createApp({
        log: createLog('silent'),
        clock,
        https: publicUrl.startsWith('https'),
        publicOrigin: publicUrl,
      })
      app.route('/', loginRoutes(login, { trustProxy: true, onChange: () => {}, loginsPerMinute }))
      return app
    },
  }
}

export type TestLogin = ReturnType<typeof testLogin>

/** Password, then code. @throws Error when either is refused */
export async function signIn(
  browser: TestBrowser,
  people: TestLogin,
  email: string,
  steps: 0 | 1 = 0,
): Promise<void> {
  const first = await browser.post('/api/auth/sign-in/email', { email, password: testPassword })
  if (first.status !== 200) throw new Error(`password: ${JSON.stringify(first.body)}`)
  if (first.body.next === 'done') return
  const second = await browser.post('/api/auth/two-factor/verify-totp', { code: people.code(email, steps) })
  if (second.status !== 200) throw new Error(`code: ${JSON.stringify(second.body)}`)
}
