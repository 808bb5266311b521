import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { parse } from 'pg-connection-string'
import { derive } from '../keys.ts'
import type { Log } from '../log.ts'

pg.types.setTypeParser(pg.types.builtins.INT8, Number) // our counters stay below 2^53
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text) // a birthday has no time zone

/** The log-ins of the process. None owns a table; each has its own password, derived from the key file. */
export const loginRoles = ['tsunagu_app', 'tsunagu_auth', 'tsunagu_worker'] as const
export type LoginRole = (typeof loginRoles)[number]

/** The password of a role: nobody types it, so nobody can lose it. */
export const rolePassword = (databaseSecret: string, role: LoginRole): string =>
  derive(databaseSecret, `database role ${role}`)

/** Connection settings of `ownerUrl`'s server and database, as another user when `role` is given. */
export function connection(ownerUrl: string, role?: { name: LoginRole; secret: string }): pg.PoolConfig {
  const { host, port, database, user, password, ssl } = parse(ownerUrl)
  return {
    host: host ?? undefined,
    port: port ? Number(port) : undefined,
    database: database ?? undefined,
    user: role ? role.name : user,
    password: role ? rolePassword(role.secret, role.name) : password,
    ssl: ssl ? (ssl as object) : undefined,
  }
}

/** A pool that survives the server's absence: a lost connection is logged, the next query makes a new one. */
export function createPool(settings: pg.PoolConfig, log: Log, size = 10): pg.Pool {
  const pool = new pg.Pool({
    ...settings,
    max: size,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'tsunagu',
  })
  const lost = (fault: Error): void => log.warn({ event: 'database.connection-lost', reason: fault.message })
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', lost)) // a client in use, too, must not take the process down
  return pool
}

export function kysely<Tables>(pool: pg.Pool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}
