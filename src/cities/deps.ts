import type { Kysely } from 'kysely'
import type { Recorder } from '#platform/audit/audit.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock, NewId } from '#platform/clock.ts'
import type { Outer } from '#platform/database/city.ts'
import type { Log } from '#platform/log.ts'
import type { OpenCity } from './schema.ts'
import type { Link } from './staff/index.ts'

/** Drills, counted apart from what is in earnest. */
export interface DrillCounts {
  awaiting: number
  live: number
}

/** What the frame of every page asks of modules that stand above this one. */
export interface FrameParts {
  media(
    cityId: string,
  ): Promise<{ name: string; label: string; state: 'on' | 'off' | 'failing'; reason?: string }[]>
  levels(cityId: string): Promise<
    {
      level: number
      word: string
      districts: string[]
      since: string
      pending: boolean
      /** Of a drill: never shown among what is in earnest. */
      drill: boolean
    }[]
  >
  /** `awaiting` and `live` count what is in earnest alone. */
  counts(cityId: string): Promise<{ awaiting: number; live: number; drills: DrillCounts; drafts?: number }>
}

/** Everything the module needs, filled in `main.ts`. */
export interface CitiesDeps {
  db: Kysely<Outer>
  clock: Clock
  newId: NewId
  log: Log
  bus: Bus
  demo: boolean
  record: Recorder
  frame: FrameParts
  /**
   * Makes the account and membership of a new city's first administrator.
   *
   * @returns what the opener hands on: the one-time link for a password, or null when the person already had an account
   */
  addFirstAdmin(cityId: string, admin: OpenCity['admin']): Promise<{ link: Link | null }>
  /** Whether the session or key that opened a stream of events would still be let in. Asked once a minute. */
  mayStay(headers: Headers): Promise<boolean>
}
