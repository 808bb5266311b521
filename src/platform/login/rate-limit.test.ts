import { expect, test } from 'vitest'
import { createApp } from '../http/app.ts'
import { createLog } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { rateLimit, refusalLimit } from './rate-limit.ts'

const origin = 'http://localhost:3000'
const bare = () =>
  createApp({ log: createLog('silent'), clock: () => new Date(), https: false, publicOrigin: origin })

test('a caller who asks too often waits; another behind the same address does not', async () => {
  const app = bare()
  app.use(async (c, next) => {
    const id = c.req.header('x-who') ?? ''
    c.set('caller', { kind: 'person', id, cityId: '', name: '', roles: [], scopes: [] })
    await next()
  })
  app.use(rateLimit({ trustProxy: true, perMinute: 3 }))
  app.get('/api/x', (c) => c.text('ok'))
  const ask = (who: string) => app.request('/api/x', { headers: { 'x-who': who } })
  for (let i = 0; i < 3; i++) expect((await ask('a')).status).toBe(200)
  const full = await ask('a')
  expect(full.status).toBe(429)
  expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await ask('b')).status).toBe(200)
})

test('an address that tries out keys is told to wait before anything is looked up', async () => {
  const app = bare()
  let lookedUp = 0
  app.use(refusalLimit({ trustProxy: true, perMinute: 3 }))
  app.use(async (c, next) => {
    lookedUp++
    if (c.req.header('authorization') !== 'Bearer right') throw new Refusal('not_signed_in')
    await next()
  })
  app.get('/api/x', (c) => c.text('ok'))
  const ask = (key: string, address: string) =>
    app.request('/api/x', {
      headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': `1.2.3.4, ${address}` },
    })
  for (let i = 0; i < 5; i++) expect((await ask('right', '192.0.2.1')).status).toBe(200)
  for (let i = 0; i < 3; i++) expect((await ask(`wrong ${i}`, '192.0.2.1')).status).toBe(401)
  const before = lookedUp
  expect((await ask('wrong', '192.0.2.1')).status).toBe(429)
  expect(lookedUp).toBe(before)
  expect((await ask('right', '192.0.2.2')).status).toBe(200)
})

test('without a proxy of our own the client’s X-Forwarded-For is not believed', async () => {
  const app = bare()
  app.use(rateLimit({ trustProxy: false, perMinute: 1 }))
  app.get('/api/x', (c) => c.text('ok'))
  const ask = (address: string) => app.request('/api/x', { headers: { 'x-forwarded-for': address } })
  expect((await ask('192.0.2.1')).status).toBe(200)
  expect((await ask('192.0.2.2')).status).toBe(429)
})
