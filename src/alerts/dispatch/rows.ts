import type { Selectable } from 'kysely'
import type { CityTx } from '#platform/database/city.ts'
import type { Dispatch as DispatchTable } from '#platform/database/generated/outer.ts'
import type { Progress } from '../medium.ts'
import type { DispatchAct, DispatchState } from '../schema.ts'

/** Reading what became of messages on their media; writing is in `queries.ts`. */

export interface DispatchRow {
  id: string
  messageId: string
  medium: string
  act: DispatchAct
  state: DispatchState
  reason: string
  reference: string | null
  progress: Progress | null
  attempts: number
  nextAt: Date | null
  approvedAt: Date
  acceptedAt: Date | null
  visibleAt: Date | null
  changedAt: Date
}

export function dispatchOf(row: Selectable<DispatchTable>): DispatchRow {
  return {
    id: row.id,
    messageId: row.message_id,
    medium: row.medium,
    act: row.act as DispatchAct,
    state: row.state as DispatchState,
    reason: row.reason,
    reference: row.reference,
    progress: row.progress as unknown as Progress | null,
    attempts: row.attempts,
    nextAt: row.next_at,
    approvedAt: row.approved_at,
    acceptedAt: row.accepted_at,
    visibleAt: row.visible_at,
    changedAt: row.changed_at,
  }
}

export async function dispatchesOf(tx: CityTx, messageIds: readonly string[]): Promise<DispatchRow[]> {
  if (messageIds.length === 0) return []
  const rows = await tx
    .selectFrom('dispatch')
    .selectAll()
    .where('message_id', 'in', [...messageIds])
    .orderBy('approved_at')
    .orderBy('medium')
    .execute()
  return rows.map(dispatchOf)
}

export async function sightingsOf(
  tx: CityTx,
  dispatchIds: readonly string[],
): Promise<{ dispatchId: string; at: Date; where: string }[]> {
  if (dispatchIds.length === 0) return []
  const rows = await tx
    .selectFrom('sighting')
    .select(['dispatch_id', 'at', 'where_seen'])
    .where('dispatch_id', 'in', [...dispatchIds])
    .orderBy('at')
    .execute()
  return rows.map((row) => ({ dispatchId: row.dispatch_id, at: row.at, where: row.where_seen }))
}

/** Timeline of what happened to dispatches, newest first. */
export async function recentDispatchEvents(
  tx: CityTx,
  limit: number,
): Promise<
  {
    at: Date
    event: string
    reason: string
    medium: string
    messageId: string
    headline: string
    drill: boolean
  }[]
> {
  const rows = await tx
    .selectFrom('dispatch_event as e')
    .innerJoin('dispatch as d', (join) =>
      join.onRef('d.id', '=', 'e.dispatch_id').onRef('d.city_id', '=', 'e.city_id'),
    )
    .innerJoin('alert_message as m', (join) =>
      join.onRef('m.id', '=', 'd.message_id').onRef('m.city_id', '=', 'd.city_id'),
    )
    .select(['e.at', 'e.event', 'e.reason', 'd.medium', 'd.message_id', 'm.headline', 'm.drill'])
    .orderBy('e.at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    at: row.at,
    event: row.event,
    reason: row.reason,
    medium: row.medium,
    messageId: row.message_id,
    headline: row.headline,
    drill: row.drill,
  }))
}
