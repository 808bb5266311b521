import type { CityTx } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import { findMessage, findMessages, type Message, renditionsOf } from '../live/queries.ts'
import type { Connector, Medium, Order } from '../medium.ts'
import type { DispatchState } from '../schema.ts'
import { finishWhenStill } from './finish.ts'
import { waitSeconds } from './outcome.ts'
import {
  changeDispatch,
  type DispatchChange,
  findDispatch,
  type HeldDispatch,
  insertEvent,
  isOvertaken,
  lockChain,
} from './queries.ts'
import type { DispatchRow } from './rows.ts'
import { holdBack, settleEarlier } from './settle.ts'

export interface Claimed {
  row: DispatchRow
  message: Message
  medium: Medium
  connector: Connector
  order: Order
  /** What the row said before this claim: an interrupted or lost send must be treated with care. */
  before: DispatchState
  /** A correction, cancel or lifting of it is in effect: look whether it went out, never send it again. */
  overtaken: boolean
}

const canStart: readonly DispatchState[] = ['queued', 'waiting', 'retrying', 'sending', 'unknown', 'accepted']
const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000)

/**
 * Takes what is due for `leaseSeconds`; nobody else sends it meanwhile. What must not go out any more ends here, with its reason.
 *
 * @returns undefined when there is nothing to do outside
 */
export async function claim(tx: CityTx, deps: AlertsDeps, dispatchId: string): Promise<Claimed | undefined> {
  const now = deps.clock()
  const found = await findDispatch(tx, dispatchId)
  const message = found && (await findMessage(tx, found.messageId))
  if (!message) return undefined
  const chain = await lockChain(tx, [...message.earlier, message.id], found.medium)
  const row = chain.find((one) => one.id === dispatchId)
  if (!row?.nextAt || row.nextAt > now || !canStart.includes(row.state)) return undefined
  const claimed = await take(tx, deps, row, message, now)
  if (claimed) return claimed
  for (const earlier of await findMessages(tx, message.earlier)) await finishWhenStill(tx, deps, earlier, now)
  await finishWhenStill(tx, deps, message, now)
  return undefined
}

async function take(
  tx: CityTx,
  deps: AlertsDeps,
  row: HeldDispatch,
  message: Message,
  now: Date,
): Promise<Claimed | undefined> {
  const overtaken = await isOvertaken(tx, message.id, now)
  const opened = await deps.media.openIfKnown(tx, row.medium)
  if (row.state === 'accepted') {
    const nextAt = opened.connector ? after(now, deps.limits.leaseSeconds) : null
    await changeDispatch(tx, row.id, { state: 'accepted', nextAt }, now)
    if (!opened.connector) return undefined
    const order = await orderOf(tx, deps, row, message, { act: row.act, earlier: [] })
    return { row, message, ...opened, order, before: row.state, overtaken }
  }
  const interrupted = row.state === 'sending' || row.state === 'unknown'
  const mayLook =
    interrupted && opened.medium?.repeat === 'look-first' && opened.connector?.observe !== undefined
  if (overtaken && !mayLook) {
    await holdBack(tx, deps, row, null)
    return undefined
  }
  if (message.validUntil <= now && !mayLook) {
    await end(tx, deps, row, now, tooLate(row))
    return undefined
  }
  if (!opened.connector) {
    await end(tx, deps, row, now, whileOff(row, message, opened, now))
    return undefined
  }
  const planned = await settleEarlier(tx, deps, row, message.earlier)
  if (planned.kind === 'needless') return undefined
  if (planned.kind === 'wait') {
    const reason = '前の配信の返事を待っています'
    await changeDispatch(tx, row.id, { state: 'waiting', reason, nextAt: after(now, 0.2) }, now)
    return undefined
  }
  const order = await orderOf(tx, deps, row, message, planned)
  const attempts = row.attempts + 1
  await beginTry(tx, deps, row, planned.act, attempts, now)
  return {
    row: { ...row, attempts, act: planned.act },
    message,
    ...opened,
    order,
    before: row.state,
    overtaken: overtaken || message.validUntil <= now,
  }
}

async function beginTry(
  tx: CityTx,
  deps: AlertsDeps,
  row: HeldDispatch,
  act: Order['act'],
  attempts: number,
  now: Date,
): Promise<void> {
  const leaseUntil = after(now, deps.limits.leaseSeconds)
  await changeDispatch(tx, row.id, { state: 'sending', act, attempts, nextAt: leaseUntil, leaseUntil }, now)
  await insertEvent(tx, {
    id: deps.newId(),
    dispatchId: row.id,
    at: now,
    event: 'sending',
    details: { attempt: attempts, before: row.state },
  })
}

const perhaps = (row: HeldDispatch): boolean =>
  row.perhapsOut || row.state === 'unknown' || row.state === 'sending'

/** Its moment has passed, because nothing could be sent for so long: nobody must hear it now. */
const tooLate = (row: HeldDispatch): DispatchChange =>
  perhaps(row)
    ? { state: 'unknown', reason: '有効期限を過ぎたので、くり返しません', nextAt: null }
    : { state: 'rejected', reason: '有効期限を過ぎたので、出しませんでした', nextAt: null }

/** A medium that the city switched off ends it; one that is out of order is tried again until the message is no longer valid. */
function whileOff(
  row: HeldDispatch,
  message: Message,
  opened: { off: string; broken: boolean },
  now: Date,
): DispatchChange {
  const state = perhaps(row) ? 'unknown' : opened.broken ? 'retrying' : 'off'
  const nextAt = opened.broken ? after(now, waitSeconds(row.attempts + 1)) : null
  if (nextAt && nextAt >= message.validUntil) return tooLate(row)
  return {
    state,
    reason: opened.off,
    nextAt,
    ...(opened.broken && { attempts: row.attempts + 1 }),
  }
}

async function end(
  tx: CityTx,
  deps: AlertsDeps,
  row: HeldDispatch,
  now: Date,
  change: DispatchChange,
): Promise<void> {
  await changeDispatch(tx, row.id, change, now)
  const { state, reason = '' } = change
  await insertEvent(tx, { id: deps.newId(), dispatchId: row.id, at: now, event: state, reason })
  deps.log.warn({ event: `dispatch.${state}`, dispatchId: row.id, medium: row.medium, reason })
}

async function orderOf(
  tx: CityTx,
  deps: AlertsDeps,
  row: DispatchRow,
  message: Message,
  planned: { act: Order['act']; earlier: DispatchRow[] },
): Promise<Order> {
  const place = await deps.place(tx, message.facts.districts, message.facts.wholeCity)
  const renditions = await renditionsOf(tx, message.id, row.medium)
  const whole = { id: 'city', name: place.cityName, boundary: place.whole }
  return {
    dispatchId: row.id,
    messageId: message.id,
    act: planned.act,
    drill: message.drill,
    areas: message.facts.wholeCity
      ? [whole]
      : place.districts.map(({ id, name, boundary }) => ({ id, name, boundary })),
    municipalityCode: place.municipalityCode,
    approvedAt: message.approvedAt,
    validUntil: message.validUntil,
    facts: message.facts,
    renditions,
    assets: [],
    earlier: await earlierOf(tx, planned.earlier),
  }
}

async function earlierOf(tx: CityTx, rows: readonly DispatchRow[]): Promise<Order['earlier']> {
  const ids = rows.map((row) => row.messageId)
  const messages = new Map((await findMessages(tx, ids)).map((message) => [message.id, message]))
  return rows.map((row) => ({
    dispatchId: row.id,
    messageId: row.messageId,
    reference: row.reference,
    approvedAt: messages.get(row.messageId)?.approvedAt ?? row.approvedAt,
  }))
}
