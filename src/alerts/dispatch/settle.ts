import type { CityTx } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import type { DispatchAct, DispatchState } from '../schema.ts'
import { changeDispatch, type HeldDispatch, insertEvent, lockChain } from './queries.ts'

/** Not on its way at this moment: it can still be held back. */
const waiting: readonly DispatchState[] = ['queued', 'retrying', 'waiting']
/** Out, or perhaps out: people may have met it. */
const out: readonly DispatchState[] = ['accepted', 'visible', 'unknown']

export type Plan =
  | { kind: 'wait' } // an earlier one is on its way at this moment
  | { kind: 'send'; act: DispatchAct; earlier: HeldDispatch[] }
  | { kind: 'needless'; reason: string }

/**
 * What a correction, cancel or lifting has to do on one medium, given what earlier messages did there. Pure.
 * An update of something that never went out becomes a first message there; a cancel of it is needless
 * (GOV.UK Notify #3101: if the alert failed at one carrier, the update must become an alert there).
 */
export function plan(act: DispatchAct, earlier: readonly HeldDispatch[]): Plan {
  if (earlier.some((row) => row.state === 'sending')) return { kind: 'wait' }
  const met = earlier.filter((row) => row.perhapsOut || out.includes(row.state))
  if (act === 'alert' || met.length > 0) return { kind: 'send', act, earlier: met }
  if (act === 'update') return { kind: 'send', act: 'alert', earlier: [] }
  return { kind: 'needless', reason: 'もとの配信が出ていないので、ここでは何もしません' }
}

type Settling = Pick<AlertsDeps, 'clock' | 'newId'>

/** Holds back what has not left, and ends the repeats of what perhaps has. @returns the row as it stands now */
export async function holdBack(
  tx: CityTx,
  deps: Settling,
  row: HeldDispatch,
  byMessage: string | null,
): Promise<HeldDispatch> {
  const lost = row.perhapsOut || row.state === 'unknown' || row.state === 'sending'
  const state: DispatchState = lost ? 'unknown' : 'withdrawn'
  const reason = lost
    ? 'あとの訂正・取消・解除が承認されたので、くり返しません。前の送信は届いたかもしれません'
    : 'あとの訂正・取消・解除が先に承認されたので、出さずに取り下げました'
  const now = deps.clock()
  await changeDispatch(tx, row.id, { state, reason, nextAt: null }, now)
  await insertEvent(tx, {
    id: deps.newId(),
    dispatchId: row.id,
    at: now,
    event: state,
    reason,
    details: byMessage ? { by: byMessage } : {},
  })
  return { ...row, state, reason, nextAt: null }
}

const mustBeHeld = (row: HeldDispatch): boolean =>
  waiting.includes(row.state) || (row.state === 'unknown' && row.nextAt !== null)

/** Holds back everything of these messages on one medium that could still leave. */
export async function holdBackAll(
  tx: CityTx,
  deps: Settling,
  rows: readonly HeldDispatch[],
  byMessage: string,
): Promise<HeldDispatch[]> {
  const settled: HeldDispatch[] = []
  for (const row of rows) settled.push(mustBeHeld(row) ? await holdBack(tx, deps, row, byMessage) : row)
  return settled
}

/**
 * Withdraws what has not left yet on this medium, then plans. Called at approval and again at the moment of sending.
 *
 * @param mine  the follower's own row, which this transaction holds or has just written
 */
export async function settleEarlier(
  tx: CityTx,
  deps: Settling,
  mine: { id: string; messageId: string; medium: string; act: DispatchAct },
  earlierMessages: readonly string[],
): Promise<Plan> {
  const rows = await lockChain(tx, earlierMessages, mine.medium)
  const planned = plan(mine.act, await holdBackAll(tx, deps, rows, mine.messageId))
  if (planned.kind === 'needless') {
    const now = deps.clock()
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
