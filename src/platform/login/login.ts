import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { Clock } from '../clock.ts'
import type { Outer } from '../database/city.ts'
import { kysely } from '../database/pools.ts'
import type { Log } from '../log.ts'
import { type Auth, createAuth } from './auth.ts'

/** What happened to an account; becomes a row of the audit log of each of the person's cities. Details hold ids, numbers and words, never addresses. */
export interface LoginEvent {
  action:
    | 'login.signed-in'
    | 'login.locked'
    | 'login.password-changed'
    | 'login.second-factor-added'
    | 'login.second-factor-removed'
    | 'login.backup-codes-made'
    | 'login.backup-code-used'
    | 'login.sessions-ended'
  /** null: nobody we know (an unknown account, an address). */
  userId: string | null
  at: Date
  details: Record<string, unknown>
}

/** Everything the functions of this folder need; made once by `createLogin`. */
export interface Login {
  auth: Auth
  /** The schema `auth`, as its own role. */
  db: Kysely<Outer>
  clock: Clock
  sessionSecret: string
  publicOrigin: string
  onEvent: (event: LoginEvent) => void | Promise<void>
}

export interface LoginOptions {
  /** `databases.authPool` */
  pool: pg.Pool
  /** `keys.session` */
  sessionSecret: string
  publicUrl: string
  clock: Clock
  log: Log
  onEvent: Login['onEvent']
}

/** Opens the house's door for people. Ends with the pool; nothing of its own runs. */
export function createLogin({ pool, sessionSecret, publicUrl, clock, log, onEvent }: LoginOptions): Login {
  return {
    auth: createAuth({ pool, sessionSecret, publicUrl, log }),
    db: kysely<Outer>(pool),
    clock,
    sessionSecret,
    publicOrigin: new URL(publicUrl).origin,
    onEvent,
  }
}
