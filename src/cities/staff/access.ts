import { inCity } from '#platform/database/city.ts'
import { citiesOf, passwordLink, resetSecondFactors } from '#platform/login/index.ts'
import { Refusal } from '#platform/refusal.ts'
import { personActor } from './actor.ts'
import type { StaffDeps } from './deps.ts'
import { findStaff } from './queries.ts'

/** A one-time link, shown to the administrator who asked for it and to nobody else. */
export interface Link {
  url: string
  /** ISO 8601 */
  until: string
}

/**
 * A new set-password link for somebody who cannot get in; their second factors are taken away too when they are lost.
 * Only for people of this city alone: one city's administrator must not open another city's door.
 *
 * @throws Refusal `not_found`, `same_person`, `not_allowed` with `reason: other_city`
 */
export async function renewAccess(
  deps: StaffDeps,
  cityId: string,
  byUser: string,
  userId: string,
  lostSecondFactor: boolean,
): Promise<Link> {
  if (byUser === userId) throw new Refusal('same_person', { reason: 'own_access' })
  const staff = await inCity(deps.db, cityId, (tx) => findStaff(tx, userId))
  if (!staff || staff.left_at) throw new Refusal('not_found')
  const cities = await citiesOf(deps.login.db, userId)
  if (cities.some((city) => city !== cityId)) throw new Refusal('not_allowed', { reason: 'other_city' })
  if (lostSecondFactor) await resetSecondFactors(deps.login, userId)
  const link = await freshLink(deps, userId)
  await inCity(deps.db, cityId, (tx) =>
    deps.record(tx, {
      actor: personActor(byUser),
      action: 'staff.access-renewed',
      subject: `person:${userId}`,
      details: { lostSecondFactor },
      at: deps.clock(),
    }),
  )
  deps.memory.forget()
  return link
}

/** Makes the link. Whoever calls this has checked that it may be shown to the one who asks. */
export async function freshLink(deps: StaffDeps, userId: string): Promise<Link> {
  const { url, until } = await passwordLink(deps.login, userId)
  return { url, until: until.toISOString() }
}
