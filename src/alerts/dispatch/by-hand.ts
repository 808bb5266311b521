import type { CityTx } from '#platform/database/city.ts'
import { enqueue } from '#platform/queue/queue.ts'
import { Refusal } from '#platform/refusal.ts'
import type { AlertsDeps } from '../deps.ts'
import { actorOf } from '../draft/write.ts'
import type { Operator } from '../lifecycle.ts'
import { findMessage, type Message } from '../live/queries.ts'
import type { DispatchState } from '../schema.ts'
import { finishWhenStill } from './finish.ts'
import { changeDispatch, type DispatchChange, insertEvent, isOvertaken, lockDispatch } from './queries.ts'

export type HandAct = 'retry' | 'stop' | 'was-sent' | 'was-not-sent'

/** States from which each act is possible. */
export const handFrom: Record<HandAct, readonly DispatchState[]> = {
  retry: ['rejected', 'stopped', 'off', 'retrying'],
  stop: ['queued', 'waiting', 'retrying'],
  'was-sent': ['unknown'],
  'was-not-sent': ['unknown'],
}

const eventOf: Record<HandAct, string> = {
  retry: 'retry-by-hand',
  stop: 'stopped',
  'was-sent': 'resolved-sent',
  'was-not-sent': 'resolved-not-sent',
}

/**
 * What a person may do with one medium's dispatch:
 * `retry` sends again what did not go out, `stop` ends the tries, `was-sent` and `was-not-sent` settle a lost answer after looking.
 * What is no longer valid, or was corrected meanwhile, is never sent again.
 *
 * @throws Refusal `not_found`, `wrong_step` with `state` (`expired`, `overtaken`, or the dispatch's own)
 */
export async function byHand(
  tx: CityTx,
  deps: AlertsDeps,
  dispatchId: string,
  act: HandAct,
  operator: Operator,
): Promise<void> {
  const row = await lockDispatch(tx, dispatchId)
  const message = row && (await findMessage(tx, row.messageId))
  if (!row || !message) throw new Refusal('not_found')
  if (!handFrom[act].includes(row.state)) throw new Refusal('wrong_step', { state: row.state, act })
  const now = deps.clock()
  const over = (await isOvertaken(tx, message.id, now))
    ? 'overtaken'
    : message.validUntil <= now
      ? 'expired'
      : null
  if (act === 'retry' && over) throw new Refusal('wrong_step', { state: over, act })
  const change = changeBy(act, operator.name, over, message, now)
  await changeDispatch(tx, row.id, change, now)
  await insertEvent(tx, {
    id: deps.newId(),
    dispatchId,
    at: now,
    event: eventOf[act],
    reason: operator.name,
  })
  await deps.record(tx, {
    actor: actorOf(operator),
    action: `dispatch.${eventOf[act]}`,
    subject: `dispatch:${dispatchId}`,
    details: { medium: row.medium },
    at: now,
  })
  const runAt = change.nextAt && change.nextAt > now ? { runAt: change.nextAt } : {}
  if (change.nextAt)
    await enqueue(tx, 'dispatch.send', { dispatchId }, { jobKey: `dispatch:${dispatchId}`, ...runAt })
  await finishWhenStill(tx, deps, message, now)
  deps.bus.publish({ cityId: tx.cityId, topic: 'alerts', id: row.messageId })
}

function changeBy(
  act: HandAct,
  who: string,
  over: 'overtaken' | 'expired' | null,
  message: Message,
  now: Date,
): DispatchChange {
  if (act === 'stop') return { state: 'stopped', reason: `${who}さんが止めました`, nextAt: null }
  if (act === 'was-sent')
    return { state: 'accepted', reason: `${who}さんが確かめました`, nextAt: now, acceptedAt: now }
  if (over)
    return { state: 'withdrawn', reason: `${who}さんが、届いていないことを確かめました`, nextAt: null }
  const waits = message.scheduledAt && message.scheduledAt > now // a planned hour stays the hour
  return { state: 'queued', reason: '', nextAt: waits ? message.scheduledAt : now }
}
