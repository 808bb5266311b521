import { Logger, type Runner, run, runMigrations, type TaskList } from 'graphile-worker'
import type pg from 'pg'
import type { Log } from '../log.ts'

/** What a job does. It acts on city tables only inside `inCity(db, payload.cityId, …)`. */
export type Task<Payload = Record<string, unknown>> = (payload: Payload & { cityId: string }) => Promise<void>

/** A library logger that speaks in our words; the jobs' payloads stay out of the log. */
function logger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({ event: 'queue.fault', reason: message })
    else if (level === 'warning') log.warn({ event: 'queue.warning', reason: message })
  })
}

/** Brings the queue's own tables to their newest form, as the role that owns them. */
export async function prepareQueue(workerPool: pg.Pool, log: Log): Promise<void> {
  await runMigrations({ pgPool: workerPool, schema: 'graphile_worker', logger: logger(log) })
}

/**
 * Runs the jobs. Within one process jobs of all tasks share `concurrency` places; a lost connection is taken up again by the library.
 *
 * @returns a function that lets running jobs end (at most 10 s) and stops
 */
export async function startWorker(
  workerPool: pg.Pool,
  tasks: Record<string, Task>,
  log: Log,
  concurrency = 16,
): Promise<() => Promise<void>> {
  const taskList: TaskList = {}
  for (const [name, task] of Object.entries(tasks)) {
    taskList[name] = async (payload) => {
      await task(payload as { cityId: string })
    }
  }
  const runner: Runner = await run({
    pgPool: workerPool,
    schema: 'graphile_worker',
    taskList,
    concurrency,
    pollInterval: 500,
    noHandleSignals: true,
    logger: logger(log),
  })
  runner.promise.catch((fault: Error) => log.error({ event: 'queue.stopped', reason: fault.message }))
  return () => runner.stop()
}
