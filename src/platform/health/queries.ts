import type pg from 'pg'

export interface QueueDepth {
  /** Jobs that could run now and do not run yet */
  waiting: number
  /** Age of the oldest of them; 0 when none waits */
  oldestSeconds: number
  /** Jobs that used up their attempts: somebody must look */
  givenUp: number
}

/** @param workerPool  role tsunagu_worker: the only one that sees the queue */
export async function readQueueDepth(workerPool: pg.Pool): Promise<QueueDepth> {
  const { rows } = await workerPool.query<QueueDepth>(
    `select count(*) filter (where due) as waiting, count(*) filter (where attempts >= max_attempts) as "givenUp",
       coalesce(greatest(extract(epoch from now() - min(run_at) filter (where due)), 0), 0)::float8 as "oldestSeconds"
     from (select *, attempts < max_attempts and locked_at is null and run_at <= now() as due from graphile_worker.jobs) j`,
  )
  return rows[0] ?? { waiting: 0, oldestSeconds: 0, givenUp: 0 }
}
