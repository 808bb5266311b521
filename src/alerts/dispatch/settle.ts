import type { CityTx } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import type { DispatchRow } from '../live/queries.ts'
import type { DispatchAct, DispatchState } from '../schema.ts'
import { changeDispatch, insertEvent, lockEarlier } from './queries.ts'

/** Certainly not out: it can still be taken back. */
const notOut: readonly DispatchState[] = ['queued', 'retrying', 'waiting']
/** Out, or perhaps out: people may have met it. */
const out: readonly DispatchState[] = ['accepted', 'visible', 'unknown', 'stopped']

export type Plan =
  | { kind: 'wait' } // an earlier one is on its way at this moment
  | { kind: 'send'; act: DispatchAct; earlier: DispatchRow[] }
  | { kind: 'needless'; reason: string }

/**
 * What a correction, cancel or lifting has to do on one medium, given what earlier messages did there. Pure.
 * An update of something that never went out becomes a first message there; a cancel of it is needless
 * (GOV.UK Notify #3101: if the alert failed at one carrier, the update must become an alert there).
 */
export function plan(act: DispatchAct, earlier: readonly DispatchRow[]): Plan {
  if (earlier.some((row) => row.state === 'sending')) return { kind: 'wait' }
  const met = earlier.filter((row) => out.includes(row.state))
  if (act === 'alert' || met.length > 0) return { kind: 'send', act, earlier: met }
  if (act === 'update') return { kind: 'send', act: 'alert', earlier: [] }
  return { kind: 'needless', reason: 'もとの配信が出ていないので、ここでは何もしません' }
}

/**
 * Withdraws what has not left yet on this medium, then plans. Called at approval and again at the moment of sending.
 */
export async function settleEarlier(
  tx: CityTx,
  deps: Pick<AlertsDeps, 'clock' | 'newId'>,
  mine: { id: string; messageId: string; medium: string; act: DispatchAct },
  earlierMessages: readonly string[],
): Promise<Plan> {
  const now = deps.clock()
  const rows = await lockEarlier(tx, earlierMessages, mine.medium)
  const settled: DispatchRow[] = []
  for (const row of rows) {
    if (!notOut.includes(row.state)) {
      settled.push(row)
      continue
    }
    const reason = 'あとの訂正・取消・解除が先に承認されたので、出さずに取り下げました'
    await changeDispatch(tx, row.id, { state: 'withdrawn', reason, nextAt: null }, now)
    await insertEvent(tx, {
      id: deps.newId(),
      dispatchId: row.id,
      at: now,
      event: 'withdrawn',
      reason,
      details: { by: mine.messageId },
    })
    settled.push({ ...row, state: 'withdrawn' })
  }
  const planned = plan(mine.act, settled)
  if (planned.kind === 'needless') {
    await changeDispatch(tx, mine.id, { state: 'off', reason: planned.reason, nextAt: null }, now)
    await insertEvent(tx, {
      id: deps.newId(),
      dispatchId: mine.id,
      at: now,
      event: 'needless',
      reason: planned.reason,
    })
  }
  return planned
}
