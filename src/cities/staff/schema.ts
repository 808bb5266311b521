import { z } from 'zod'

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
export const roleName = z.enum(roles)
export type Role = z.infer<typeof roleName>

/** Who holds one of these logs in with a second factor, or does nothing else before there is one. */
export const rolesWithSecondFactor: readonly string[] = ['approver', 'admin', 'platform-admin']

/** What a program with an API key may do. */
export const scopes = ['cap:write', 'alerts:read', 'audit', 'metrics'] as const
export const scopeName = z.enum(scopes)
export type Scope = z.infer<typeof scopeName>

const code = z.string().max(20)
/** Checked by `platform/login/step-up.ts`; here only its outline, for OpenAPI. */
export const proofShape = z
  .union([z.object({ code }), z.object({ passkey: z.looseObject({}) })])
  .describe('A fresh second factor: a code of the authenticator app, or a passkey answer')

export const newStaff = z.object({
  email: z.email().max(254),
  name: z.string().trim().min(1).max(40),
  section: z.string().trim().max(40).default(''),
  roles: z.array(roleName).max(roles.length),
  proof: proofShape,
})

export const roleChange = z.object({ roles: z.array(roleName).max(roles.length), proof: proofShape })

export const newKey = z.object({
  name: z.string().trim().min(1).max(60),
  scopes: z.array(scopeName).min(1),
  /** Days until it stops working; null: never. */
  days: z.number().int().min(1).max(3650).nullable(),
  proof: proofShape,
})

/** One person of the city, as the list of staff shows them. */
export interface StaffRow {
  userId: string
  email: string
  name: string
  section: string
  roles: Role[]
  leftAt: string | null
  secondFactor: { totp: boolean; passkeys: number }
}

/** One API key; its secret is shown once and never again. */
export interface KeyRow {
  id: string
  name: string
  scopes: string[]
  createdAt: string
  createdBy: string | null
  expiresAt: string | null
  revokedAt: string | null
  lastUsedAt: string | null
}

/** `GET /api/me` */
export interface Me {
  user: { id: string; name: string; section: string; email: string }
  roles: string[]
  city: { id: string; slug: string; name: string } | null
  cities: { slug: string; name: string }[]
  demo: boolean
  secondFactor: { totp: boolean; passkeys: number }
  /** Nothing but one's own account is open until a second factor is there. */
  mustEnrol: boolean
}
