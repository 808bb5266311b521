import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { alertCounts, alertRoutes, levels, mediaStates } from '#alerts/index.ts'
import { citiesRoutes, districtsTouched } from '#cities/index.ts'
import { addStaff, callerMiddleware, keyRoutes, meRoutes, staffRoutes } from '#cities/staff/index.ts'
import { siteRoutes } from '#media/city-site/index.ts'
import { record } from '#platform/audit/audit.ts'
import { headKeys } from '#platform/audit/head.ts'
import { auditRoutes } from '#platform/audit/routes.ts'
import { countWaiting } from '#platform/audit/sealer-queries.ts'
import { newId } from '#platform/clock.ts'
import { inCity } from '#platform/database/city.ts'
import { healthRoutes } from '#platform/health/health.ts'
import { metricsRoutes } from '#platform/health/metrics.ts'
import { readQueueDepth } from '#platform/health/queries.ts'
import { createApp } from '#platform/http/app.ts'
import { webApp } from '#platform/http/web-app.ts'
import {
  addressOf,
  type DemoPerson,
  demoRoutes,
  loginRoutes,
  peekSession,
  rateLimit,
  refusalLimit,
} from '#platform/login/index.ts'
import { mailRoutes } from '#post/index.ts'
import type { House } from './wire.ts'

/** Every route of the city, in the order in which they are asked. */
export function routes(house: House, demoPeople: readonly DemoPerson[] = []) {
  const { config, log, clock, db, login, stepUp, memory, staff, alerts, media, events, bus } = house
  const publicOrigin = new URL(config.publicUrl).origin
  const app = createApp({ log, clock, https: publicOrigin.startsWith('https:'), publicOrigin })
  app.use(house.metrics.middleware)
  app.use('/api/*', refusalLimit({ trustProxy: config.trustProxy })) // wrong keys count before anything is looked up
  app.use('/api/*', callerMiddleware(staff))
  app.use('/api/*', rateLimit({ trustProxy: config.trustProxy }))
  app.route('/', loginRoutes(login, { trustProxy: config.trustProxy, onChange: () => memory.forget() }))
  if (config.demo) app.route('/', demoRoutes(login, demoPeople))
  app.route('/', meRoutes(staff))
  app.route('/', staffRoutes(staff))
  app.route('/', keyRoutes(staff))
  app.route('/', auditRoutes(db, headKeys(house.keys.signing), house.namesOf))
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
        mayStay: async (headers) => headers.has('authorization') || (await peekSession(login, headers)),
      },
      events,
    ),
  )
  app.route(
    '/',
    healthRoutes({
      databases: house.databases,
      queueDepth: () => readQueueDepth(house.databases.workerPool),
      media: () => mediaHealth(house),
      audit: () => auditHealth(house),
      version: version(),
      startedAt: house.startedAt,
      clock,
    }),
  )
  app.route('/', metricsRoutes(house.metrics))
  app.route(
    '/',
    mailRoutes({
      db,
      setups: house.post.setups,
      book: house.post.book,
      keys: house.post.keys,
      slugOfHost: (host) => house.hosts.slugOf(host) ?? (config.demo ? 'tsunagu' : null),
      addressOf: (c) => addressOf(c, config.trustProxy),
    }),
  )
  app.route('/', webApp('/console', 'apps/console/dist'))
  const folderOf = (slug: string) => join(config.home, 'media', slug, 'city-site')
  app.route('/', siteRoutes({ folderOf, hosts: house.hosts, defaultSlug: config.demo ? 'tsunagu' : null }))
  return app
}

/** Each medium of each city, for the health page. */
async function mediaHealth({ db, media }: House) {
  const cities = await db.selectFrom('city').select(['id', 'slug']).where('closed_at', 'is', null).execute()
  const rows = []
  for (const city of cities) {
    const opened = await inCity(db, city.id, (tx) => media.openAll(tx))
    for (const { medium, off } of opened)
      rows.push({
        city: city.slug,
        name: medium.name,
        state: off === null ? ('on' as const) : ('off' as const),
        reason: off ?? '',
      })
  }
  return rows
}

/** Whether the log is being sealed; a process without a sealer says so. */
async function auditHealth({ sealer, databases }: House) {
  const state = sealer.now?.state() ?? { is: 'none' as const }
  return {
    state: state.is,
    reason: state.is === 'refused' ? state.reason : '',
    waiting: await countWaiting(databases.workerPool),
  }
}

const version = (): string =>
  (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version
