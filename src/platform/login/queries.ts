import { type Kysely, sql } from 'kysely'
import type { Outer } from '../database/city.ts'

type Db = Kysely<Outer>

export async function findUserByEmail(db: Db, email: string) {
  return db
    .selectFrom('auth.user')
    .select(['id', 'email', 'name'])
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst()
}

export async function findUser(db: Db, userId: string) {
  return db
    .selectFrom('auth.user')
    .select(['id', 'email', 'name', 'two_factor_enabled'])
    .where('id', '=', userId)
    .executeTakeFirst()
}

/** Mail addresses of people, for the list of staff. */
export async function emailsOf(db: Db, userIds: readonly string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map()
  const rows = await db.selectFrom('auth.user').select(['id', 'email']).where('id', 'in', userIds).execute()
  return new Map(rows.map((row) => [row.id, row.email]))
}

/** Which second factors stand ready: an authenticator app, and how many passkeys. */
export async function secondFactorsOf(
  db: Db,
  userIds: readonly string[],
): Promise<Map<string, { totp: boolean; passkeys: number }>> {
  if (userIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('auth.user as u')
    .select((eb) => [
      'u.id',
      eb
        .exists(
          eb
            .selectFrom('auth.two_factor as t')
            .select('t.id')
            .whereRef('t.user_id', '=', 'u.id')
            .where('t.verified', '=', true),
        )
        .as('totp'),
      eb
        .selectFrom('auth.passkey as p')
        .select((count) => count.fn.countAll<number>().as('n'))
        .whereRef('p.user_id', '=', 'u.id')
        .as('passkeys'),
    ])
    .where('u.id', 'in', userIds)
    .execute()
  return new Map(
    rows.map((row) => [row.id, { totp: Boolean(row.totp), passkeys: Number(row.passkeys ?? 0) }]),
  )
}

export async function findTotpSecret(db: Db, userId: string, verifiedOnly: boolean) {
  const row = await db
    .selectFrom('auth.two_factor')
    .select(['secret', 'verified'])
    .where('user_id', '=', userId)
    .executeTakeFirst()
  if (!row || (verifiedOnly && row.verified !== true)) return undefined
  return row.secret
}

export async function lastTotpUse(db: Db, userId: string): Promise<number> {
  const row = await db
    .selectFrom('auth.totp_use')
    .select('counter')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row?.counter ?? 0
}

/** Marks a code as used. @returns false when it, or a later one, was used before: two at once cannot both win */
export async function claimTotp(db: Db, userId: string, counter: number): Promise<boolean> {
  const { rows } = await sql`
    insert into auth.totp_use (user_id, counter) values (${userId}, ${counter})
    on conflict (user_id) do update set counter = excluded.counter where totp_use.counter < excluded.counter
    returning counter`.execute(db)
  return rows.length === 1
}

export async function clearSecondFactors(db: Db, userId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('auth.two_factor').where('user_id', '=', userId).execute()
    await tx.deleteFrom('auth.passkey').where('user_id', '=', userId).execute()
    await tx.updateTable('auth.user').set({ two_factor_enabled: false }).where('id', '=', userId).execute()
    await tx.deleteFrom('auth.session').where('user_id', '=', userId).execute()
  })
}

export async function listSessions(db: Db, userId: string, now: Date) {
  return db
    .selectFrom('auth.session')
    .select(['id', 'created_at', 'updated_at', 'expires_at', 'ip_address', 'user_agent'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .execute()
}

/** Ends sessions of one person: the one named, or all but the one named. @returns how many */
export async function endSessions(
  db: Db,
  userId: string,
  which: { only: string } | { allBut: string } | { token: string } | 'all',
): Promise<number> {
  let query = db.deleteFrom('auth.session').where('user_id', '=', userId)
  if (which !== 'all') {
    if ('only' in which) query = query.where('id', '=', which.only)
    else if ('token' in which) query = query.where('token', '=', which.token)
    else query = query.where('id', '!=', which.allBut)
  }
  const { numDeletedRows } = await query.executeTakeFirst()
  return Number(numDeletedRows)
}

export async function markElevated(db: Db, sessionId: string, at: Date): Promise<void> {
  await db
    .insertInto('auth.elevation')
    .values({ session_id: sessionId, at })
    .onConflict((clash) => clash.column('session_id').doUpdateSet({ at }))
    .execute()
}

export async function elevatedAt(db: Db, sessionId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('auth.elevation')
    .select('at')
    .where('session_id', '=', sessionId)
    .executeTakeFirst()
  return row ? new Date(row.at) : null
}

export async function citiesOf(db: Db, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('auth.membership')
    .select('city_id')
    .where('user_id', '=', userId)
    .execute()
  return rows.map((row) => row.city_id)
}

export async function addMembership(db: Db, userId: string, cityId: string): Promise<void> {
  await db
    .insertInto('auth.membership')
    .values({ user_id: userId, city_id: cityId })
    .onConflict((clash) => clash.doNothing())
    .execute()
}

export async function removeMembership(db: Db, userId: string, cityId: string): Promise<void> {
  await db.deleteFrom('auth.membership').where('user_id', '=', userId).where('city_id', '=', cityId).execute()
}

export async function isPlatformAdmin(db: Db, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('auth.platform_admin')
    .select('user_id')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row !== undefined
}

export async function addPlatformAdmin(db: Db, userId: string): Promise<void> {
  await db
    .insertInto('auth.platform_admin')
    .values({ user_id: userId })
    .onConflict((clash) => clash.doNothing())
    .execute()
}

export async function markDemoAccount(db: Db, userId: string): Promise<void> {
  await db
    .insertInto('auth.demo_account')
    .values({ user_id: userId })
    .onConflict((clash) => clash.doNothing())
    .execute()
}

export async function isDemoAccount(db: Db, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('auth.demo_account')
    .select('user_id')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row !== undefined
}

/** Accounts made for the demonstration, and any whose address ends in the reserved `.example` (RFC 2606). */
export async function listDemoAccounts(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('auth.user as u')
    .leftJoin('auth.demo_account as d', 'd.user_id', 'u.id')
    .select('u.id')
    .where((eb) => eb.or([eb('d.user_id', 'is not', null), eb('u.email', 'like', '%.example')]))
    .execute()
  return rows.map((row) => row.id)
}

/** Takes away what nobody can use any more. @returns rows removed */
export async function sweep(db: Db, now: Date): Promise<number> {
  const dayAgo = new Date(now.getTime() - 86_400_000)
  const removed = await Promise.all([
    db.deleteFrom('auth.session').where('expires_at', '<', now).executeTakeFirst(),
    db.deleteFrom('auth.verification').where('expires_at', '<', now).executeTakeFirst(),
    db.deleteFrom('auth.attempt').where('since', '<', dayAgo).executeTakeFirst(),
  ])
  return removed.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0)
}
