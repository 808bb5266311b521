import { inCity } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import { nextLookSeconds } from '../dispatch/outcome.ts'
import { changeDispatch, insertEvent, insertSighting, lockDispatch } from '../dispatch/queries.ts'
import type { DispatchRow, Message } from '../live/queries.ts'
import type { Connector, Medium, Order, Progress, Sighting } from '../medium.ts'

interface Accepted {
  row: DispatchRow
  message: Message
  medium: Medium
  connector: Connector
  order: Order
}

/**
 * Looks at a medium as a resident would until the message is seen. Accepted is not visible: both are timed.
 * Media that nobody can look at stay `accepted`, and the screen says so.
 */
export async function lookAt(deps: AlertsDeps, cityId: string, accepted: Accepted): Promise<void> {
  const { connector, order, row } = accepted
  const acceptedAt = row.acceptedAt ?? deps.clock()
  const started = Date.now()
  for (;;) {
    const progress = await howFar(deps, accepted)
    const seen = connector.observe ? await look(deps, accepted) : 'not-yet'
    const age = (deps.clock().getTime() - acceptedAt.getTime()) / 1000
    const wait = nextLookSeconds(age)
    const more = progress !== null && progress.done + progress.failed < progress.total
    if (seen !== 'not-yet' || !connector.observe || wait === null) {
      await keepLook(deps, cityId, accepted, seen, progress, more && wait !== null ? wait : null)
      if (!more || wait === null) return
      if (seen !== 'not-yet') return // the rest of the recipients is followed by the sweep
    }
    if (wait === null || Date.now() - started > deps.limits.lookHereSeconds * 1000) {
      await keepLook(deps, cityId, accepted, 'not-yet', progress, wait)
      return
    }
    await new Promise((resolve) => setTimeout(resolve, wait * 1000))
    deps.log.debug({ event: 'readback.look', dispatchId: order.dispatchId })
  }
}

async function howFar(deps: AlertsDeps, { connector, order, row }: Accepted): Promise<Progress | null> {
  if (!connector.progress || row.reference === null) return null
  try {
    return await connector.progress(order, row.reference)
  } catch (fault) {
    deps.log.warn({
      event: 'readback.progress-fault',
      dispatchId: order.dispatchId,
      reason: (fault as Error).message,
    })
    return null
  }
}

async function look(deps: AlertsDeps, { connector, order, row }: Accepted): Promise<Sighting | 'not-yet'> {
  if (row.visibleAt) return 'not-yet'
  try {
    return (await connector.observe?.(order, row.reference, AbortSignal.timeout(3_000))) ?? 'not-yet'
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
  progress: Progress | null,
  waitSeconds: number | null,
): Promise<void> {
  const now = deps.clock()
  await inCity(deps.db, cityId, async (tx) => {
    const current = await lockDispatch(tx, row.id)
    if (!current || (current.state !== 'accepted' && current.state !== 'visible')) return
    const fresh = seen !== 'not-yet' && !current.visibleAt
    const moving = progress !== null && progress.done + progress.failed < progress.total
    const nextAt = waitSeconds === null ? null : new Date(now.getTime() + Math.max(waitSeconds, 1) * 1000)
    await changeDispatch(
      tx,
      row.id,
      {
        // a medium with recipients stays `accepted` until the last one, so that the sweep keeps looking
        state: (fresh || current.visibleAt) && !moving ? 'visible' : 'accepted',
        ...(progress && { progress }),
        ...(fresh && { visibleAt: seen.at }),
        nextAt: (fresh || current.visibleAt) && !moving ? null : nextAt,
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
