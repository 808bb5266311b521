import { type Kysely, sql } from 'kysely'
import type pg from 'pg'
import type { Log } from '../log.ts'
import type { Outer } from './city.ts'
import type { DB as Inner } from './generated/inner.ts'
import { connection, createPool, kysely } from './pools.ts'

export interface Databases {
  outer: Kysely<Outer>
  inner: Kysely<Inner>
  /** Raw pools for what has its own driver: better-auth and the queue. */
  authPool: pg.Pool
  workerPool: pg.Pool
  appPool: pg.Pool
  /** @returns null when the database answers, else the reason */
  ping(which: 'outer' | 'inner'): Promise<string | null>
  close(): Promise<void>
}

/** Opens every pool the process needs, each with the narrowest log-in that can do its work. */
export function openDatabases(outerUrl: string, innerUrl: string, secret: string, log: Log): Databases {
  const appPool = createPool(connection(outerUrl, { name: 'tsunagu_app', secret }), log, 16)
  const innerPool = createPool(connection(innerUrl, { name: 'tsunagu_app', secret }), log, 6)
  const authPool = createPool(
    { ...connection(outerUrl, { name: 'tsunagu_auth', secret }), options: '-c search_path=auth' },
    log,
    6,
  )
  const workerPool = createPool(connection(outerUrl, { name: 'tsunagu_worker', secret }), log, 20) // one a place of the worker, and some to spare
  const outer = kysely<Outer>(appPool)
  const inner = kysely<Inner>(innerPool)
  return {
    outer,
    inner,
    authPool,
    workerPool,
    appPool,
    async ping(which) {
      const question = sql`select 1`
      try {
        await (which === 'outer' ? question.execute(outer) : question.execute(inner))
        return null
      } catch (fault) {
        return (fault as Error).message
      }
    },
    async close() {
      await Promise.all([outer.destroy(), inner.destroy(), authPool.end(), workerPool.end()])
    },
  }
}
