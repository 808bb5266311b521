import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Refusal, refusalStatus } from '../refusal.ts'
import type { Env } from './context.ts'

/** The one place where a refusal becomes HTTP. Anything else is a bug: 500 with the request's id, its words only in the log. */
export function replyToFault(fault: Error, c: Context<Env>): Response {
  if (fault instanceof Refusal) {
    return c.json(
      { error: { code: fault.code, details: fault.details } },
      refusalStatus[fault.code] as ContentfulStatusCode,
    )
  }
  if (fault instanceof HTTPException && fault.status < 500) {
    return c.json({ error: { code: 'bad_request', details: { reason: fault.message } } }, fault.status)
  }
  const requestId = c.get('requestId')
  if (isDatabaseAway(fault)) {
    c.get('log').warn({ event: 'http.database-away', requestId, reason: fault.message })
    c.header('Retry-After', '5')
    return c.json({ error: { code: 'unavailable', details: { requestId } } }, 503)
  }
  c.get('log').error({
    event: 'http.fault',
    requestId,
    path: c.req.path,
    reason: fault.message,
    stack: fault.stack,
  })
  return c.json({ error: { code: 'fault', details: { requestId } } }, 500)
}

/** PostgreSQL classes 08 (connection) and 57P (operator intervention), and what the driver says when nobody answers. */
export function isDatabaseAway(fault: unknown): boolean {
  const code = (fault as { code?: unknown }).code
  if (
    typeof code === 'string' &&
    (/^08|^57P/.test(code) || ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'].includes(code))
  )
    return true
  const words = (fault as Error).message ?? ''
  return /Connection terminated|timeout exceeded when trying to connect|terminating connection/.test(words)
}
