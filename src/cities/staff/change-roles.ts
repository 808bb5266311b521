import { inCity } from '#platform/database/city.ts'
import { citiesOf, endSessions, removeMembership } from '#platform/login/index.ts'
import { Refusal } from '#platform/refusal.ts'
import { personActor } from './actor.ts'
import type { StaffDeps } from './deps.ts'
import { countHolders, findStaff, insertRole, lockRoles, rolesOf, setLeft } from './queries.ts'
import type { Role } from './role.ts'
import { mayChangeRoles, roleChanges } from './rules.ts'

/**
 * Grants and withdraws roles until exactly these are held.
 *
 * @throws Refusal `not_found`, `same_person`, `not_allowed` with `reason: last_admin`
 */
export async function changeRoles(
  deps: StaffDeps,
  cityId: string,
  byUser: string,
  userId: string,
  wanted: readonly Role[],
): Promise<void> {
  await inCity(deps.db, cityId, async (tx) => {
    await lockRoles(tx)
    const known = await findStaff(tx, userId)
    if (!known || known.left_at) throw new Refusal('not_found')
    const { grant, withdraw } = roleChanges(await rolesOf(tx, userId), wanted)
    mayChangeRoles({ byUser, userId, withdraw }, await countHolders(tx, 'admin'))
    const at = deps.clock()
    const subject = `person:${userId}`
    for (const [granted, changed] of [
      [true, grant],
      [false, withdraw],
    ] as const) {
      for (const role of changed) {
        await insertRole(tx, { id: deps.newId(), userId, role, granted, at, byUser })
        const action = granted ? 'staff.role-granted' : 'staff.role-withdrawn'
        await deps.record(tx, { actor: personActor(byUser), action, subject, details: { role }, at })
      }
    }
  })
  deps.memory.forget()
}

/**
 * Somebody leaves the city's staff: every role is withdrawn and, unless they work for another city too, their sessions end.
 *
 * @throws Refusal as `changeRoles`
 */
export async function leaveStaff(
  deps: StaffDeps,
  cityId: string,
  byUser: string,
  userId: string,
): Promise<void> {
  await changeRoles(deps, cityId, byUser, userId, [])
  await inCity(deps.db, cityId, async (tx) => {
    const at = deps.clock()
    await setLeft(tx, userId, at)
    await deps.record(tx, {
      actor: personActor(byUser),
      action: 'staff.left',
      subject: `person:${userId}`,
      at,
    })
  })
  await removeMembership(deps.login.db, userId, cityId)
  if ((await citiesOf(deps.login.db, userId)).length === 0) await endSessions(deps.login.db, userId, 'all')
  deps.memory.forget()
}
