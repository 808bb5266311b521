import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { isPublicAddress } from './address.ts'
import { guardedFetch, type OutboundRequest } from './guarded-fetch.ts'

const servers: Server[] = []
let reached: { url: string; method: string; headers: Record<string, unknown>; body: string }[] = []
let inside = 0
let outside = 0
let six = 0

async function serve(host: string, answer: RequestListener): Promise<number> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((ready) => server.listen(0, host, ready))
  return (server.address() as AddressInfo).port
}

const answer: RequestListener = async (request, reply) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const { url = '', method = '', headers } = request
  reached.push({ url, method, headers, body })
  const [, what, rest = ''] = /^\/([a-z]+)\/?(.*)$/.exec(url) ?? []
  if (what === 'to') reply.writeHead(302, { location: decodeURIComponent(rest) }).end()
  else if (what === 'keep') reply.writeHead(307, { location: decodeURIComponent(rest) }).end()
  else if (what === 'loop') reply.writeHead(302, { location: '/loop' }).end()
  else if (what === 'big') reply.end(Buffer.alloc(2_000_000))
  else if (what === 'stream') {
    const more = (): void =>
      void (reply.write(Buffer.alloc(100_000)) ? setImmediate(more) : reply.once('drain', more))
    more()
  } else if (what === 'none') reply.writeHead(204).end()
  else if (what === 'never') reply.flushHeaders()
  else reply.setHeader('x-here', 'yes').end('reached')
}

beforeAll(async () => {
  inside = await serve('127.0.0.1', answer)
  outside = await serve('127.0.0.1', answer)
  six = await serve('::1', answer)
})
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

/** `outside.example` stands for a public host: a name that is allowed, and resolves to a server of this test. */
const names: Record<string, string[]> = {
  'outside.example': ['127.0.0.1'],
  'inside.example': ['127.0.0.1'],
  'half.example': ['127.0.0.1', '8.8.8.8'],
  'six.example': ['::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'nowhere.example': [],
}
const resolve = async (host: string) =>
  (names[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
const fetchIt = (url: string, request: Partial<OutboundRequest> = {}) =>
  guardedFetch({ allowPrivate: [`outside.example:${outside}`], log: createLog('silent'), resolve })(url, {
    signal: AbortSignal.timeout(5_000),
    ...request,
  })
const at = (path: string) => `http://outside.example:${outside}${path}`
async function reasonOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'reached',
    (fault: Error & { reason?: string }) => fault.reason ?? fault.name,
  )
}

test('every way to write a private address is refused, and nothing is sent there', async () => {
  reached = []
  const hosts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fd00::1]',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[ff02::1]',
    'localhost',
    'inside.example',
    'half.example',
    'six.example',
    'mapped.example',
    'nowhere.example',
  ]
  names.localhost = ['127.0.0.1', '::1']
  for (const host of hosts) {
    const reason = await reasonOf(fetchIt(`http://${host}:${inside}/`))
    expect([host, reason]).toEqual([host, 'private_address'])
  }
  expect(reached).toEqual([])
})

test('addresses of the open internet pass, the ranges of the registries do not', () => {
  const open = ['8.8.8.8', '1.1.1.1', '203.104.209.7', '2606:4700:4700::1111', '2001:4860:4860::8888']
  const shut = [
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '198.18.0.1',
    '240.0.0.1',
    '192.0.0.1',
    '2001:db8::1',
    '2001::1',
    'fec0::1',
    '::7f00:1',
    '100::1',
    '5f00::1',
    'not an address',
    '',
  ]
  expect(open.filter((address) => !isPublicAddress(address))).toEqual([])
  expect(shut.filter((address) => isPublicAddress(address))).toEqual([])
})

test('no private IPv4 address passes, whatever it is and however IPv6 carries it', () => {
  const octet = fc.integer({ min: 0, max: 255 })
  const first = fc.constantFrom('10', '127', '192.168', '169.254', '172.16', '100.64', '224')
  fc.assert(
    fc.property(first, octet, octet, octet, (head, b, c, d) => {
      const address = [...head.split('.').map(Number), b, c, d].slice(0, 4).join('.')
      const [p, q, r, s] = address.split('.').map(Number) as [number, number, number, number]
      const hex = `${((p << 8) | q).toString(16)}:${((r << 8) | s).toString(16)}`
      for (const form of [address, `::ffff:${address}`, `::${hex}`, `64:ff9b::${hex}`, `2002:${hex}::1`])
        expect([form, isPublicAddress(form)]).toEqual([form, false])
    }),
  )
})

test('the name is resolved once, and the connection goes to the address that was checked', async () => {
  let asked = 0
  const moving = async () =>
    asked++ === 0 ? [{ address: '::1', family: 6 }] : [{ address: '127.0.0.1', family: 4 }]
  const guarded = guardedFetch({
    allowPrivate: ['moving.example'],
    log: createLog('silent'),
    resolve: moving,
  })
  const response = await guarded(`http://moving.example:${six}/`, { signal: AbortSignal.timeout(5_000) })
  expect([await response.text(), asked]).toEqual(['reached', 1]) // at the second answer nobody listens on this port
})

test('an allowed host is reached at its port only', async () => {
  const response = await fetchIt(at('/hello'))
  expect([response.status, await response.text(), response.headers.get('x-here'), response.url]).toEqual([
    200,
    'reached',
    'yes',
    at('/hello'),
  ])
  expect(await reasonOf(fetchIt(`http://outside.example:${inside}/`))).toBe('private_address')
  expect((await fetchIt(at('/none'))).status).toBe(204)
})

test('a redirect into our network is not followed', async () => {
  for (const target of [
    `http://127.0.0.1:${inside}/`,
    `http://[::1]:${inside}/`,
    `//inside.example:${inside}/`,
    'file:///etc/passwd',
  ]) {
    reached = []
    expect(await reasonOf(fetchIt(at(`/to/${encodeURIComponent(target)}`)))).toMatch(/private_address|scheme/)
    expect(reached).toHaveLength(1)
  }
})

test('redirects are followed three times and no further', async () => {
  const chain = (hops: number): string => (hops === 0 ? '/end' : `/to/${encodeURIComponent(chain(hops - 1))}`)
  expect((await fetchIt(at(chain(3)))).url).toBe(at('/end'))
  expect(await reasonOf(fetchIt(at(chain(4))))).toBe('too_many_redirects')
  expect(await reasonOf(fetchIt(at('/loop')))).toBe('too_many_redirects')
})

test('a redirect to another origin does not carry what identifies us, nor a body it should not have', async () => {
  const other = `http://other.example:${outside}`
  names['other.example'] = ['127.0.0.1']
  const guarded = guardedFetch({
    allowPrivate: ['outside.example', 'other.example'],
    log: createLog('silent'),
    resolve,
  })
  const request = {
    signal: AbortSignal.timeout(5_000),
    method: 'POST',
    headers: { Authorization: 'secret', 'content-type': 'text/plain' },
    body: 'words',
  }
  reached = []
  await guarded(at(`/keep/${encodeURIComponent('/same')}`), request)
  await guarded(at(`/to/${encodeURIComponent(`${other}/else`)}`), request)
  const [, same, , away] = reached
  expect(same).toMatchObject({ method: 'POST', body: 'words', headers: { authorization: 'secret' } })
  expect(away).toMatchObject({ method: 'GET', body: '', url: '/else' })
  expect(away?.headers).not.toHaveProperty('authorization')
  expect(away?.headers).not.toHaveProperty('content-type')
})

test('an answer that is too large is cut off, announced or not', async () => {
  expect(await reasonOf(fetchIt(at('/big')))).toBe('too_large')
  expect(await reasonOf(fetchIt(at('/stream')))).toBe('too_large')
  expect((await (await fetchIt(at('/big'), { maxBytes: 2_000_000 })).arrayBuffer()).byteLength).toBe(
    2_000_000,
  )
})

test('the deadline ends a request that hangs: in the name, in the connection, in the answer', async () => {
  const signal = () => AbortSignal.timeout(60)
  const hanging = guardedFetch({
    allowPrivate: [],
    log: createLog('silent'),
    resolve: () => new Promise(() => {}),
  })
  expect(await reasonOf(hanging('http://slow.example/', { signal: signal() }))).toBe('TimeoutError')
  expect(await reasonOf(fetchIt(at('/never'), { signal: signal() }))).toMatch(/TimeoutError|AbortError/)
  const mute = createSocketServer(() => {})
  await new Promise<void>((ready) => mute.listen(0, '127.0.0.1', ready))
  const url = `http://mute.example:${(mute.address() as AddressInfo).port}/`
  const toMute = guardedFetch({
    allowPrivate: ['mute.example'],
    log: createLog('silent'),
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  })
  expect(await reasonOf(toMute(url, { signal: signal() }))).toMatch(/TimeoutError|AbortError/)
  mute.close()
  const without = guardedFetch({ allowPrivate: [], log: createLog('silent') })
  await expect(without('http://a.example/', {} as OutboundRequest)).rejects.toThrow('needs a signal')
})

test('other schemes and credentials in the address are refused', async () => {
  for (const url of ['ftp://outside.example/', 'file:///etc/passwd', 'data:text/plain,x', 'javascript:1'])
    expect(await reasonOf(fetchIt(url))).toBe('scheme')
  expect(await reasonOf(fetchIt(`http://me:secret@outside.example:${outside}/`))).toBe('credentials')
})
