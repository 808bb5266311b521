import { passTime } from '../approval/by-time.ts'
import type { AlertsDeps } from '../deps.ts'
import { dueDispatches } from './queries.ts'
import { advance } from './send.ts'

/**
 * The safety net under the queue: whatever is due and was forgotten (a crash, a lost job, a database that was away) is taken up here.
 * The dispatch rows are the truth; jobs only make it quick.
 *
 * @returns a function that stops it and waits for what is under way
 */
export function startSweep(deps: AlertsDeps, everyMs = 500): () => Promise<void> {
  const underWay = new Map<string, Promise<void>>()
  let stopped = false
  let lastTimePass = 0
  let timePass: Promise<void> = Promise.resolve()
  let timePasses = false
  let timer: NodeJS.Timeout

  const follow = (cityId: string, id: string): void => {
    if (underWay.has(id)) return
    const work = advance(deps, cityId, id)
      .catch((fault: Error) =>
        deps.log.warn({ event: 'dispatch.sweep-fault', dispatchId: id, reason: fault.message }),
      )
      .finally(() => underWay.delete(id))
    underWay.set(id, work)
  }

  async function round(): Promise<void> {
    try {
      for (const { cityId, id } of await dueDispatches(deps.db, deps.clock(), 200)) follow(cityId, id)
      if (!timePasses && Date.now() - lastTimePass > 5_000) {
        lastTimePass = Date.now()
        timePasses = true
        timePass = passTime(deps)
          .catch((fault: Error) => deps.log.warn({ event: 'approval.time-fault', reason: fault.message }))
          .finally(() => {
            timePasses = false
          })
      }
    } catch (fault) {
      deps.log.warn({ event: 'dispatch.sweep-fault', reason: (fault as Error).message })
    }
    if (!stopped) timer = setTimeout(round, everyMs)
  }

  timer = setTimeout(round, 0)
  return async () => {
    stopped = true
    clearTimeout(timer)
    await Promise.allSettled([timePass, ...underWay.values()])
  }
}
