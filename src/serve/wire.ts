import { join } from 'node:path'
import { type AlertsDeps, defaultLimits, drillOperator, mediaOf } from '#alerts/index.ts'
import { alertRulesOf, colleaguesOf, eventStreams, placeOf } from '#cities/index.ts'
import { callerMemory, findStaff, recordLoginEvents, type StaffDeps } from '#cities/staff/index.ts'
import { openHosts } from '#media/city-site/index.ts'
import { allMedia } from '#media/index.ts'
import { record } from '#platform/audit/audit.ts'
import type { Sealer } from '#platform/audit/sealer.ts'
import { localBus } from '#platform/bus.ts'
import { newId, systemClock } from '#platform/clock.ts'
import type { Config } from '#platform/config.ts'
import type { CityTx } from '#platform/database/city.ts'
import { type Databases, openDatabases } from '#platform/database/databases.ts'
import { createMetrics } from '#platform/health/metrics.ts'
import { readQueueDepth } from '#platform/health/queries.ts'
import { derive, type Keys } from '#platform/keys.ts'
import type { Log } from '#platform/log.ts'
import { createLogin, stepUpFor } from '#platform/login/index.ts'
import { createSeal } from '#platform/seal/seal.ts'
import { createPost, mxServers } from '#post/index.ts'

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
  const post = createPost({
    db,
    seal,
    secret: derive(keys.session, 'post'),
    clock,
    newId,
    log,
    folder: join(config.home, 'mail'),
    name: new URL(config.publicUrl).hostname,
    // in the demonstration every domain of the world lies in the town
    findServers: config.demo
      ? async () => [{ host: '127.0.0.1', port: config.townMailPort }]
      : mxServers(() => clock().getTime()),
  })
  const media = mediaOf({
    media: allMedia({ post }),
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
    person: async (tx, userId) =>
      userId === drillOperator.id
        ? { name: drillOperator.name, section: '' }
        : ((await findStaff(tx, userId)) ?? null),
    approvers: async (tx) =>
      (await colleaguesOf(tx)).filter((one) => one.roles.includes('approver')).map((one) => one.userId),
  }
  const person: AlertsDeps['person'] = alerts.person
  const namesOf = async (tx: CityTx, ids: readonly string[]) => {
    const names = new Map<string, string>()
    for (const id of ids) {
      const found = await person(tx, id)
      if (found) names.set(id, found.name)
    }
    return names
  }
  const events = eventStreams(bus)
  const hosts = openHosts(join(config.home, 'hosts.json'))
  const metrics = createMetrics(() => readQueueDepth(databases.workerPool))
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
    hosts,
    metrics,
    post,
    namesOf,
    startedAt: clock(),
    /** Filled when this process seals the log. */
    sealer: { now: null as Sealer | null },
  }
}

export type House = ReturnType<typeof wire>
