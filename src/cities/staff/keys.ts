import { inCity } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import { personActor } from './actor.ts'
import { formatKey, hashSecret, newSecret } from './api-key.ts'
import type { StaffDeps } from './deps.ts'
import { insertKey, listKeys, revokeKey } from './queries.ts'
import type { Scope } from './role.ts'
import type { KeyRow } from './schema.ts'

/** All keys of the city, newest first. */
export async function keysOf(deps: StaffDeps, cityId: string): Promise<KeyRow[]> {
  const rows = await inCity(deps.db, cityId, listKeys)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }))
}

/**
 * Makes a key for a program.
 *
 * @param wanted.days  until it ends; null = never
 * @returns the key itself, which is stored nowhere: it can be shown this once
 */
export async function makeKey(
  deps: StaffDeps,
  cityId: string,
  byUser: string | null,
  wanted: { name: string; scopes: readonly Scope[]; days: number | null },
): Promise<{ id: string; key: string }> {
  const id = deps.newId()
  const secret = newSecret()
  const at = deps.clock()
  const expiresAt = wanted.days === null ? null : new Date(at.getTime() + wanted.days * 86_400_000)
  await inCity(deps.db, cityId, async (tx) => {
    const scopes = [...wanted.scopes]
    await insertKey(tx, {
      id,
      name: wanted.name,
      scopes,
      secretHash: hashSecret(secret),
      at,
      byUser,
      expiresAt,
    })
    const actor = personActor(byUser)
    await deps.record(tx, { actor, action: 'key.made', subject: `key:${id}`, details: { scopes }, at })
  })
  return { id, key: formatKey({ id, secret }) }
}

/** Ends a key at once. @throws Refusal `not_found` */
export async function endKey(deps: StaffDeps, cityId: string, byUser: string, keyId: string): Promise<void> {
  await inCity(deps.db, cityId, async (tx) => {
    const at = deps.clock()
    if (!(await revokeKey(tx, keyId, at))) throw new Refusal('not_found')
    await deps.record(tx, { actor: personActor(byUser), action: 'key.revoked', subject: `key:${keyId}`, at })
  })
  deps.memory.forget()
}
