import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { inCity } from '#platform/database/city.ts'
import type { Caller, Env } from '#platform/http/context.ts'
import { citiesOf, isPlatformAdmin, readSession, secondFactorsOf } from '#platform/login/index.ts'
import { Refusal } from '#platform/refusal.ts'
import { isSecret, parseKey } from './api-key.ts'
import type { StaffDeps } from './deps.ts'
import { cityOfKey, findCities, findKey, findStaff, rolesOf, touchKey } from './queries.ts'
import { rolesWithSecondFactor } from './role.ts'

/** Which of their cities a person looks at; asked anew from the list of memberships at every request. */
export const cityCookie = 'tsunagu_city'

/** Addresses that somebody without a city, or with several and none chosen, may use. */
const withoutCity = new Set(['/api/me', '/api/me/city'])

export type City = { id: string; slug: string; name: string }

/**
 * Fills `c.var.caller` for everything under `/api`: a person by their session, a program by its API key. `/api/auth/*` looks after itself.
 *
 * @throws Refusal `not_signed_in` for a key that is unknown, revoked or over; `not_allowed` with `reason` choose_city (and `cities`) or no_city
 */
export function callerMiddleware(deps: StaffDeps): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (c.req.path.startsWith('/api/auth/') || c.req.path.startsWith('/api/demo/')) return next()
    const bearer = c.req.header('authorization')
    c.set('caller', bearer === undefined ? await personOf(deps, c) : await keyOf(deps, bearer))
    return next()
  }
}

async function personOf(deps: StaffDeps, c: Context<Env>): Promise<Caller | null> {
  const cookie = c.req.header('cookie')
  if (!cookie) return null
  const asked = c.req.header('x-city') ?? getCookie(c, cityCookie) ?? ''
  const key = `${cookie}\n${asked}`
  const known = deps.memory.recall(key)
  if (known) return known
  const session = await readSession(deps.login, c.req.raw.headers)
  if (!session) return null
  for (const line of session.setCookies) c.header('Set-Cookie', line, { append: true })
  const cities = await findCities(deps.db, await citiesOf(deps.login.db, session.userId))
  const city = chooseCity(cities, c.req.header('x-city'), getCookie(c, cityCookie))
  if (!city) return withNoCity(c, session, cities)
  const caller = await asStaff(deps, session.userId, city)
  if (caller) deps.memory.keep(key, caller)
  else if (!withoutCity.has(c.req.path)) throw new Refusal('not_allowed', { reason: 'no_city' })
  return caller ?? nobody(session)
}

/** The city named by the header, else by the cookie, else the only one. A name that is none of theirs is not overruled by another. */
export function chooseCity(cities: readonly City[], header?: string, cookie?: string): City | undefined {
  if (header !== undefined) return cities.find((city) => city.slug === header)
  return cities.find((city) => city.slug === cookie) ?? (cities.length === 1 ? cities[0] : undefined)
}

function withNoCity(
  c: Context<Env>,
  session: { userId: string; userName: string },
  cities: readonly City[],
): Caller {
  if (withoutCity.has(c.req.path)) return nobody(session)
  const reason = cities.length > 1 ? 'choose_city' : 'no_city'
  throw new Refusal('not_allowed', { reason, cities: cities.map((city) => city.slug) })
}

/** Logged in, but of no city: sees no row of any. Only `/api/me` meets it. */
const nobody = (session: { userId: string; userName: string }): Caller => ({
  kind: 'person',
  id: session.userId,
  cityId: '',
  name: session.userName,
  roles: [],
  scopes: [],
})

/** Without the second factor that a role asks for there are no roles at all: enrol first. */
async function asStaff(deps: StaffDeps, userId: string, city: City): Promise<Caller | null> {
  const found = await inCity(deps.db, city.id, async (tx) => {
    const staff = await findStaff(tx, userId)
    return staff && !staff.left_at ? { name: staff.name, roles: await rolesOf(tx, userId) } : null
  })
  if (!found) return null
  const held: string[] = [...found.roles]
  if (await isPlatformAdmin(deps.login.db, userId)) held.push('platform-admin')
  const roles = (await mustEnrol(deps, userId, held)) ? [] : held
  return { kind: 'person', id: userId, cityId: city.id, name: found.name, roles, scopes: [] }
}

/** Whether a role asks for a second factor that is not there yet. */
export async function mustEnrol(deps: StaffDeps, userId: string, held: readonly string[]): Promise<boolean> {
  if (!held.some((role) => rolesWithSecondFactor.includes(role))) return false
  const factors = (await secondFactorsOf(deps.login.db, [userId])).get(userId)
  return !factors || (!factors.totp && factors.passkeys === 0)
}

async function keyOf(deps: StaffDeps, bearer: string): Promise<Caller> {
  const parsed = parseKey(bearer.replace(/^Bearer\s+/i, ''))
  if (!parsed) throw new Refusal('not_signed_in', { reason: 'key' })
  const known = deps.memory.recall(bearer)
  if (known) return known
  const now = deps.clock()
  const cityId = await cityOfKey(deps.db, parsed.id)
  if (!cityId) throw new Refusal('not_signed_in', { reason: 'key' })
  const key = await inCity(deps.db, cityId, async (tx) => {
    const row = await findKey(tx, parsed.id)
    if (!row || !isSecret(parsed.secret, row.secret_hash)) return null
    if (row.revoked_at || (row.expires_at && row.expires_at <= now)) return null
    await touchKey(tx, parsed.id, now)
    return row
  })
  if (!key) throw new Refusal('not_signed_in', { reason: 'key' })
  const caller: Caller = { kind: 'key', id: key.id, cityId, name: key.name, roles: [], scopes: key.scopes }
  deps.memory.keep(bearer, caller)
  return caller
}
