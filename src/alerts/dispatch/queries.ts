import { type Kysely, sql } from 'kysely'
import type { CityTx, Outer } from '#platform/database/city.ts'
import { json } from '#platform/database/json.ts'
import { type DispatchRow, dispatchOf } from '../live/queries.ts'
import type { Progress, Sighting } from '../medium.ts'
import type { DispatchAct, DispatchState } from '../schema.ts'

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

/** What the named messages did on one medium, oldest first, held until the transaction ends. */
export async function lockEarlier(
  tx: CityTx,
  messageIds: readonly string[],
  medium: string,
): Promise<DispatchRow[]> {
  if (messageIds.length === 0) return []
  const rows = await tx
    .selectFrom('dispatch')
    .selectAll()
    .where('message_id', 'in', [...messageIds])
    .where('medium', '=', medium)
    .orderBy('approved_at')
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(dispatchOf)
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

/** How many dispatches of a message still move. */
export async function countMoving(tx: CityTx, messageId: string): Promise<number> {
  const row = await tx
    .selectFrom('dispatch')
    .select(({ fn }) => fn.countAll<number>().as('moving'))
    .where('message_id', '=', messageId)
    .where('state', 'in', ['queued', 'waiting', 'sending', 'retrying'])
    .executeTakeFirstOrThrow()
  return Number(row.moving)
}
