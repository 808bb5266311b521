import { type Selectable, sql } from 'kysely'
import type { CityTx } from '#platform/database/city.ts'
import type { Mailing as MailingTable } from '#platform/database/generated/outer.ts'
import { json } from '#platform/database/json.ts'
import { type Topic, type Words, wordsSchema } from '../schema.ts'

/** A mailing as it stands in the database. */
export interface MailingRow {
  id: string
  purpose: 'alert' | 'letter'
  urgency: number
  words: Words
  topics: Topic[]
  districts: string[] | null
  earlier: string[]
  createdAt: Date
  expiresAt: Date
  filledAt: Date | null
}

export type NewMailing = Omit<MailingRow, 'filledAt'>

/** @returns false when a mailing of this id is there already */
export async function insertMailing(tx: CityTx, mailing: NewMailing): Promise<boolean> {
  const put = await tx
    .insertInto('mailing')
    .values({
      city_id: tx.cityId,
      id: mailing.id,
      purpose: mailing.purpose,
      urgency: mailing.urgency,
      words: json(mailing.words),
      topics: mailing.topics,
      districts: mailing.districts,
      earlier: mailing.earlier,
      created_at: mailing.createdAt,
      expires_at: mailing.expiresAt,
    })
    .onConflict((conflict) => conflict.columns(['city_id', 'id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return put !== undefined
}

export async function readMailing(tx: CityTx, id: string, lock = false): Promise<MailingRow | null> {
  const query = tx.selectFrom('mailing').selectAll().where('city_id', '=', tx.cityId).where('id', '=', id)
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
  return row ? mailingOf(row) : null
}

function mailingOf(row: Selectable<MailingTable>): MailingRow {
  return {
    id: row.id,
    purpose: row.purpose as MailingRow['purpose'],
    urgency: row.urgency,
    words: wordsSchema.parse(row.words),
    topics: row.topics as Topic[],
    districts: row.districts,
    earlier: row.earlier,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    filledAt: row.filled_at,
  }
}

/** Whom a mailing is for: who chose its topic and place, and who was reached by what it corrects, wherever that person lives. */
const audience = (tx: CityTx, mailing: Pick<MailingRow, 'topics' | 'districts' | 'earlier'>) => sql`
  select s.id, s.lane from subscriber s join subscription p on p.city_id = s.city_id and p.subscriber_id = s.id
  where s.city_id = ${tx.cityId} and s.state = 'active' and s.kind = 'person' and p.topics && ${mailing.topics}::text[]
    and (${mailing.districts === null} or p.districts = '{}' or p.districts && ${mailing.districts ?? []}::uuid[])
  ${
    mailing.earlier.length === 0
      ? sql``
      : sql`union select s.id, s.lane from delivery e join subscriber s on s.city_id = e.city_id and s.id = e.subscriber_id
          where e.city_id = ${tx.cityId} and e.mailing_id = any (${mailing.earlier}::uuid[])
            and e.state in ('accepted', 'sending') and s.state = 'active' and s.kind = 'person'`
  }`

/**
 * Writes the deliveries of a mailing in one statement; who has one already is left alone.
 *
 * @param most  only so many, for a first handful that leaves at once; null = all
 * @returns how many were new
 */
export async function fillDeliveries(
  tx: CityTx,
  mailing: MailingRow,
  now: Date,
  most: number | null,
): Promise<number> {
  const { rows } = await sql<{ put: number }>`
    with put as (
      insert into delivery (city_id, mailing_id, subscriber_id, lane, urgency, state, next_at)
      select ${tx.cityId}::uuid, ${mailing.id}::uuid, a.id, a.lane, ${mailing.urgency}::smallint, 'queued', ${now}::timestamptz
      from (${audience(tx, mailing)}) a ${most === null ? sql`` : sql`limit ${most}`}
      on conflict do nothing returning 1)
    select count(*)::integer as put from put`.execute(tx)
  const put = rows[0]?.put ?? 0
  await tx
    .updateTable('mailing')
    .set((is) => ({ total: is('total', '+', put), filled_at: most === null ? now : is.ref('filled_at') }))
    .where('city_id', '=', tx.cityId)
    .where('id', '=', mailing.id)
    .execute()
  return put
}

/** Seed mailboxes get every alert; they stand in no count. */
export async function fillSeeds(tx: CityTx, mailing: MailingRow, now: Date): Promise<void> {
  await sql`insert into delivery (city_id, mailing_id, subscriber_id, lane, urgency, state, next_at)
    select s.city_id, ${mailing.id}::uuid, s.id, s.lane, 0, 'queued', ${now}::timestamptz from subscriber s
    where s.city_id = ${tx.cityId} and s.kind = 'seed' and s.state = 'active' on conflict do nothing`.execute(
    tx,
  )
}

/** A letter's one delivery. */
export async function fillLetter(
  tx: CityTx,
  mailing: NewMailing,
  to: { id: string; lane: string },
): Promise<void> {
  await tx
    .insertInto('delivery')
    .values({
      city_id: tx.cityId,
      mailing_id: mailing.id,
      subscriber_id: to.id,
      lane: to.lane,
      urgency: mailing.urgency,
      state: 'queued',
      next_at: mailing.createdAt,
    })
    .execute()
  await tx
    .updateTable('mailing')
    .set({ total: 1, filled_at: mailing.createdAt })
    .where('city_id', '=', tx.cityId)
    .where('id', '=', mailing.id)
    .execute()
}

/**
 * Takes back what has not left yet. What is with a sender just now is told to the sender apart (`Sender.withdraw`).
 *
 * @returns how many persons will not get it
 */
export async function withdrawDeliveries(tx: CityTx, mailingIds: string[], now: Date): Promise<number> {
  if (mailingIds.length === 0) return 0
  const { rows } = await sql<{ taken: number }>`
    with back as (
      update delivery d set state = 'withdrawn', next_at = null, settled_at = ${now}::timestamptz, reason = '新しいお知らせに替えました'
      where d.city_id = ${tx.cityId} and d.mailing_id = any (${mailingIds}::uuid[]) and d.state in ('queued', 'deferred')
      returning d.mailing_id, d.subscriber_id),
    counted as (
      select b.mailing_id, count(*)::integer as persons from back b
      join subscriber s on s.city_id = ${tx.cityId} and s.id = b.subscriber_id and s.kind = 'person' group by 1),
    noted as (
      update mailing m set withdrawn = m.withdrawn + c.persons from counted c
      where m.city_id = ${tx.cityId} and m.id = c.mailing_id returning c.persons)
    select coalesce(sum(persons), 0)::integer as taken from noted`.execute(tx)
  // A mailing that was not written to the end must not be continued.
  await tx
    .updateTable('mailing')
    .set({ filled_at: now })
    .where('city_id', '=', tx.cityId)
    .where('id', 'in', mailingIds)
    .where('filled_at', 'is', null)
    .execute()
  return rows[0]?.taken ?? 0
}

export interface MailingProgress {
  total: number
  accepted: number
  failed: number
  withdrawn: number
  filled: boolean
}

/** Reads counters; never counts rows (the send path must not slow down with the size of the city). */
export async function readProgress(tx: CityTx, id: string): Promise<MailingProgress | null> {
  const row = await tx
    .selectFrom('mailing')
    .select(['total', 'accepted', 'failed', 'withdrawn', 'filled_at'])
    .where('city_id', '=', tx.cityId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  const { total, accepted, failed, withdrawn } = row
  return { total, accepted, failed, withdrawn, filled: row.filled_at !== null }
}

/** How many a mailing would go to now; for the preview, not on the way out. */
export async function countAudience(
  tx: CityTx,
  mailing: Pick<MailingRow, 'topics' | 'districts' | 'earlier'>,
): Promise<number> {
  const { rows } = await sql<{
    persons: number
  }>`select count(*)::integer as persons from (${audience(tx, mailing)}) a`.execute(tx)
  return rows[0]?.persons ?? 0
}

/** Did a seed mailbox get it? @returns the first moment, or null */
export async function readSeen(tx: CityTx, mailingId: string): Promise<Date | null> {
  const row = await tx
    .selectFrom('delivery')
    .select((is) => is.fn.min('seen_at').as('at'))
    .where('city_id', '=', tx.cityId)
    .where('mailing_id', '=', mailingId)
    .where('seen_at', 'is not', null)
    .executeTakeFirst()
  return row?.at ?? null
}

/** A seed mailbox had the mail, whole. @returns false when that delivery is no seed's */
export async function markSeen(
  tx: CityTx,
  mailingId: string,
  subscriberId: string,
  at: Date,
): Promise<boolean> {
  const { rows } =
    await sql`update delivery d set seen_at = coalesce(d.seen_at, ${at}::timestamptz) from subscriber s
    where d.city_id = ${tx.cityId} and d.mailing_id = ${mailingId}::uuid and d.subscriber_id = ${subscriberId}::uuid
      and s.city_id = d.city_id and s.id = d.subscriber_id and s.kind = 'seed' returning 1`.execute(tx)
  return rows.length > 0
}

/** Deliveries and letters of long ago: the mailing's counters stay. @returns how many rows went */
export async function clearDeliveries(tx: CityTx, before: Date): Promise<number> {
  const old =
    await sql`delete from delivery d using mailing m where d.city_id = ${tx.cityId} and m.city_id = d.city_id
    and m.id = d.mailing_id and m.created_at < ${before}::timestamptz and d.next_at is null`.execute(tx)
  await tx
    .deleteFrom('mailing')
    .where('city_id', '=', tx.cityId)
    .where('purpose', '=', 'letter')
    .where('created_at', '<', before)
    .execute()
  return Number(old.numAffectedRows ?? 0)
}
