import { type CityTx, inCity } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import { moveDraft } from '../draft/queries.ts'
import { nextBySystem } from '../lifecycle.ts'
import { type DispatchRow, findMessage, findMessages, type Message, renditionsOf } from '../live/queries.ts'
import type { Connector, Medium, Order, Outcome } from '../medium.ts'
import { lookAt } from '../readback/look.ts'
import type { DispatchState } from '../schema.ts'
import { afterOutcome } from './outcome.ts'
import { changeDispatch, countMoving, type DispatchChange, insertEvent, lockDispatch } from './queries.ts'
import { settleEarlier } from './settle.ts'

interface Claimed {
  row: DispatchRow
  message: Message
  medium: Medium
  connector: Connector
  order: Order
  /** What the row said before this claim: an interrupted or lost send must be treated with care. */
  before: DispatchState
}

const canStart: readonly DispatchState[] = ['queued', 'waiting', 'retrying', 'sending', 'unknown', 'accepted']

/**
 * Does what is due for one dispatch: sends it, repeats it, or looks whether it can be seen.
 * The row is claimed and released in short transactions; none is open while the outside world is called.
 */
export async function advance(deps: AlertsDeps, cityId: string, dispatchId: string): Promise<void> {
  const claimed = await inCity(deps.db, cityId, (tx) => claim(tx, deps, dispatchId))
  if (!claimed) return
  if (claimed.before === 'accepted') return lookAt(deps, cityId, claimed)
  const outcome = await perform(deps, claimed)
  const change = await inCity(deps.db, cityId, (tx) => keep(tx, deps, claimed, outcome))
  deps.bus.publish({ cityId, topic: 'alerts', id: claimed.message.id })
  if (change.state === 'accepted')
    await lookAt(deps, cityId, {
      ...claimed,
      row: { ...claimed.row, ...change, nextAt: null } as DispatchRow,
    })
}

/** Takes the row for `leaseSeconds`; nobody else sends it meanwhile. @returns undefined when nothing is due */
async function claim(tx: CityTx, deps: AlertsDeps, dispatchId: string): Promise<Claimed | undefined> {
  const now = deps.clock()
  const row = await lockDispatch(tx, dispatchId)
  if (!row?.nextAt || row.nextAt > now || !canStart.includes(row.state)) return undefined
  const message = await findMessage(tx, row.messageId)
  if (!message) throw new Error(`dispatch ${dispatchId} has no message`)
  const opened = await deps.media.open(tx, row.medium)
  if (!opened.connector) {
    await changeDispatch(
      tx,
      row.id,
      { state: row.state === 'accepted' ? 'accepted' : 'off', reason: opened.off, nextAt: null },
      now,
    )
    await insertEvent(tx, { id: deps.newId(), dispatchId, at: now, event: 'off', reason: opened.off })
    return undefined
  }
  const planned = await settleEarlier(tx, deps, row, row.state === 'accepted' ? [] : message.earlier)
  if (planned.kind === 'needless') return undefined
  if (planned.kind === 'wait') {
    await changeDispatch(
      tx,
      row.id,
      { state: 'waiting', reason: '前の配信の返事を待っています', nextAt: new Date(now.getTime() + 200) },
      now,
    )
    return undefined
  }
  const order = await orderOf(tx, deps, row, message, planned)
  const before = row.state
  if (before !== 'accepted') {
    const leaseUntil = new Date(now.getTime() + deps.limits.leaseSeconds * 1000)
    const attempts = row.attempts + 1
    await changeDispatch(
      tx,
      row.id,
      { state: 'sending', act: planned.act, attempts, nextAt: leaseUntil, leaseUntil },
      now,
    )
    await insertEvent(tx, {
      id: deps.newId(),
      dispatchId,
      at: now,
      event: 'sending',
      details: { attempt: attempts, before },
    })
    return {
      row: { ...row, attempts, act: planned.act },
      message,
      medium: opened.medium,
      connector: opened.connector,
      order,
      before,
    }
  }
  await changeDispatch(
    tx,
    row.id,
    { state: 'accepted', nextAt: new Date(now.getTime() + deps.limits.leaseSeconds * 1000) },
    now,
  )
  return { row, message, medium: opened.medium, connector: opened.connector, order, before }
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
  const messages = new Map(
    (
      await findMessages(
        tx,
        rows.map((row) => row.messageId),
      )
    ).map((message) => [message.id, message]),
  )
  return rows.map((row) => ({
    dispatchId: row.id,
    messageId: row.messageId,
    reference: row.reference,
    approvedAt: messages.get(row.messageId)?.approvedAt ?? row.approvedAt,
  }))
}

/** Calls the outside world. A throw, whatever it is, becomes an outcome here and nowhere else. */
async function perform(deps: AlertsDeps, claimed: Claimed): Promise<Outcome> {
  const { connector, order, medium, before, row } = claimed
  const deadline = AbortSignal.timeout(deps.limits.sendSeconds * 1000)
  const interrupted = before === 'sending' || before === 'unknown'
  try {
    if (interrupted && medium.repeat === 'never')
      return { kind: 'unknown', reason: '送っている途中で止まりました。届いたかどうか、人が確かめてください' }
    if (interrupted && medium.repeat === 'look-first' && connector.observe) {
      const seen = await connector.observe(order, row.reference, deadline)
      if (seen !== 'not-yet') return { kind: 'accepted', reference: row.reference ?? order.messageId }
    }
    return await raceDeadline(connector.send(order, deadline), deadline)
  } catch (fault) {
    deps.log.warn({
      event: 'dispatch.fault',
      dispatchId: order.dispatchId,
      medium: medium.name,
      reason: (fault as Error).message,
    })
    if (deadline.aborted)
      return { kind: 'unknown', reason: `${deps.limits.sendSeconds}秒待って返事がありません` }
    return { kind: 'unknown', reason: `途中で切れました（${(fault as Error).name}）` }
  }
}

/** A connector that ignores its signal must not hold the queue. */
function raceDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason)
    signal.addEventListener('abort', giveUp, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}

/** Writes what happened, unless somebody else took the row meanwhile. */
async function keep(
  tx: CityTx,
  deps: AlertsDeps,
  claimed: Claimed,
  outcome: Outcome,
): Promise<DispatchChange> {
  const now = deps.clock()
  const { row, message, medium } = claimed
  const current = await lockDispatch(tx, row.id)
  const change = afterOutcome(row, medium, outcome, message.validUntil, now, deps.limits.lookHereSeconds)
  if (current?.state !== 'sending' || current.attempts !== row.attempts)
    return { state: current?.state ?? 'stopped', nextAt: null }
  await changeDispatch(tx, row.id, change, now)
  await insertEvent(tx, {
    id: deps.newId(),
    dispatchId: row.id,
    at: now,
    event: change.state,
    reason: change.reason ?? '',
    details: { attempt: row.attempts, ...(outcome.kind === 'accepted' && { reference: outcome.reference }) },
  })
  await finishWhenStill(tx, deps, message, now)
  deps.log.info({
    event: `dispatch.${change.state}`,
    dispatchId: row.id,
    medium: medium.name,
    attempt: row.attempts,
    ms: now.getTime() - message.approvedAt.getTime(),
    reason: change.reason || undefined,
  })
  return change
}

/** The alert is sent when nothing of it moves any more. */
export async function finishWhenStill(
  tx: CityTx,
  deps: Pick<AlertsDeps, 'newId'>,
  message: Message,
  now: Date,
): Promise<void> {
  if ((await countMoving(tx, message.id)) > 0) return
  const draft = await tx
    .selectFrom('alert_draft')
    .select('step')
    .where('id', '=', message.draftId)
    .forUpdate()
    .executeTakeFirst()
  if (draft?.step !== 'sending') return
  await moveDraft(tx, nextBySystem('finish', 'sending'), {
    id: deps.newId(),
    draftId: message.draftId,
    step: 'sent',
    at: now,
    actor: 'system',
  })
}
