import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Clock } from '../clock.ts'
import type { Databases } from '../database/databases.ts'
import type { Env } from '../http/context.ts'
import { route, router } from '../http/route.ts'
import { isNearby } from './nearby.ts'
import type { QueueDepth } from './queries.ts'
import { type FullHealth, fullHealth, type MediumHealth, shortHealth } from './schema.ts'

export interface HealthMeans {
  databases: Pick<Databases, 'ping'>
  queueDepth: () => Promise<QueueDepth>
  media: () => Promise<MediumHealth[]>
  /** The sealer's state and what waits for it; left out in a process that has none. */
  audit?: () => Promise<{ state: string; reason: string; waiting: number }>
  version: string
  startedAt: Date
  clock: Clock
}

/** How long one question may take: whoever asks for our health must get an answer while PostgreSQL is away. */
const patienceMs = 2_000
/** A job that waits longer than this has no worker. */
const oldJobSeconds = 60

const look = route('public', {
  method: 'get',
  path: '/api/health',
  responses: {
    200: {
      description: 'Works. Details for admins, auditors and on this machine; others get the status alone',
      content: { 'application/json': { schema: z.union([fullHealth, shortHealth]) } },
    },
    503: {
      description: 'A database is away',
      content: { 'application/json': { schema: z.union([fullHealth, shortHealth]) } },
    },
  },
})

/** `GET /api/health` for load balancers, monitoring and the settings screen. */
export function healthRoutes(means: HealthMeans) {
  return router().openapi(look, async (c) => {
    c.header('Cache-Control', 'no-store')
    const health = await examine(means)
    const code = health.status === 'down' ? 503 : 200
    return c.json(mayKnow(c) ? health : { status: health.status }, code)
  })
}

function mayKnow(c: Context<Env>): boolean {
  const roles = c.get('caller')?.roles ?? []
  return roles.includes('admin') || roles.includes('auditor') || isNearby(c)
}

/** Asks everything at once; what does not answer in time is said to be away. */
export async function examine(means: HealthMeans): Promise<FullHealth> {
  const [outer, inner, jobs, audit, media] = await Promise.all([
    inTime(means.databases.ping('outer'), 'no answer in time'),
    inTime(means.databases.ping('inner'), 'no answer in time'),
    inTime(means.queueDepth(), null),
    inTime(means.audit?.() ?? Promise.resolve(null), null),
    inTime(means.media(), null),
  ])
  const down = outer !== null || inner !== null
  const degraded =
    !jobs || jobs.oldestSeconds > oldJobSeconds || jobs.givenUp > 0 || audit?.state === 'refused' || !media
  return {
    status: down ? 'down' : degraded ? 'degraded' : 'ok',
    version: means.version,
    uptimeSeconds: Math.round((means.clock().getTime() - means.startedAt.getTime()) / 1000),
    databases: {
      outer: { ok: outer === null, reason: outer ?? '' },
      inner: { ok: inner === null, reason: inner ?? '' },
    },
    jobs,
    audit,
    media,
  }
}

async function inTime<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, patienceMs, otherwise)
  })
  return Promise.race([answer, late])
    .catch(() => otherwise)
    .finally(() => clearTimeout(timer))
}
