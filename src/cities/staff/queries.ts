import { type Kysely, sql } from 'kysely'
import type { CityTx, Outer } from '#platform/database/city.ts'
import type { Role } from './role.ts'

export async function findCities(db: Kysely<Outer>, ids: readonly string[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom('city')
    .select(['id', 'slug', 'name'])
    .where('id', 'in', ids)
    .where('closed_at', 'is', null)
    .orderBy('opened_at')
    .execute()
}

export async function findStaff(tx: CityTx, userId: string) {
  return tx
    .selectFrom('staff')
    .select(['user_id', 'name', 'section', 'left_at'])
    .where('user_id', '=', userId)
    .executeTakeFirst()
}

export async function listStaff(tx: CityTx) {
  return tx
    .selectFrom('staff')
    .select(['user_id', 'name', 'section', 'left_at'])
    .orderBy('left_at', (order) => order.desc().nullsFirst())
    .orderBy('section')
    .orderBy('name')
    .execute()
}

/** Roles held now: the newest grant or withdrawal of each role counts. */
export async function rolesHeld(tx: CityTx): Promise<Map<string, Role[]>> {
  const { rows } = await sql<{ user_id: string; role: Role }>`
    select user_id, role from (
      select distinct on (user_id, role) user_id, role, granted from staff_role order by user_id, role, at desc, id desc
    ) newest where granted order by role`.execute(tx)
  const held = new Map<string, Role[]>()
  for (const { user_id, role } of rows) held.set(user_id, [...(held.get(user_id) ?? []), role])
  return held
}

export async function rolesOf(tx: CityTx, userId: string): Promise<Role[]> {
  const { rows } = await sql<{ role: Role }>`
    select role from (
      select distinct on (role) role, granted from staff_role where user_id = ${userId} order by role, at desc, id desc
    ) newest where granted order by role`.execute(tx)
  return rows.map(({ role }) => role)
}

/** Role changes of a city happen one after the other, so that two administrators cannot remove each other at once. */
export async function lockRoles(tx: CityTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`staff-roles ${tx.cityId}`}, 0))`.execute(tx)
}

/** How many people who have not left hold a role. */
export async function countHolders(tx: CityTx, role: Role): Promise<number> {
  const { rows } = await sql<{ holders: number }>`
    select count(*)::int as holders from (
      select distinct on (r.user_id) r.user_id, r.granted from staff_role r
      join staff s on s.city_id = r.city_id and s.user_id = r.user_id and s.left_at is null
      where r.role = ${role} order by r.user_id, r.at desc, r.id desc
    ) newest where granted`.execute(tx)
  return rows[0]?.holders ?? 0
}

export async function insertStaff(
  tx: CityTx,
  person: { userId: string; name: string; section: string },
): Promise<void> {
  await tx
    .insertInto('staff')
    .values({ city_id: tx.cityId, user_id: person.userId, name: person.name, section: person.section })
    .execute()
}

export async function setLeft(tx: CityTx, userId: string, leftAt: Date | null): Promise<void> {
  await tx.updateTable('staff').set({ left_at: leftAt }).where('user_id', '=', userId).execute()
}

export async function setStaffName(
  tx: CityTx,
  userId: string,
  named: { name: string; section: string },
): Promise<void> {
  await tx.updateTable('staff').set(named).where('user_id', '=', userId).execute()
}

export async function insertRole(
  tx: CityTx,
  change: { id: string; userId: string; role: Role; granted: boolean; at: Date; byUser: string | null },
): Promise<void> {
  await tx
    .insertInto('staff_role')
    .values({
      city_id: tx.cityId,
      id: change.id,
      user_id: change.userId,
      role: change.role,
      granted: change.granted,
      at: change.at,
      by_user: change.byUser,
    })
    .execute()
}

export async function cityOfKey(db: Kysely<Outer>, keyId: string): Promise<string | null> {
  const row = await db.selectFrom('api_key_city').select('city_id').where('id', '=', keyId).executeTakeFirst()
  return row?.city_id ?? null
}

export async function findKey(tx: CityTx, keyId: string) {
  return tx.selectFrom('api_key').selectAll().where('id', '=', keyId).executeTakeFirst()
}

export async function listKeys(tx: CityTx) {
  return tx
    .selectFrom('api_key as k')
    .leftJoin('staff as s', (join) =>
      join.onRef('s.city_id', '=', 'k.city_id').onRef('s.user_id', '=', 'k.created_by'),
    )
    .select([
      'k.id',
      'k.name',
      'k.scopes',
      'k.created_at',
      's.name as created_by',
      'k.expires_at',
      'k.revoked_at',
      'k.last_used_at',
    ])
    .orderBy('k.created_at', 'desc')
    .execute()
}

export async function insertKey(
  tx: CityTx,
  key: {
    id: string
    name: string
    scopes: string[]
    secretHash: string
    at: Date
    byUser: string | null
    expiresAt: Date | null
  },
): Promise<void> {
  await tx
    .insertInto('api_key')
    .values({
      city_id: tx.cityId,
      id: key.id,
      name: key.name,
      scopes: key.scopes,
      secret_hash: key.secretHash,
      created_at: key.at,
      created_by: key.byUser,
      expires_at: key.expiresAt,
    })
    .execute()
  await tx.insertInto('api_key_city').values({ id: key.id, city_id: tx.cityId }).execute()
}

/** @returns false when there is no such key, or it was revoked before */
export async function revokeKey(tx: CityTx, keyId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('api_key')
    .set({ revoked_at: at })
    .where('id', '=', keyId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Notes the use of a key, at most once a minute. */
export async function touchKey(tx: CityTx, keyId: string, at: Date): Promise<void> {
  await tx
    .updateTable('api_key')
    .set({ last_used_at: at })
    .where('id', '=', keyId)
    .where((eb) =>
      eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', new Date(at.getTime() - 60_000))]),
    )
    .execute()
}

export interface StoredAnswer {
  request_hash: string
  status: number | null
  response: unknown
}

/**
 * Claims an idempotency key for this transaction. A second transaction with the same key waits here until the first has ended.
 *
 * @returns null when the key is ours now, else what is stored under it
 */
export async function claimKey(
  tx: CityTx,
  claim: { callerId: string; key: string; requestHash: string; at: Date },
): Promise<StoredAnswer | null> {
  const inserted = await tx
    .insertInto('idempotency')
    .values({
      city_id: tx.cityId,
      caller_id: claim.callerId,
      key: claim.key,
      request_hash: claim.requestHash,
      created_at: claim.at,
    })
    .onConflict((clash) => clash.doNothing())
    .executeTakeFirst()
  if ((inserted.numInsertedOrUpdatedRows ?? 0n) > 0n) return null
  return tx
    .selectFrom('idempotency')
    .select(['request_hash', 'status', 'response'])
    .where('caller_id', '=', claim.callerId)
    .where('key', '=', claim.key)
    .executeTakeFirstOrThrow()
}

export async function storeAnswer(
  tx: CityTx,
  callerId: string,
  key: string,
  answer: { status: number; body: unknown },
): Promise<void> {
  await sql`update idempotency set status = ${answer.status}, response = ${JSON.stringify(answer.body ?? null)}::jsonb
    where caller_id = ${callerId} and key = ${key}`.execute(tx)
}

/** Keys older than this may be used anew. @returns rows removed */
export async function forgetAnswers(tx: CityTx, before: Date): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('idempotency')
    .where('created_at', '<', before)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** At most this long does a transaction wait for another with the same key. */
export async function waitAtMost(tx: CityTx, milliseconds: number): Promise<void> {
  await sql`select set_config('lock_timeout', ${`${milliseconds}ms`}, true)`.execute(tx)
}
