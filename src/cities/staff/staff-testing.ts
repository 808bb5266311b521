import { serializeSigned } from 'hono/utils/cookie'
import { record } from '#platform/audit/audit.ts'
import { newId } from '#platform/clock.ts'
import { inCity } from '#platform/database/city.ts'
import type { TestDatabases } from '#platform/database/testing.ts'
import { createApp } from '#platform/http/app.ts'
import { derive } from '#platform/keys.ts'
import { createLog } from '#platform/log.ts'
import { testLogin } from '#platform/login/browser-testing.ts'
import { addMembership, loginRoutes, rateLimit, stepUpFor } from '#platform/login/index.ts'
import { callerMiddleware } from './caller.ts'
import { callerMemory } from './caller-memory.ts'
import type { StaffDeps } from './deps.ts'
import { keyRoutes } from './key-routes.ts'
import { makeKey } from './keys.ts'
import { meRoutes } from './me-routes.ts'
import type { Walkers } from './permission-testing.ts'
import { insertRole, insertStaff } from './queries.ts'
import { type Role, roles, type Scope, scopes } from './role.ts'
import { staffRoutes } from './staff-routes.ts'

const origin = 'http://localhost:3000'

/** People, keys and the application around them, on real PostgreSQL. */
export function testStaff(databases: TestDatabases) {
  const people = testLogin(databases, origin)
  const { login } = people
  const deps: StaffDeps = {
    db: databases.outer,
    login,
    stepUp: stepUpFor(login),
    record,
    clock: login.clock,
    newId,
    memory: callerMemory(login.clock),
    demo: true,
  }
  const app = createApp({ log: createLog('silent'), clock: login.clock, https: false, publicOrigin: origin })
  app.use('/api/*', callerMiddleware(deps))
  app.use('/api/*', rateLimit({ trustProxy: true, perMinute: 100_000 }))
  app.route(
    '/',
    loginRoutes(login, { trustProxy: true, onChange: deps.memory.forget, loginsPerMinute: 1000 }),
  )
  app.route('/', meRoutes(deps))
  app.route('/', staffRoutes(deps))
  app.route('/', keyRoutes(deps))
  return { people, deps, app, ...makers(deps, people) }
}

export type TestStaff = ReturnType<typeof testStaff>

let sequence = 0

function makers(deps: StaffDeps, people: ReturnType<typeof testLogin>) {
  /** Somebody of a city with these roles and a second factor. */
  async function member(cityId: string, held: readonly Role[]): Promise<{ userId: string; email: string }> {
    const email = `member${++sequence}@city.test`
    const userId = await people.person(email)
    await addMembership(deps.login.db, userId, cityId)
    await inCity(deps.db, cityId, async (tx) => {
      await insertStaff(tx, { userId, name: `職員${sequence}`, section: '防災課' })
      for (const role of held)
        await insertRole(tx, { id: newId(), userId, role, granted: true, at: deps.clock(), byUser: null })
    })
    deps.memory.forget()
    return { userId, email }
  }
  /** A session as if they had logged in a moment ago: spares a test the password. */
  async function sessionOf(userId: string): Promise<{ Cookie: string }> {
    const { internalAdapter, authCookies } = await deps.login.auth.$context
    const session = await internalAdapter.createSession(userId)
    const secret = derive(deps.login.sessionSecret, 'login cookies')
    const line = await serializeSigned(authCookies.sessionToken.name, session.token, secret)
    return { Cookie: line.split(';')[0] ?? '' }
  }
  /** One person a role, one key a scope: what `walkPermissions` walks with. */
  async function walkers(cityId: string): Promise<Walkers> {
    const made: Walkers = { roles: {}, keys: {}, keyWithoutScope: await keyFor(cityId, []) }
    for (const role of roles) made.roles[role] = await sessionOf((await member(cityId, [role])).userId)
    for (const scope of scopes) made.keys[scope] = await keyFor(cityId, [scope])
    return made
  }
  async function keyFor(cityId: string, allowed: readonly Scope[]): Promise<{ Authorization: string }> {
    const { key } = await makeKey(deps, cityId, null, { name: 'test', scopes: allowed, days: null })
    return { Authorization: `Bearer ${key}` }
  }
  return { member, sessionOf, keyFor, walkers }
}
