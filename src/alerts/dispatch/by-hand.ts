import type { CityTx } from '#platform/database/city.ts'
import { enqueue } from '#platform/queue/queue.ts'
import { Refusal } from '#platform/refusal.ts'
import type { AlertsDeps } from '../deps.ts'
import { actorOf } from '../draft/write.ts'
import type { Operator } from '../lifecycle.ts'
import { findMessage } from '../live/queries.ts'
import { changeDispatch, type DispatchChange, insertEvent, lockDispatch } from './queries.ts'
import { finishWhenStill } from './send.ts'

/**
 * What a person may do with one medium's dispatch:
 * `retry` sends again what did not go out, `stop` ends the tries, `was-sent` and `was-not-sent` settle a lost answer after looking.
 *
 * @throws Refusal `not_found`, `wrong_step`
 */
export async function byHand(
  tx: CityTx,
  deps: AlertsDeps,
  dispatchId: string,
  act: 'retry' | 'stop' | 'was-sent' | 'was-not-sent',
  operator: Operator,
): Promise<void> {
  const row = await lockDispatch(tx, dispatchId)
  const message = row && (await findMessage(tx, row.messageId))
  if (!row || !message) throw new Refusal('not_found')
  const now = deps.clock()
  const who = operator.name
  const choices: Record<typeof act, { from: readonly string[]; change: DispatchChange; event: string }> = {
    retry: {
      from: ['rejected', 'stopped', 'off', 'retrying'],
      change: { state: 'queued', reason: '', nextAt: now },
      event: 'retry-by-hand',
    },
    stop: {
      from: ['queued', 'waiting', 'retrying'],
      change: { state: 'stopped', reason: `${who}さんが止めました`, nextAt: null },
      event: 'stopped',
    },
    'was-sent': {
      from: ['unknown'],
      change: { state: 'accepted', reason: `${who}さんが確かめました`, nextAt: now, acceptedAt: now },
      event: 'resolved-sent',
    },
    'was-not-sent': {
      from: ['unknown'],
      change: { state: 'queued', reason: '', nextAt: now },
      event: 'resolved-not-sent',
    },
  }
  const choice = choices[act]
  if (!choice.from.includes(row.state)) throw new Refusal('wrong_step', { state: row.state, act })
  if (choice.change.state === 'queued' && message.validUntil <= now)
    throw new Refusal('wrong_step', { state: 'expired', act })
  await changeDispatch(tx, row.id, choice.change, now)
  await insertEvent(tx, { id: deps.newId(), dispatchId, at: now, event: choice.event, reason: who })
  await deps.record(tx, {
    actor: actorOf(operator),
    action: `dispatch.${choice.event}`,
    subject: `dispatch:${dispatchId}`,
    details: { medium: row.medium },
    at: now,
  })
  if (choice.change.nextAt)
    await enqueue(tx, 'dispatch.send', { dispatchId }, { jobKey: `dispatch:${dispatchId}` })
  await finishWhenStill(tx, deps, message, now)
  deps.bus.publish({ cityId: tx.cityId, topic: 'alerts', id: row.messageId })
}
