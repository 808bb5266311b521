import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { alertTasks, startLinkProofs, startSweep, watchCapFolder } from '#alerts/index.ts'
import { districtsTouched } from '#cities/index.ts'
import { forgetAnswers } from '#cities/staff/index.ts'
import { rebuildDue } from '#media/city-site/index.ts'
import { startSealer } from '#platform/audit/sealer.ts'
import { inCity } from '#platform/database/city.ts'
import { type DemoPerson, sweepLogin } from '#platform/login/index.ts'
import { startWorker } from '#platform/queue/worker.ts'
import { routes } from './routes.ts'
import type { House } from './wire.ts'

/** What works by itself beside the answers to requests. @returns a function that lets running work end and stops */
export async function startWork(house: House): Promise<() => Promise<void>> {
  const { config, keys, log, clock, databases, alerts } = house
  const sealer = startSealer({
    workerPool: databases.workerPool,
    log,
    signing: keys.signing,
    headsFile: join(config.home, 'audit/heads.jsonl'),
    clock,
  })
  house.sealer.now = sealer
  await keepSites(house) // media are open before the first job
  const stopPost = await house.post.start()
  const inbound = await house.post.startInbound({ host: config.host, port: config.mailInPort })
  const stopWorker = await startWorker(databases.workerPool, alertTasks(alerts), log)
  const stopSweep = startSweep(alerts)
  const stopProofs = startLinkProofs(alerts)
  const stopFolder = watchCapFolder({ ...alerts, districtsTouched }, join(config.home, 'cap-in'))
  const stopRebuild = every(5_000, () => rebuildDue(join(config.home, 'media'), clock, log)) // with or without a database
  const stopHosts = every(5_000, () => keepSites(house))
  const stopSweeping = every(3_600_000, () => forgetOld(house))
  return async () => {
    stopSweeping()
    stopProofs()
    stopRebuild()
    stopHosts()
    await Promise.all([stopFolder(), stopSweep(), stopWorker(), sealer.stop(), inbound.close()])
    await stopPost()
  }
}

/** Runs `work` now and again, one at a time; a fault is the work's own business to log. @returns a function that stops it */
function every(ms: number, work: () => Promise<unknown>): () => void {
  let timer: NodeJS.Timeout
  let stopped = false
  const round = (): void => {
    void work()
      .catch(() => undefined) // the next round tries again
      .then(() => {
        if (!stopped) timer = setTimeout(round, ms)
      })
  }
  round()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

/** Ended sessions and answers that nobody will ask for again. */
async function forgetOld({ db, login, clock, post }: House): Promise<void> {
  await post.clear()
  await sweepLogin(login.db, clock())
  const yesterday = new Date(clock().getTime() - 86_400_000)
  const cities = await db.selectFrom('city').select('id').execute()
  for (const { id } of cities) await inCity(db, id, (tx) => forgetAnswers(tx, yesterday))
}

/** Opens every city's media (a new city's first page and mail among them), and keeps host names in a file for days without a database. */
async function keepSites({ db, hosts, media }: House): Promise<void> {
  const rows = await db
    .selectFrom('city_host as h')
    .innerJoin('city as c', 'c.id', 'h.city_id')
    .select(['h.host', 'c.slug'])
    .execute()
  hosts.keep(Object.fromEntries(rows.map((row) => [row.host, row.slug])))
  const cities = await db.selectFrom('city').select('id').where('closed_at', 'is', null).execute()
  for (const { id } of cities) await inCity(db, id, (tx) => media.openAll(tx))
}

/** Listens. @returns the port taken and a function that stops */
export function listen(
  house: House,
  demoPeople: readonly DemoPerson[] = [],
): Promise<{ port: number; close(): Promise<void> }> {
  const { config, events } = house
  const app = routes(house, demoPeople)
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch: app.fetch, port: config.port, hostname: config.host },
      (info: AddressInfo) => {
        const close = () =>
          new Promise<void>((done) => {
            events.close()
            server.close(() => done())
            if ('closeIdleConnections' in server) server.closeIdleConnections()
          })
        resolve({ port: info.port, close })
      },
    )
    server.once('error', reject)
  })
}
