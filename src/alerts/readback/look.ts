import { inCity } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import { within } from '../dispatch/deadline.ts'
import { nextLookSeconds } from '../dispatch/outcome.ts'
import { changeDispatch, insertEvent, insertSighting, lockDispatch } from '../dispatch/queries.ts'
import type { DispatchRow } from '../dispatch/rows.ts'
import type { Message } from '../live/queries.ts'
import type { Connector, Medium, Order, Progress, Sighting } from '../medium.ts'

interface Accepted {
  row: DispatchRow
  message: Message
  medium: Medium
  connector: Connector
  order: Order
  /** Something newer is in effect: it will hardly be seen any more. */
  overtaken: boolean
}

/** Seconds that one look, or one question about the recipients, may take. */
const lookSeconds = 3
/** Recipients are followed so long as the message holds, but seldom after the first hour. */
const slowSeconds = 300

/**
 * Looks at a medium as a resident would until the message is seen. Accepted is not visible: both are timed.
 * Media that nobody can look at stay `accepted`, and the screen says so.
 */
export async function lookAt(deps: AlertsDeps, cityId: string, accepted: Accepted): Promise<void> {
  const { connector, order, row, message, overtaken } = accepted
  const acceptedAt = row.acceptedAt ?? deps.clock()
  const started = Date.now()
  for (;;) {
    const progress = await howFar(deps, accepted)
    const seen = await look(deps, accepted)
    const now = deps.clock()
    const soon = nextLookSeconds((now.getTime() - acceptedAt.getTime()) / 1000, overtaken)
    const more = stillServing(progress)
    const toSee = connector.observe !== undefined && !row.visibleAt && seen === 'not-yet'
    const wait = soon ?? (more && message.validUntil > now ? slowSeconds : null)
    const over = !more && !toSee
    const found = seen !== 'not-yet' // whoever watches hears of it at once; the rest of the recipients is followed by the sweep
    // who waits longer than this process may look leaves it to the sweep
    const late = wait !== null && Date.now() - started + wait * 1000 > deps.limits.lookHereSeconds * 1000
    if (over || found || wait === null || late)
      return keepLook(deps, cityId, accepted, seen, progress, over ? null : wait)
    await new Promise((resolve) => setTimeout(resolve, wait * 1000))
    deps.log.debug({ event: 'readback.look', dispatchId: order.dispatchId })
  }
}

/** Nobody could say how far it is: asked again, as if some were waiting. */
const notKnown = 'not-known'

const stillServing = (progress: Progress | null | typeof notKnown): boolean =>
  progress === notKnown || (progress !== null && progress.done + progress.failed < progress.total)

async function howFar(
  deps: AlertsDeps,
  { connector, order, row }: Accepted,
): Promise<Progress | null | typeof notKnown> {
  if (!connector.progress || row.reference === null) return null
  try {
    const signal = AbortSignal.timeout(lookSeconds * 1000)
    return await within(connector.progress(order, row.reference), signal)
  } catch (fault) {
    deps.log.warn({
      event: 'readback.progress-fault',
      dispatchId: order.dispatchId,
      reason: (fault as Error).message,
    })
    return notKnown
  }
}

async function look(deps: AlertsDeps, { connector, order, row }: Accepted): Promise<Sighting | 'not-yet'> {
  if (row.visibleAt || !connector.observe) return 'not-yet'
  try {
    const signal = AbortSignal.timeout(lookSeconds * 1000)
    return await within(connector.observe(order, row.reference, signal), signal)
  } catch (fault) {
    deps.log.debug({
      event: 'readback.fault',
      dispatchId: order.dispatchId,
      reason: (fault as Error).message,
    })
    return 'not-yet'
  }
}

async function keepLook(
  deps: AlertsDeps,
  cityId: string,
  { row, message }: Accepted,
  seen: Sighting | 'not-yet',
  progress: Progress | null | typeof notKnown,
  waitSeconds: number | null,
): Promise<void> {
  const now = deps.clock()
  await inCity(deps.db, cityId, async (tx) => {
    const current = await lockDispatch(tx, row.id)
    if (!current || (current.state !== 'accepted' && current.state !== 'visible')) return
    const fresh = seen !== 'not-yet' && !current.visibleAt
    const nextAt = waitSeconds === null ? null : new Date(now.getTime() + Math.max(waitSeconds, 1) * 1000)
    await changeDispatch(
      tx,
      row.id,
      {
        // a medium with recipients stays `accepted` until the last one, so that the sweep keeps looking
        state: (fresh || current.visibleAt) && !stillServing(progress) ? 'visible' : 'accepted',
        ...(progress && progress !== notKnown && { progress }),
        ...(fresh && { visibleAt: seen.at }),
        nextAt,
      },
      now,
    )
    if (!fresh) return
    await insertSighting(tx, deps.newId(), row.id, seen)
    await insertEvent(tx, {
      id: deps.newId(),
      dispatchId: row.id,
      at: seen.at,
      event: 'visible',
      reason: seen.where,
    })
    deps.log.info({
      event: 'readback.visible',
      dispatchId: row.id,
      medium: row.medium,
      ms: seen.at.getTime() - message.approvedAt.getTime(),
    })
  })
  deps.bus.publish({ cityId, topic: 'alerts', id: message.id })
}
