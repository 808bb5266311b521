import type { Kysely } from 'kysely'
import type { Recorder } from '#platform/audit/audit.ts'
import { inCity, type Outer } from '#platform/database/city.ts'
import type { Log } from '#platform/log.ts'
import { citiesOf, type LoginEvent } from '#platform/login/index.ts'

/**
 * Writes what happens to an account into the audit log of each of the person's cities. What belongs to nobody we know
 * (an address that guesses) goes to the process log alone.
 *
 * @param authDb  the schema `auth`: `login.db`
 */
export function recordLoginEvents(
  deps: { db: Kysely<Outer>; record: Recorder; log: Log },
  authDb: () => Kysely<Outer>,
): (event: LoginEvent) => Promise<void> {
  return async ({ action, userId, at, details }) => {
    deps.log.info({ event: action, userId, ...details })
    if (!userId) return
    const entry = { actor: `person:${userId}`, action, subject: `person:${userId}`, details, at }
    for (const cityId of await citiesOf(authDb(), userId))
      await inCity(deps.db, cityId, (tx) => deps.record(tx, entry))
  }
}
