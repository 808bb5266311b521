import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Env } from '../http/context.ts'
import { router } from '../http/route.ts'
import { Refusal } from '../refusal.ts'
import { addressOf } from './address.ts'
import { type Attempt, beginAttempt, type Target } from './attempts.ts'
import { addressHeader } from './auth.ts'
import { type Door, doors } from './doors.ts'
import { isWrongGuess, readAnswer } from './library-answer.ts'
import type { Login } from './login.ts'
import { needElevation, ownRoutes } from './own-routes.ts'
import { findUser, findUserByEmail } from './queries.ts'
import { perMinute, requestsPerMinute, take } from './rate-limit.ts'
import { type LiveSession, readSession } from './session.ts'
import { settle, type Visit } from './settle.ts'
import { spendCode } from './step-up.ts'

export interface LoginRouteOptions {
  trustProxy: boolean
  /** Somebody's sessions or second factors changed: what was remembered of callers is to be forgotten. */
  onChange: () => void
  /** Log-ins a minute for one account from one address; 20 unless told. */
  loginsPerMinute?: number
}

/** `/api/auth/*`: the doors of the library that stand open, and our own list of sessions and step-up. */
export function loginRoutes(login: Login, options: LoginRouteOptions): OpenAPIHono<Env> {
  const app = router()
  const limiter = perMinute(options.loginsPerMinute ?? requestsPerMinute.login)
  app.use('/api/auth/*', async (c, next) => {
    if (c.req.method !== 'GET') mustBeJson(c)
    await next()
    c.header('Cache-Control', 'no-store')
    if (c.req.method !== 'GET') options.onChange()
  })
  for (const door of doors) {
    app.on(door.method, `/api/auth${door.path}`, async (c) => {
      const address = addressOf(c, options.trustProxy)
      const visit = await look(login, door, c)
      if (door.guess && door.guess !== 'own') {
        const key = `${address} ${String(visit.body.email ?? visit.user?.id ?? '')}`.toLowerCase()
        await take(limiter, key, (name, value) => c.header(name, value))
      }
      visit.attempt = await begin(login, door, visit, address)
      if (door.path === '/two-factor/verify-totp') await spend(login, visit)
      return pass(login, door, c, visit, address)
    })
  }
  ownRoutes(app, login)
  return app
}

/** A form of another site can post only as a form or plain text. */
function mustBeJson(c: Context<Env>): void {
  if (!c.req.header('content-type')?.toLowerCase().startsWith('application/json'))
    throw new Refusal('bad_request', { reason: 'content-type' })
}

async function look(login: Login, door: Door, c: Context<Env>): Promise<Visit> {
  const parsed = door.body?.safeParse(await c.req.json().catch(() => ({})))
  if (parsed && !parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    throw new Refusal('bad_request', { fields })
  }
  const body = parsed?.data ?? {}
  const needsSession = door.guess === 'own' || door.elevated === true
  const maybe = needsSession || door.guess === 'challenge'
  const session = maybe ? await readSession(login, c.req.raw.headers) : null
  if (needsSession && !session) throw new Refusal('not_signed_in')
  if (door.elevated && session) await needElevation(login, session)
  return { body, session, user: await whose(login, door, c, body, session), attempt: null }
}

async function whose(
  login: Login,
  door: Door,
  c: Context<Env>,
  body: Record<string, unknown>,
  session: LiveSession | null,
): Promise<Visit['user']> {
  if (session) return { id: session.userId, email: session.email }
  if (door.guess === 'entry') return (await findUserByEmail(login.db, String(body.email))) ?? null
  if (door.guess !== 'challenge') return null
  const { internalAdapter, createAuthCookie } = await login.auth.$context
  const cookie = getCookie(c, createAuthCookie('two_factor').name)
  // The name of a challenge cannot be guessed; that the cookie is signed by us is checked by the library afterwards.
  const challenge = cookie?.slice(0, cookie.lastIndexOf('.'))
  const value = challenge ? await internalAdapter.findVerificationValue(challenge) : null
  if (!value || value.expiresAt < login.clock()) throw new Refusal('wrong_step', { reason: 'login_expired' })
  return (await findUser(login.db, value.value)) ?? null
}

async function begin(login: Login, door: Door, visit: Visit, address: string): Promise<Attempt | null> {
  if (!door.guess) return null
  const byAddress: Target = { address }
  if (door.guess === 'address') return beginAttempt(login, [byAddress], null)
  if (visit.session) return beginAttempt(login, [{ own: visit.session.email }], visit.session.userId)
  const account: Target = { account: visit.user?.email ?? String(visit.body.email) }
  return beginAttempt(login, [account, byAddress], visit.user?.id ?? null)
}

/** A code that served once is refused here; the library would take it again for as long as it is shown. */
async function spend(login: Login, { user, body, attempt, session }: Visit): Promise<void> {
  if (!user || !attempt) throw new Refusal('wrong_code')
  const verdict = await spendCode(login, user.id, String(body.code), session === null)
  if (verdict === 'wrong') throw new Refusal('wrong_code', { left: await attempt.wrong() })
  if (verdict === 'used') {
    await attempt.harmless()
    throw new Refusal('wrong_code', { reason: 'used_code' })
  }
}

async function pass(
  login: Login,
  door: Door,
  c: Context<Env>,
  visit: Visit,
  address: string,
): Promise<Response> {
  const headers = new Headers({
    cookie: c.req.header('cookie') ?? '',
    'user-agent': c.req.header('user-agent') ?? '',
    'content-type': 'application/json',
    origin: login.publicOrigin, // the cross-site guard has judged the real one
    [addressHeader]: address,
  })
  const url = `${login.publicOrigin}/api/auth${door.path}`
  const body = door.method === 'POST' ? JSON.stringify(visit.body) : undefined
  const answer = await login.auth.handler(new Request(url, { method: door.method, headers, body }))
  const said = await readAnswer(answer)
  if (said instanceof Refusal) return refuse(said, visit)
  const reply = await settle(login, door, visit, said)
  for (const cookie of answer.headers.getSetCookie()) c.header('Set-Cookie', cookie, { append: true })
  return c.json(reply)
}

async function refuse(refusal: Refusal, { attempt }: Visit): Promise<never> {
  if (!isWrongGuess(refusal)) await attempt?.harmless()
  else if (attempt) throw new Refusal(refusal.code, { ...refusal.details, left: await attempt.wrong() })
  throw refusal
}
