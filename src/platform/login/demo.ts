import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../http/context.ts'
import { router } from '../http/route.ts'
import { Refusal } from '../refusal.ts'
import type { Login } from './login.ts'
import { findUserByEmail, isDemoAccount, lastTotpUse, listDemoAccounts } from './queries.ts'
import { readSession } from './session.ts'
import { totpSecret } from './step-up.ts'
import { nextCode } from './totp.ts'

/** Everybody's password in the demonstration; shown on its log-in page. */
export const demoPassword = 'tsunagu-demo-2026'

/** A demo account's authenticator key: known to all who read this, hence refused in production. */
export const demoTotpSecret = (email: string): string => `tsunagu-demo-${email.split('@')[0]}`.padEnd(32, '.')

/**
 * Production asks this before it opens its port and stops when anybody is named.
 *
 * @returns ids of the accounts that belong to a demonstration
 */
export function findDemoAccounts(login: Login): Promise<string[]> {
  return listDemoAccounts(login.db)
}

export interface DemoPerson {
  email: string
  /** 「伊藤（作成）」 */
  label: string
}

/**
 * Only `main.ts` of a demonstration calls this; in production the addresses do not exist.
 *
 * - `GET /api/demo/accounts`: who can be tried, for the buttons of the log-in page.
 * - `GET /api/demo/code`: the code that would be accepted next from whoever is logged in, or from `?email=` on the way in.
 */
export function demoRoutes(login: Login, people: readonly DemoPerson[]): OpenAPIHono<Env> {
  const app = router()
  const accounts = people.map(({ email, label }) => ({ email, label }))
  app.get('/api/demo/accounts', (c) => c.json({ accounts, password: demoPassword }))
  app.get('/api/demo/code', async (c) => {
    const session = await readSession(login, c.req.raw.headers)
    const asked = c.req.query('email')?.toLowerCase()
    const userId = session ? session.userId : await demoUser(login, people, asked)
    if (!userId || !(await isDemoAccount(login.db, userId))) throw new Refusal('not_found')
    const secret = await totpSecret(login, userId)
    if (!secret) throw new Refusal('not_found')
    c.header('Cache-Control', 'no-store')
    return c.json(nextCode(secret, await lastTotpUse(login.db, userId), login.clock()))
  })
  return app
}

async function demoUser(login: Login, people: readonly DemoPerson[], email: string | undefined) {
  if (!email || !people.some((person) => person.email === email)) return null
  return (await findUserByEmail(login.db, email))?.id ?? null
}
