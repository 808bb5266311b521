import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Env } from '../http/context.ts'
import { route, router } from '../http/route.ts'
import { Refusal } from '../refusal.ts'
import { isNearby } from './nearby.ts'
import type { QueueDepth } from './queries.ts'

/** The figures of this process. Labels are words of the code, never of people: no ids, names or addresses. */
export interface Metrics {
  registry: Registry
  /** Times every request; put it first. */
  middleware: MiddlewareHandler<Env>
  /** How a dispatch ended: `accepted`, `retry`, `unknown`, `rejected` … */
  dispatchEnded(medium: string, outcome: string): void
  /** From approval to accepted or visible. */
  dispatchTook(medium: string, until: 'accepted' | 'visible', seconds: number): void
  /** How deliveries to persons ended, many at a time. */
  deliveriesEnded(channel: string, outcome: string, count?: number): void
}

function defineFigures(registry: Registry) {
  const registers = [registry]
  return {
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request to the head of the answer',
      labelNames: ['method', 'route', 'status_class'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
    dispatches: new Counter({
      name: 'tsunagu_dispatch_total',
      help: 'Dispatches by medium and how they ended',
      labelNames: ['medium', 'outcome'] as const,
      registers,
    }),
    toAir: new Histogram({
      name: 'tsunagu_dispatch_seconds',
      help: 'From approval until a medium accepted, and until it was seen',
      labelNames: ['medium', 'until'] as const,
      buckets: [0.1, 0.3, 1, 3, 10, 30, 60, 180, 600],
      registers,
    }),
    deliveries: new Counter({
      name: 'tsunagu_delivery_total',
      help: 'Deliveries to persons by channel and how they ended',
      labelNames: ['channel', 'outcome'] as const,
      registers,
    }),
  }
}

/** @param queueDepth  asked at each scrape; a queue that does not answer leaves its figures out */
export function createMetrics(queueDepth: () => Promise<QueueDepth>): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const { requests, dispatches, toAir, deliveries } = defineFigures(registry)
  registerQueue(registry, queueDepth)
  return {
    registry,
    middleware: async (c, next) => {
      const end = requests.startTimer()
      await next()
      const status_class = `${Math.floor(c.res.status / 100)}xx`
      end({ method: known(c.req.method), route: labelOf(routePath(c, -1)), status_class })
    },
    dispatchEnded: (medium, outcome) => dispatches.inc({ medium, outcome }),
    dispatchTook: (medium, until, seconds) => toAir.observe({ medium, until }, seconds),
    deliveriesEnded: (channel, outcome, count = 1) => deliveries.inc({ channel, outcome }, count),
  }
}

/** The pattern of the route, so that a scan of a million addresses makes one line and not a million. */
const labelOf = (pattern: string): string =>
  pattern === '' || pattern === '*' || pattern === '/*' ? 'none' : pattern
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const known = (method: string): string => (methods.includes(method) ? method : 'other')

function registerQueue(registry: Registry, queueDepth: () => Promise<QueueDepth>): void {
  const waiting = new Gauge({
    name: 'tsunagu_queue_waiting',
    help: 'Jobs that could run now',
    registers: [registry],
    async collect() {
      const depth = await queueDepth().catch(() => null)
      for (const gauge of [waiting, oldest, givenUp]) gauge.reset()
      if (!depth) return
      waiting.set(depth.waiting)
      oldest.set(depth.oldestSeconds)
      givenUp.set(depth.givenUp)
    },
  })
  const oldest = new Gauge({
    name: 'tsunagu_queue_oldest_seconds',
    help: 'Age of the oldest job that could run now',
    registers: [registry],
  })
  const givenUp = new Gauge({
    name: 'tsunagu_queue_given_up',
    help: 'Jobs that used up their attempts',
    registers: [registry],
  })
}

const read = route('public', {
  method: 'get',
  path: '/api/metrics',
  responses: {
    200: { description: 'Prometheus text; on this machine, or with an API key of scope `metrics`' },
  },
})

/** `GET /api/metrics`. */
export function metricsRoutes({ registry }: Metrics) {
  return router().openapi(read, async (c) => {
    const caller = c.get('caller')
    const withKey = caller?.kind === 'key' && caller.scopes.includes('metrics')
    if (!withKey && !isNearby(c)) throw new Refusal(caller ? 'not_allowed' : 'not_signed_in')
    return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType })
  })
}
