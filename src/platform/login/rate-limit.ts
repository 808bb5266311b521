import type { MiddlewareHandler } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Env } from '../http/context.ts'
import { Refusal } from '../refusal.ts'
import { addressOf } from './address.ts'

/** Requests a minute: generous, since a whole city hall may stand behind one address. */
export const requestsPerMinute = { caller: 600, login: 20 } as const

/** Counts in the memory of this process; each process of many counts for itself. */
export function perMinute(points: number): RateLimiterMemory {
  return new RateLimiterMemory({ points, duration: 60 })
}

/**
 * Takes one from the account of `key`.
 *
 * @throws Refusal `too_many` with `afterSeconds`; the answer carries `Retry-After`
 */
export async function take(
  limiter: RateLimiterMemory,
  key: string,
  setHeader: (name: string, value: string) => void,
): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (full) {
    if (!(full instanceof RateLimiterRes)) throw full
    const afterSeconds = Math.max(1, Math.ceil(full.msBeforeNext / 1000))
    setHeader('Retry-After', String(afterSeconds))
    throw new Refusal('too_many', { afterSeconds })
  }
}

/** For everything under `/api`: by person or key once they are known, else by address. Put it after the caller is filled in. */
export function rateLimit(options: { trustProxy: boolean; perMinute?: number }): MiddlewareHandler<Env> {
  const limiter = perMinute(options.perMinute ?? requestsPerMinute.caller)
  return async (c, next) => {
    const caller = c.get('caller')
    const key = caller ? `${caller.kind}:${caller.id}` : `address:${addressOf(c, options.trustProxy)}`
    await take(limiter, key, (name, value) => c.header(name, value))
    await next()
  }
}

/**
 * For what comes before the caller is known: an address that is told "not signed in" again and again (keys or cookies tried out)
 * is told to wait, before anything is looked up. Put it before the caller is filled in.
 */
export function refusalLimit(options: { trustProxy: boolean; perMinute?: number }): MiddlewareHandler<Env> {
  const points = options.perMinute ?? requestsPerMinute.caller
  const limiter = perMinute(points)
  return async (c, next) => {
    const key = addressOf(c, options.trustProxy)
    const spent = await limiter.get(key)
    if (spent && spent.consumedPoints >= points) {
      const afterSeconds = Math.max(1, Math.ceil(spent.msBeforeNext / 1000))
      c.header('Retry-After', String(afterSeconds))
      throw new Refusal('too_many', { afterSeconds })
    }
    await next()
    if (c.res.status === 401) await limiter.penalty(key)
  }
}
