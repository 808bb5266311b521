import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import type { Env } from '../http/context.ts'

const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/

/**
 * Whether a request was made on this very machine. One that a proxy passed on was not, although its socket says so: proxies leave
 * a header, and a request with one is taken for a stranger's.
 */
export function isNearby(c: Context<Env>): boolean {
  if (['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => c.req.header(name))) return false
  try {
    return loopback.test(getConnInfo(c).remote.address ?? '')
  } catch {
    return false // no socket, no neighbour
  }
}
