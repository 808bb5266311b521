import { createRoute, OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { Refusal } from '../refusal.ts'
import type { Caller, Env } from './context.ts'

/** Who may use a route. Every route names it; a test walks them all as everybody else. */
export type Access = 'public' | { anyOf: readonly string[]; scope?: string } | 'anyone-signed-in'

function guard(access: Access): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (access !== 'public') {
      const caller = c.get('caller')
      if (!caller) throw new Refusal('not_signed_in')
      if (!permits(access, caller)) throw new Refusal('not_allowed')
    }
    await next()
  }
}

function permits(access: Exclude<Access, 'public'>, caller: Caller): boolean {
  if (access === 'anyone-signed-in') return caller.kind === 'person'
  if (caller.kind === 'key') return access.scope !== undefined && caller.scopes.includes(access.scope)
  return access.anyOf.some((role) => caller.roles.includes(role))
}

/**
 * A route with its guard: `route(access, { method, path, request, responses })`.
 * The access is written into OpenAPI as `x-access`, from where the permission test takes it.
 */
export function route<const R extends RouteConfig>(access: Access, config: R) {
  return createRoute({ ...config, middleware: [guard(access)] as const, 'x-access': access } as R & {
    middleware: MiddlewareHandler<Env>[]
  })
}

/** A router of a module: faults of validation become one refusal that names each field. */
export function router(): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return
      const fields = result.error.issues.map((issue) => ({
        path: issue.path.join('.'),
        message: issue.message,
      }))
      throw new Refusal('bad_request', { fields })
    },
  })
}

/** The signed-in caller; only behind a guard that is not public. */
export function callerOf(c: Context<Env>): Caller {
  const caller = c.get('caller')
  if (!caller) throw new Refusal('not_signed_in')
  return caller
}
