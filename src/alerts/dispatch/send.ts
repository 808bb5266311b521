import { type CityTx, inCity } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import type { Outcome } from '../medium.ts'
import { lookAt } from '../readback/look.ts'
import { type Claimed, claim } from './claim.ts'
import { within } from './deadline.ts'
import { finishWhenStill } from './finish.ts'
import { afterOutcome } from './outcome.ts'
import { changeDispatch, type DispatchChange, insertEvent, lockDispatch } from './queries.ts'
import type { DispatchRow } from './rows.ts'

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

/** Calls the outside world. A throw, whatever it is, becomes an outcome here and nowhere else. */
async function perform(deps: AlertsDeps, claimed: Claimed): Promise<Outcome> {
  const { connector, order, medium, before, row, overtaken } = claimed
  const deadline = AbortSignal.timeout(deps.limits.sendSeconds * 1000)
  const interrupted = before === 'sending' || before === 'unknown'
  try {
    if (interrupted && medium.repeat === 'never')
      return { kind: 'unknown', reason: '送っている途中で止まりました。届いたかどうか、人が確かめてください' }
    if (interrupted && medium.repeat === 'look-first' && connector.observe) {
      const seen = await within(connector.observe(order, row.reference, deadline), deadline)
      if (seen !== 'not-yet') return { kind: 'accepted', reference: row.reference ?? order.messageId }
      if (overtaken)
        return { kind: 'unknown', reason: '見あたりません。あとの配信があるので、くり返しません' }
    }
    return await within(connector.send(order, deadline), deadline)
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
  const planned = afterOutcome(row, medium, outcome, message.validUntil, now, deps.limits.lookHereSeconds)
  const change = claimed.overtaken && planned.state === 'unknown' ? { ...planned, nextAt: null } : planned
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
