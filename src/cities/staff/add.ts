import { inCity } from '#platform/database/city.ts'
import { addMembership, createAccount } from '#platform/login/index.ts'
import { Refusal } from '#platform/refusal.ts'
import { freshLink, type Link } from './access.ts'
import { personActor } from './actor.ts'
import type { StaffDeps } from './deps.ts'
import { findStaff, insertRole, insertStaff, lockRoles, rolesOf, setLeft, setStaffName } from './queries.ts'
import type { Role } from './role.ts'
import { roleChanges } from './rules.ts'

/**
 * Takes somebody into the city's staff. Who has an account already (from another city) keeps their password and gets no link.
 *
 * @param byUser  the administrator; null: the system, when a city is opened or the demonstration is seeded
 * @throws Refusal `duplicate` when they are staff of this city already; `same_person`
 */
export async function addStaff(
  deps: StaffDeps,
  cityId: string,
  byUser: string | null,
  person: { email: string; name: string; section: string; roles: readonly Role[] },
): Promise<{ userId: string; link: Link | null }> {
  const { userId, made } = await createAccount(deps.login, person)
  if (userId === byUser) throw new Refusal('same_person', { reason: 'own_roles' })
  await addMembership(deps.login.db, userId, cityId)
  await inCity(deps.db, cityId, async (tx) => {
    await lockRoles(tx)
    const known = await findStaff(tx, userId)
    if (known && !known.left_at) throw new Refusal('duplicate', { reason: 'staff', userId })
    const at = deps.clock()
    if (known) {
      await setLeft(tx, userId, null)
      await setStaffName(tx, userId, { name: person.name, section: person.section })
    } else await insertStaff(tx, { userId, name: person.name, section: person.section })
    const subject = `person:${userId}`
    const actor = personActor(byUser)
    await deps.record(tx, { actor, action: 'staff.added', subject, at })
    for (const role of roleChanges(await rolesOf(tx, userId), person.roles).grant) {
      await insertRole(tx, { id: deps.newId(), userId, role, granted: true, at, byUser })
      await deps.record(tx, { actor, action: 'staff.role-granted', subject, details: { role }, at })
    }
  })
  deps.memory.forget()
  return { userId, link: made ? await freshLink(deps, userId) : null }
}
