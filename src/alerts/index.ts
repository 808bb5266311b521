import type { CityTx } from '#platform/database/city.ts'
import { router } from '#platform/http/route.ts'
import type { Task } from '#platform/queue/worker.ts'
import type { AlertsDeps } from './deps.ts'
import { advance } from './dispatch/send.ts'
import { countAwaiting } from './draft/queries.ts'
import { messagesInForce } from './live/queries.ts'
import { capRoutes } from './routes/cap.ts'
import { draftRoutes } from './routes/drafts.ts'
import { drillPlanRoutes } from './routes/drill-plans.ts'
import { mediaRoutes } from './routes/media.ts'
import { sendingRoutes } from './routes/sending.ts'
import type { RouteDeps } from './routes/service.ts'

/** ③ The server's door to alerts. */

export type { AlertRules, AlertsDeps, Entry } from './deps.ts'
export { defaultLimits } from './dispatch/limits.ts'
export { mediaStates, startLinkProofs } from './dispatch/link-proof.ts'
export { type Media, mediaOf } from './dispatch/media-settings.ts'
export { startSweep } from './dispatch/sweep.ts'
export { drillOperator } from './drill/operator.ts'
export { type AskTown, type DrillLine, type DrillResult, runDrill } from './drill/run.ts'
export { levels } from './live/situation.ts'
export type { Place } from './rendition/message-facts.ts'
export type { RouteDeps } from './routes/service.ts'
export { readCap } from './sources/cap/read.ts'
export { watchCapFolder } from './sources/cap-folder.ts'

/** All routes of the module under `/api`. */
export function alertRoutes(deps: RouteDeps) {
  return router()
    .route('/', draftRoutes(deps))
    .route('/', sendingRoutes(deps))
    .route('/', mediaRoutes(deps))
    .route('/', drillPlanRoutes(deps))
    .route('/', capRoutes(deps))
}

/** Jobs of the module. A job is only a wake-up: the dispatch rows are the truth. */
export function alertTasks(deps: AlertsDeps): Record<string, Task> {
  return {
    'dispatch.send': async ({ cityId, dispatchId }) => advance(deps, cityId, String(dispatchId)),
  }
}

/** What waits for approval and what is out. */
interface Counts {
  awaiting: number
  live: number
}

/** The counters beside 配信 in the navigation; drills are counted apart. */
export async function alertCounts(tx: CityTx, now: Date): Promise<Counts & { drills: Counts }> {
  const awaiting = await countAwaiting(tx)
  const live = await messagesInForce(tx, now)
  const counts = (drill: boolean): Counts => ({
    awaiting: drill ? awaiting.drills : awaiting.live,
    live: live.filter((message) => message.drill === drill).length,
  })
  return { ...counts(false), drills: counts(true) }
}
