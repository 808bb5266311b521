import { type Kysely, sql } from 'kysely'
import type { CityTx, Outer } from '#platform/database/city.ts'
import { json } from '#platform/database/json.ts'
import type { Progress, Sighting } from '../medium.ts'
import type { DispatchAct, DispatchState } from '../schema.ts'
import { type DispatchRow, dispatchOf } from './rows.ts'

export interface NewDispatch {
  id: string
  messageId: string
  medium: string
  act: DispatchAct
  state: DispatchState
  reason: string
  nextAt: Date | null
  approvedAt: Date
}

export async function insertDispatch(tx: CityTx, row: NewDispatch): Promise<void> {
  await tx
    .insertInto('dispatch')
    .values({
      city_id: tx.cityId,
      id: row.id,
      message_id: row.messageId,
      medium: row.medium,
      act: row.act,
      state: row.state,
      reason: row.reason,
      next_at: row.nextAt,
      approved_at: row.approvedAt,
      changed_at: row.approvedAt,
    })
    .execute()
}

export async function lockDispatch(tx: CityTx, id: string): Promise<DispatchRow | undefined> {
  const row = await tx.selectFrom('dispatch').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row && dispatchOf(row)
}

export async function findDispatch(tx: CityTx, id: string): Promise<DispatchRow | undefined> {
  const row = await tx.selectFrom('dispatch').selectAll().where('id', '=', id).executeTakeFirst()
  return row && dispatchOf(row)
}

export interface HeldDispatch extends DispatchRow {
  /** Some try of it was accepted, or ended without an answer, and no person has said since that nothing went out. */
  perhapsOut: boolean
}

/**
 * What the named messages did on one medium, oldest first, held until the transaction ends.
 * Everybody takes the rows of a chain in this order, so that nobody waits in a circle.
 */
export async function lockChain(
  tx: CityTx,
  messageIds: readonly string[],
  medium: string,
): Promise<HeldDispatch[]> {
  if (messageIds.length === 0) return []
  const rows = await tx
    .selectFrom('dispatch as d')
    .selectAll('d')
    .select(
      sql<boolean>`exists (select 1 from dispatch_event e where e.city_id = d.city_id and e.dispatch_id = d.id
        and (e.event in ('accepted', 'unknown', 'visible', 'resolved-sent')
          or (e.event = 'sending' and e.details ->> 'before' in ('sending', 'unknown')))
        and not exists (select 1 from dispatch_event r where r.city_id = e.city_id and r.dispatch_id = e.dispatch_id
          and r.event = 'resolved-not-sent' and r.id > e.id))`.as('perhaps_out'),
    )
    .where('d.message_id', 'in', [...messageIds])
    .where('d.medium', '=', medium)
    .orderBy('d.approved_at')
    .orderBy('d.id')
    .forUpdate('d')
    .execute()
  return rows.map((row) => ({ ...dispatchOf(row), perhapsOut: row.perhaps_out }))
}

/** Whether a correction, cancel or lifting of this message is in effect: what is older must not go out any more, on any medium. */
export async function isOvertaken(tx: CityTx, messageId: string, now: Date): Promise<boolean> {
  const row = await tx
    .selectFrom('alert_message as f')
    .innerJoin('alert_draft as fd', (join) =>
      join.onRef('fd.id', '=', 'f.draft_id').onRef('fd.city_id', '=', 'f.city_id'),
    )
    .select('f.id')
    .where(sql<boolean>`${messageId}::uuid = any(f.earlier)`)
    .where(sql<boolean>`coalesce(fd.scheduled_at, f.approved_at) <= ${now}`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Media on which these messages went out, or still may. */
export async function mediaReached(tx: CityTx, messageIds: readonly string[]): Promise<string[]> {
  if (messageIds.length === 0) return []
  const rows = await tx
    .selectFrom('dispatch')
    .select('medium')
    .distinct()
    .where('message_id', 'in', [...messageIds])
    .where('state', 'not in', ['off', 'rejected', 'withdrawn', 'stopped'])
    .orderBy('medium')
    .execute()
  return rows.map((row) => row.medium)
}

export interface DispatchChange {
  state: DispatchState
  act?: DispatchAct
  reason?: string
  reference?: string | null
  progress?: Progress | null
  attempts?: number
  nextAt: Date | null
  leaseUntil?: Date | null
  acceptedAt?: Date
  visibleAt?: Date
}

export async function changeDispatch(
  tx: CityTx,
  id: string,
  change: DispatchChange,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('dispatch')
    .set({
      state: change.state,
      next_at: change.nextAt,
      lease_until: change.leaseUntil ?? null,
      changed_at: now,
      ...(change.act !== undefined && { act: change.act }),
      ...(change.reason !== undefined && { reason: change.reason }),
      ...(change.reference !== undefined && { reference: change.reference }),
      ...(change.progress !== undefined && {
        progress: change.progress === null ? null : json(change.progress),
      }),
      ...(change.attempts !== undefined && { attempts: change.attempts }),
      ...(change.acceptedAt !== undefined && { accepted_at: change.acceptedAt }),
      ...(change.visibleAt !== undefined && { visible_at: change.visibleAt }),
    })
    .where('id', '=', id)
    .execute()
}

export async function insertEvent(
  tx: CityTx,
  row: {
    id: string
    dispatchId: string
    at: Date
    event: string
    reason?: string
    details?: Record<string, unknown>
  },
): Promise<void> {
  await tx
    .insertInto('dispatch_event')
    .values({
      city_id: tx.cityId,
      id: row.id,
      dispatch_id: row.dispatchId,
      at: row.at,
      event: row.event,
      reason: row.reason ?? '',
      details: json(row.details ?? {}),
    })
    .execute()
}

export async function eventsOf(
  tx: CityTx,
  dispatchIds: readonly string[],
): Promise<{ dispatchId: string; at: Date; event: string; reason: string }[]> {
  if (dispatchIds.length === 0) return []
  const rows = await tx
    .selectFrom('dispatch_event')
    .select(['dispatch_id', 'at', 'event', 'reason'])
    .where('dispatch_id', 'in', [...dispatchIds])
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    dispatchId: row.dispatch_id,
    at: row.at,
    event: row.event,
    reason: row.reason,
  }))
}

export async function insertSighting(
  tx: CityTx,
  id: string,
  dispatchId: string,
  sighting: Sighting,
): Promise<void> {
  await tx
    .insertInto('sighting')
    .values({ city_id: tx.cityId, id, dispatch_id: dispatchId, at: sighting.at, where_seen: sighting.where })
    .execute()
}

/** What is due in any city: where to look, never what is there. */
export async function dueDispatches(
  db: Kysely<Outer>,
  now: Date,
  most: number,
): Promise<{ cityId: string; id: string }[]> {
  const { rows } = await sql<{
    city_id: string
    id: string
  }>`select city_id, id from tsunagu.due_dispatches(${now}, ${most})`.execute(db)
  return rows.map((row) => ({ cityId: row.city_id, id: row.id }))
}

/** How many dispatches of a message still move; an unknown one moves as long as it will be tried again. */
export async function countMoving(tx: CityTx, messageId: string): Promise<number> {
  const row = await tx
    .selectFrom('dispatch')
    .select(({ fn }) => fn.countAll<number>().as('moving'))
    .where('message_id', '=', messageId)
    .where(({ or, and, eb }) =>
      or([
        eb('state', 'in', ['queued', 'waiting', 'sending', 'retrying']),
        and([eb('state', '=', 'unknown'), eb('next_at', 'is not', null)]),
      ]),
    )
    .executeTakeFirstOrThrow()
  return Number(row.moving)
}

export interface ProofRow {
  id: string
  medium: string
  at: Date
  ok: boolean
  reason: string
  tookMs: number
}

export async function insertProof(tx: CityTx, row: ProofRow): Promise<void> {
  const { tookMs, ...rest } = row
  await tx
    .insertInto('link_proof')
    .values({ city_id: tx.cityId, ...rest, took_ms: tookMs })
    .execute()
}

/** The newest proof of each medium: one look into the index each, however long the history is. */
export async function lastProofs(tx: CityTx, media: readonly string[]): Promise<Map<string, ProofRow>> {
  const { rows } = await sql<ProofRow>`select p.id, p.medium, p.at, p.ok, p.reason, p.took_ms as "tookMs"
    from unnest(${[...media]}::text[]) as named (medium)
    cross join lateral (select * from link_proof l where l.city_id = ${tx.cityId} and l.medium = named.medium
      order by l.at desc limit 1) as p`.execute(tx)
  return new Map(rows.map((row) => [row.medium, row]))
}
