import { z } from 'zod'
import { type Role, roles, scopes } from './role.ts'

export const roleName = z.enum(roles)
export const scopeName = z.enum(scopes)

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
