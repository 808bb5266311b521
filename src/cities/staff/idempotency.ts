import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { type CityTx, inCity } from '#platform/database/city.ts'
import type { Caller, Env } from '#platform/http/context.ts'
import { callerOf } from '#platform/http/route.ts'
import { Refusal } from '#platform/refusal.ts'
import type { StaffDeps } from './deps.ts'
import { claimKey, storeAnswer, waitAtMost } from './queries.ts'

/** What is said again when the same request comes again. */
export interface StoredReply {
  status: number
  body: unknown
  /** Said from the store: nothing was done this time. */
  repeated?: boolean
}

/** A second request with the same key waits at most this long for the first. */
const waitMilliseconds = 10_000

/** PostgreSQL: lock_not_available */
const lockTimeout = '55P03'

/**
 * Does a piece of work once for each key of a caller. Key, work and answer stand in one transaction: after a crash either all of
 * them are there or none, so a repeat either hears the stored answer or does the work for the first time. A refusal stores nothing.
 *
 * @param requestHash  `hashRequest(…)`: what was asked for under this key
 * @throws Refusal `key_reused` (same key, other request), `in_progress` (the first is still at work after 10 s), and those of `work`
 */
export async function once(
  deps: Pick<StaffDeps, 'db' | 'clock'>,
  caller: Pick<Caller, 'id' | 'cityId'>,
  key: string,
  requestHash: string,
  work: (tx: CityTx) => Promise<StoredReply>,
): Promise<StoredReply> {
  if (key.length < 1 || key.length > 200)
    throw new Refusal('bad_request', { fields: [{ path: 'Idempotency-Key', message: '1–200' }] })
  try {
    return await inCity(deps.db, caller.cityId, async (tx) => {
      await waitAtMost(tx, waitMilliseconds)
      const stored = await claimKey(tx, { callerId: caller.id, key, requestHash, at: deps.clock() })
      if (stored) {
        if (stored.request_hash !== requestHash) throw new Refusal('key_reused')
        if (stored.status === null) throw new Refusal('in_progress')
        return { status: stored.status, body: stored.response, repeated: true }
      }
      const answer = await work(tx)
      await storeAnswer(tx, caller.id, key, answer)
      return answer
    })
  } catch (fault) {
    if ((fault as { code?: string }).code === lockTimeout) throw new Refusal('in_progress')
    throw fault
  }
}

/** SHA-256 over method, path and body: two requests with the same hash ask for the same thing. */
export function hashRequest(method: string, path: string, body: string | Uint8Array): string {
  return createHash('sha256').update(`${method} ${path}\n`).update(body).digest('hex')
}

/**
 * The same for a route: with the header `Idempotency-Key` the work is done once, without it every time.
 *
 * @param work  runs in a transaction of the caller's city
 */
export async function answerOnce(
  deps: Pick<StaffDeps, 'db' | 'clock'>,
  c: Context<Env>,
  work: (tx: CityTx) => Promise<StoredReply>,
): Promise<StoredReply> {
  const caller = callerOf(c)
  const key = c.req.header('idempotency-key')
  if (key === undefined) return inCity(deps.db, caller.cityId, work)
  const body = new Uint8Array(await c.req.arrayBuffer())
  return once(deps, caller, key, hashRequest(c.req.method, c.req.path, body), work)
}
