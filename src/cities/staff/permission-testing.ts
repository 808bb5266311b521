import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '#platform/http/context.ts'
import type { Access } from '#platform/http/route.ts'

/** Headers that make a request come from somebody: a session cookie, or `Authorization` with an API key. */
export type As = Record<string, string>

export interface Walkers {
  /** One logged-in person for each role, holding that role alone. */
  roles: Record<string, As>
  /** An API key without any scope. */
  keyWithoutScope: As
  /** API keys with one scope each. */
  keys: Record<string, As>
}

export interface WalkOptions {
  /** Routes that look after themselves: exact paths, or a beginning that ends in `*`. */
  allow?: readonly string[]
  /** Values for path parameters whose shape a random UUID does not fit. */
  params?: Record<string, string>
}

interface Guarded {
  method: string
  path: string
  access: Access
}

const nobody = '00000000-0000-4000-8000-000000000000'

/** Every route of the application that names its access. */
export function guardedRoutes(app: OpenAPIHono<Env>): Guarded[] {
  return app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== 'route') return []
    const { method, path } = definition.route
    const access = (definition.route as { 'x-access'?: Access })['x-access']
    return access === undefined ? [] : [{ method: method.toUpperCase(), path, access }]
  })
}

/** Routes that answer but name no access: each is a hole until it is guarded, or allowed by name. */
export function unguardedRoutes(app: OpenAPIHono<Env>, allow: readonly string[]): string[] {
  const guarded = new Set(
    guardedRoutes(app).map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  const allowed = (path: string) =>
    allow.some((rule) => (rule.endsWith('*') ? path.startsWith(rule.slice(0, -1)) : path === rule))
  const open = app.routes
    .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/') && !allowed(path))
    .map(({ method, path }) => `${method} ${path}`)
    .filter((name) => !guarded.has(name))
  return [...new Set(open)]
}

/**
 * Asks for every route as everybody, with an empty body and ids of nothing. Right is: strangers hear 401, people without the
 * role and keys without the scope 403, and whoever may pass hears anything else.
 *
 * @returns what is wrong, in words; empty when all is well
 */
export async function walkPermissions(
  app: OpenAPIHono<Env>,
  walkers: Walkers,
  { allow = ['/api/auth/*'], params = {} }: WalkOptions = {},
): Promise<string[]> {
  const wrong = unguardedRoutes(app, allow).map((name) => `${name}: names no access`)
  for (const one of guardedRoutes(app)) {
    const path = one.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? nobody)
    const ask = (headers: As) => verdict(app, one.method, path, headers)
    const expect = async (who: string, headers: As, right: Verdict) => {
      const got = await ask(headers)
      if (got !== right) wrong.push(`${one.method} ${one.path} as ${who}: ${got}, not ${right}`)
    }
    await expect('a stranger', {}, one.access === 'public' ? 'passes' : 'unknown')
    for (const [role, headers] of Object.entries(walkers.roles))
      await expect(role, headers, roleMay(one.access, role) ? 'passes' : 'refused')
    await expect(
      'a key without scope',
      walkers.keyWithoutScope,
      one.access === 'public' ? 'passes' : 'refused',
    )
    for (const [scope, headers] of Object.entries(walkers.keys))
      await expect(`a key for ${scope}`, headers, keyMay(one.access, scope) ? 'passes' : 'refused')
  }
  return wrong
}

const roleMay = (access: Access, role: string): boolean =>
  typeof access === 'string' || access.anyOf.includes(role)

const keyMay = (access: Access, scope: string): boolean =>
  access === 'public' || (access !== 'anyone-signed-in' && access.scope === scope)

type Verdict = 'unknown' | 'refused' | 'passes'

/** A refusal of the guard has no details; those of the work behind it (a step-up, an own rule) mean that the guard was passed. */
async function verdict(app: OpenAPIHono<Env>, method: string, path: string, headers: As): Promise<Verdict> {
  const body = method === 'GET' ? undefined : '{}'
  const answer = await app.request(path, {
    method,
    body,
    headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'tsunagu', ...headers },
  })
  if (answer.status !== 401 && answer.status !== 403) {
    await answer.body?.cancel()
    return 'passes'
  }
  const { error } = (await answer.json()) as { error: { code: string; details?: Record<string, unknown> } }
  const byGuard = Object.keys(error.details ?? {}).length === 0
  if (error.code === 'not_signed_in' && byGuard) return 'unknown'
  if (error.code === 'not_allowed' && byGuard) return 'refused'
  return 'passes'
}
