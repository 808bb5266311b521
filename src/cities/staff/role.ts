/** Every role there is; `db/migrations/outer/0001_ground.sql` holds the same words, and a test compares them. */
export const roles = [
  'author',
  'approver',
  'welfare',
  'station',
  'shop',
  'supporter',
  'coordinator',
  'partner',
  'institution',
  'auditor',
  'admin',
  'resident',
  'family',
] as const
export type Role = (typeof roles)[number]

/** Who holds one of these logs in with a second factor, or does nothing else before there is one. */
export const rolesWithSecondFactor: readonly string[] = ['approver', 'admin', 'platform-admin']

/** What a program with an API key may do. */
export const scopes = ['cap:write', 'alerts:read', 'audit', 'metrics'] as const
export type Scope = (typeof scopes)[number]
