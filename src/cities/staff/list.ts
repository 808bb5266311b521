import { inCity } from '#platform/database/city.ts'
import { emailsOf, secondFactorsOf } from '#platform/login/index.ts'
import type { StaffDeps } from './deps.ts'
import { listStaff, rolesHeld } from './queries.ts'
import type { StaffRow } from './schema.ts'

/** Everybody of the city: those who left stand last. */
export async function staffOf(deps: StaffDeps, cityId: string): Promise<StaffRow[]> {
  const { people, held } = await inCity(deps.db, cityId, async (tx) => ({
    people: await listStaff(tx),
    held: await rolesHeld(tx),
  }))
  const ids = people.map((person) => person.user_id)
  const [emails, factors] = await Promise.all([
    emailsOf(deps.login.db, ids),
    secondFactorsOf(deps.login.db, ids),
  ])
  return people.map((person) => ({
    userId: person.user_id,
    email: emails.get(person.user_id) ?? '',
    name: person.name,
    section: person.section,
    roles: held.get(person.user_id) ?? [],
    leftAt: person.left_at?.toISOString() ?? null,
    secondFactor: factors.get(person.user_id) ?? { totp: false, passkeys: 0 },
  }))
}
