import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import {
  type AlertsDeps,
  alertCounts,
  alertRoutes,
  alertTasks,
  defaultLimits,
  levels,
  mediaOf,
  mediaStates,
  startLinkProofs,
  startSweep,
  watchCapFolder,
} from '#alerts/index.ts'
import {
  alertRulesOf,
  citiesRoutes,
  colleaguesOf,
  districtsTouched,
  eventStreams,
  placeOf,
} from '#cities/index.ts'
import {
  addStaff,
  callerMemory,
  callerMiddleware,
  findStaff,
  keyRoutes,
  meRoutes,
  recordLoginEvents,
  type StaffDeps,
  staffRoutes,
} from '#cities/staff/index.ts'
import { record } from '#platform/audit/audit.ts'
import { headKeys } from '#platform/audit/head.ts'
import { auditRoutes } from '#platform/audit/routes.ts'
import { startSealer } from '#platform/audit/sealer.ts'
import { localBus } from '#platform/bus.ts'
import { newId, systemClock } from '#platform/clock.ts'
import type { Config } from '#platform/config.ts'
import { inCity } from '#platform/database/city.ts'
import { type Databases, openDatabases } from '#platform/database/databases.ts'
import { createApp } from '#platform/http/app.ts'
import { webApp } from '#platform/http/web-app.ts'
import type { Keys } from '#platform/keys.ts'
import type { Log } from '#platform/log.ts'
import { createLogin, loginRoutes, rateLimit, readSession, stepUpFor } from '#platform/login/index.ts'
import { startWorker } from '#platform/queue/worker.ts'
import { createSeal } from '#platform/seal/seal.ts'

export interface Means {
  config: Config
  keys: Keys
  outerUrl: string
  innerUrl: string
  log: Log
}

/** Everything of a city's process, wired but not yet listening. */
export function wire({ config, keys, outerUrl, innerUrl, log }: Means) {
  const clock = systemClock
  const bus = localBus()
  const databases: Databases = openDatabases(outerUrl, innerUrl, keys.database, log)
  const db = databases.outer
  const seal = createSeal(keys)
  const login = createLogin({
    pool: databases.authPool,
    sessionSecret: keys.session,
    publicUrl: config.publicUrl,
    clock,
    log,
    onEvent: (event) => loginEvents(event),
  })
  const loginEvents = recordLoginEvents({ db, record, log }, () => login.db)
  const stepUp = stepUpFor(login)
  const memory = callerMemory(clock)
  const staff: StaffDeps = { db, login, stepUp, record, clock, newId, memory, demo: config.demo }
  const media = mediaOf({
    media: [],
    seal,
    clock,
    newId,
    log,
    fetch,
    folder: join(config.home, 'media'),
    publicUrl: config.publicUrl,
    demo: config.demo,
  })
  const alerts: AlertsDeps = {
    db,
    clock,
    newId,
    log,
    bus,
    media,
    demo: config.demo,
    limits: defaultLimits,
    record,
    place: placeOf,
    rules: alertRulesOf,
    person: async (tx, userId) => (await findStaff(tx, userId)) ?? null,
    approvers: async (tx) =>
      (await colleaguesOf(tx)).filter((one) => one.roles.includes('approver')).map((one) => one.userId),
  }
  const events = eventStreams(bus)
  return {
    config,
    keys,
    log,
    clock,
    bus,
    databases,
    db,
    seal,
    login,
    stepUp,
    memory,
    staff,
    media,
    alerts,
    events,
  }
}

export type House = ReturnType<typeof wire>

/** Every route of the city, in the order in which they are asked. */
export function routes(house: House) {
  const { config, log, clock, db, login, stepUp, memory, staff, alerts, media, events, bus } = house
  const publicOrigin = new URL(config.publicUrl).origin
  const app = createApp({ log, clock, https: publicOrigin.startsWith('https:'), publicOrigin })
  app.use('/api/*', callerMiddleware(staff))
  app.use('/api/*', rateLimit({ trustProxy: config.trustProxy }))
  app.route('/', loginRoutes(login, { trustProxy: config.trustProxy, onChange: () => memory.forget() }))
  app.route('/', meRoutes(staff))
  app.route('/', staffRoutes(staff))
  app.route('/', keyRoutes(staff))
  app.route('/', auditRoutes(db, headKeys(house.keys.signing)))
  app.route('/', alertRoutes({ ...alerts, stepUp, districtsTouched }))
  const inside = <T>(cityId: string, work: Parameters<typeof inCity<T>>[2]) => inCity(db, cityId, work)
  app.route(
    '/',
    citiesRoutes(
      {
        db,
        clock,
        newId,
        log,
        bus,
        demo: config.demo,
        record,
        frame: {
          media: (cityId) => inside(cityId, (tx) => mediaStates(tx, media)),
          levels: (cityId) => inside(cityId, (tx) => levels(tx, alerts)),
          counts: (cityId) => inside(cityId, (tx) => alertCounts(tx, clock())),
        },
        addFirstAdmin: (cityId, admin) => addStaff(staff, cityId, null, { ...admin, roles: ['admin'] }),
        mayStay: async (headers) =>
          headers.has('authorization') || (await readSession(login, headers)) !== null,
      },
      events,
    ),
  )
  app.route('/', webApp('/console', 'apps/console/dist'))
  return app
}

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
  const stopWorker = await startWorker(databases.workerPool, alertTasks(alerts), log)
  const stopSweep = startSweep(alerts)
  const stopProofs = startLinkProofs(alerts)
  const stopFolder = watchCapFolder({ ...alerts, districtsTouched }, join(config.home, 'cap-in'))
  return async () => {
    stopProofs()
    await Promise.all([stopFolder(), stopSweep(), stopWorker(), sealer.stop()])
  }
}

/** Listens. @returns the port taken and a function that stops */
export function listen(house: House): Promise<{ port: number; close(): Promise<void> }> {
  const { config, events } = house
  const app = routes(house)
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
