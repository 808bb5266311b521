import { afterAll, beforeAll, expect, test } from 'vitest'
import { inCity } from '../database/city.ts'
import { type TestDatabases, testCity, testDatabases } from '../database/testing.ts'
import { createApp } from '../http/app.ts'
import type { Caller } from '../http/context.ts'
import { createLog } from '../log.ts'
import { enqueue } from '../queue/queue.ts'
import { type HealthMeans, healthRoutes } from './health.ts'
import { createMetrics, metricsRoutes } from './metrics.ts'
import { readQueueDepth } from './queries.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

const startedAt = new Date('2026-11-23T09:00:00Z')
const clock = () => new Date('2026-11-23T09:01:30Z')
const off = {
  city: 'tsunagu',
  name: 'email',
  state: 'off' as const,
  reason: 'SMTPの宛先が設定されていません',
}
const means = (other: Partial<HealthMeans> = {}): HealthMeans => ({
  databases,
  queueDepth: () => readQueueDepth(databases.workerPool),
  media: async () => [off],
  audit: async () => ({ state: 'sealing', reason: '', waiting: 0 }),
  version: '0.1.0',
  startedAt,
  clock,
  ...other,
})

interface Visitor {
  address?: string
  headers?: Record<string, string>
  caller?: Partial<Caller>
  other?: Partial<HealthMeans>
}
async function visit(path: string, { address = '203.0.113.5', headers = {}, caller, other }: Visitor = {}) {
  const app = createApp({ log: createLog('silent'), clock, https: false, publicOrigin: 'http://localhost' })
  const metrics = createMetrics(() => readQueueDepth(databases.workerPool))
  app.use(metrics.middleware)
  app.use(async (c, next) => {
    if (caller)
      c.set('caller', { kind: 'person', id: '1', cityId: '1', name: '', roles: [], scopes: [], ...caller })
    await next()
  })
  app.route('/', healthRoutes(means(other)))
  app.route('/', metricsRoutes(metrics))
  app.get('/api/things/:id', (c) => c.text('thing'))
  const env = { incoming: { socket: { remoteAddress: address } } }
  for (const before of ['/api/things/17', '/api/things/18', '/nothing/here'])
    if (path === '/api/metrics') await app.request(before, {}, env)
  const reply = await app.request(path, { headers }, env)
  return { status: reply.status, text: await reply.text() }
}
const health = async (visitor?: Visitor) => {
  const { status, text } = await visit('/api/health', visitor)
  return { code: status, body: JSON.parse(text) as Record<string, unknown> }
}

test('a stranger learns whether it works, and nothing else', async () => {
  expect(await health()).toEqual({ code: 200, body: { status: 'ok' } })
  const proxied = { address: '127.0.0.1', headers: { 'x-forwarded-for': '203.0.113.5' } }
  expect((await health(proxied)).body).toEqual({ status: 'ok' })
  expect((await health({ caller: { roles: ['author', 'approver'] } })).body).toEqual({ status: 'ok' })
})

test('those who run the city see the databases, the jobs, the log and each medium with its reason', async () => {
  const full = {
    status: 'ok',
    version: '0.1.0',
    uptimeSeconds: 90,
    databases: { outer: { ok: true, reason: '' }, inner: { ok: true, reason: '' } },
    jobs: { waiting: 0, oldestSeconds: 0, givenUp: 0 },
    audit: { state: 'sealing', reason: '', waiting: 0 },
    media: [off],
  }
  expect((await health({ caller: { roles: ['admin'] } })).body).toEqual(full)
  expect((await health({ caller: { roles: ['auditor'] } })).body).toEqual(full)
  expect((await health({ address: '127.0.0.1' })).body).toEqual(full)
  expect((await health({ address: '::ffff:127.0.0.1' })).body).toEqual(full)
})

test('jobs that wait are counted with the age of the oldest; without a worker this is said', async () => {
  const city = await testCity(databases)
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000)
  await inCity(databases.outer, city, async (tx) => {
    await enqueue(tx, 'test-task', {}, { runAt: ago(100) })
    await enqueue(tx, 'test-task', {}, { runAt: ago(5) })
    await enqueue(tx, 'test-task', {}, { runAt: ago(-3600) })
  })
  const { body } = await health({ address: '127.0.0.1' })
  expect(body).toMatchObject({ status: 'degraded', jobs: { waiting: 2, givenUp: 0 } })
  expect((body.jobs as { oldestSeconds: number }).oldestSeconds).toBeGreaterThanOrEqual(100)
  const { text } = await visit('/api/metrics', { address: '127.0.0.1' })
  expect(text).toMatch(/^tsunagu_queue_waiting 2$/m)
})

test('a database that is away, or does not answer at all, is 503 in time', async () => {
  const gone = { ping: async (which: string) => (which === 'inner' ? 'connect ECONNREFUSED' : null) }
  const refused = await health({ address: '127.0.0.1', other: { databases: gone } })
  expect(refused).toMatchObject({
    code: 503,
    body: { status: 'down', databases: { inner: { ok: false, reason: 'connect ECONNREFUSED' } } },
  })
  const never = () => new Promise<never>(() => {})
  const failing = () => Promise.reject(new Error('away'))
  const began = performance.now()
  const mute = await health({
    other: { databases: { ping: never }, queueDepth: failing, media: never, audit: never },
  })
  expect(mute).toEqual({ code: 503, body: { status: 'down' } })
  expect(performance.now() - began).toBeLessThan(4_000)
})

test('a log that contradicts itself makes the state degraded', async () => {
  const audit = async () => ({ state: 'refused', reason: 'rolled_back', waiting: 3 })
  const queueDepth = async () => ({ waiting: 0, oldestSeconds: 0, givenUp: 0 })
  expect((await health({ other: { queueDepth } })).body).toEqual({ status: 'ok' })
  expect((await health({ other: { queueDepth, audit } })).body).toEqual({ status: 'degraded' })
})

test('the figures are for this machine and for keys of scope metrics', async () => {
  expect((await visit('/api/metrics')).status).toBe(401)
  expect((await visit('/api/metrics', { caller: { roles: ['admin'] } })).status).toBe(403)
  expect((await visit('/api/metrics', { caller: { kind: 'key', scopes: ['cap'] } })).status).toBe(403)
  const proxied = { address: '127.0.0.1', headers: { forwarded: 'for=203.0.113.5' } }
  expect((await visit('/api/metrics', proxied)).status).toBe(401)
  expect((await visit('/api/metrics', { caller: { kind: 'key', scopes: ['metrics'] } })).status).toBe(200)
})

test('requests are counted by pattern and class, never by address', async () => {
  const { text } = await visit('/api/metrics', { address: '127.0.0.1' })
  const counted = text.split('\n').filter((line) => line.startsWith('http_request_duration_seconds_count'))
  expect(counted).toEqual([
    'http_request_duration_seconds_count{method="GET",route="/api/things/:id",status_class="2xx"} 2',
    'http_request_duration_seconds_count{method="GET",route="none",status_class="4xx"} 1',
  ])
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m)
})

test('modules count their dispatches and deliveries', async () => {
  const metrics = createMetrics(async () => ({ waiting: 0, oldestSeconds: 0, givenUp: 0 }))
  metrics.dispatchEnded('email', 'accepted')
  metrics.dispatchTook('email', 'visible', 0.4)
  metrics.deliveriesEnded('mail', 'bounced', 12)
  const text = await metrics.registry.metrics()
  expect(text).toMatch(/^tsunagu_dispatch_total\{medium="email",outcome="accepted"\} 1$/m)
  expect(text).toMatch(/^tsunagu_dispatch_seconds_bucket\{le="0.3",medium="email",until="visible"\} 0$/m)
  expect(text).toMatch(/^tsunagu_delivery_total\{channel="mail",outcome="bounced"\} 12$/m)
})
