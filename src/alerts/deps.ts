import type { Kysely } from 'kysely'
import type { Bus } from '#platform/bus.ts'
import type { Clock, NewId } from '#platform/clock.ts'
import type { CityTx, Outer } from '#platform/database/city.ts'
import type { Log } from '#platform/log.ts'
import type { Limits } from './dispatch/limits.ts'
import type { Media } from './dispatch/media-settings.ts'
import type { Place } from './rendition/message-facts.ts'

/** An entry for the one log. */
export interface Entry {
  actor: string
  action: string
  subject: string
  details?: Record<string, unknown>
  at: Date
}

/** What a city has decided about its alerts. */
export interface AlertRules {
  /** Minutes without anyone opening a waiting alert after which the next deputy (代決) is asked. */
  deputyAfterMinutes: number
  /** User ids, in order. */
  deputies: string[]
  /** Window in which the same words count as a repetition. */
  duplicateMinutes: number
  /** Days after which a draft nobody sends expires. */
  draftDays: number
  /** City names in which 訓練 or テスト may stand: 「訓練公園」. */
  harmlessWords: string[]
  /** Hours of the day in Japan in which these kinds wait for a confirmation in words. */
  quietHours: { important: Quiet | null; notice: Quiet | null }
}

export interface Quiet {
  from: number
  to: number
}

/** Everything the module needs, filled in `main.ts`. Ports are named by what alerts asks. */
export interface AlertsDeps {
  db: Kysely<Outer>
  clock: Clock
  newId: NewId
  log: Log
  bus: Bus
  media: Media
  demo: boolean
  limits: Limits
  record(tx: CityTx, entry: Entry): Promise<unknown>
  /** The chosen districts, or the whole city; ids that are not the city's come back in `unknown`. */
  place(
    tx: CityTx,
    districtIds: readonly string[],
    wholeCity: boolean,
  ): Promise<Place & { unknown: string[] }>
  rules(tx: CityTx): Promise<AlertRules>
  /** Name and section of a person of the city; null when unknown. */
  person(tx: CityTx, userId: string): Promise<{ name: string; section: string } | null>
  /** Ids of everyone who may approve. */
  approvers(tx: CityTx): Promise<string[]>
}
