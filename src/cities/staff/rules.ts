import { Refusal } from '#platform/refusal.ts'
import type { Role } from './role.ts'

/** What turns the roles held into the roles wanted. */
export function roleChanges(
  held: readonly Role[],
  wanted: readonly Role[],
): { grant: Role[]; withdraw: Role[] } {
  return {
    grant: [...new Set(wanted)].filter((role) => !held.includes(role)),
    withdraw: held.filter((role) => !wanted.includes(role)),
  }
}

/**
 * Nobody changes their own roles, and a city never loses its last administrator.
 *
 * @param admins  people who hold `admin` now and have not left
 * @throws Refusal `same_person`; `not_allowed` with `reason: last_admin`
 */
export function mayChangeRoles(
  change: { byUser: string; userId: string; withdraw: readonly Role[] },
  admins: number,
): void {
  if (change.byUser === change.userId) throw new Refusal('same_person', { reason: 'own_roles' })
  if (change.withdraw.includes('admin') && admins <= 1)
    throw new Refusal('not_allowed', { reason: 'last_admin' })
}
