import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { factsOf, laterOrderOf, orderOf } from '../fixtures.ts'
import { openHosts } from './hosts.ts'
import { siteRoutes } from './serve.ts'
import { openSite, type SiteInTest } from './site-in-test.ts'

/** All of this runs on files alone: nothing here has ever had a database. */
let site: SiteInTest
beforeAll(async () => {
  site = await openSite()
  await site.connector.send(orderOf(site.connector, factsOf('evacuation-order')), AbortSignal.timeout(5_000))
  writeFileSync(join(site.home, 'secret.html'), 'secret')
  writeFileSync(join(site.folder, 'public', 'secret.key'), 'secret')
})
afterAll(() => site.close())

const front = '/c/tsunagu/'

/** Asks byte for byte what it is told to: fetch would tidy the path. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      const asking = request(site.url, { path, method, headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
        )
      })
      asking.on('error', reject)
      asking.end()
    },
  )
}

describe('the public pages', () => {
  it('have an ETag of their content; who has it already gets 304 and nothing more', async () => {
    const first = await ask(front)
    const etag = String(first.headers.etag)
    expect(etag).toMatch(/^"[\w-]+"$/)
    for (const asked of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await ask(front, { 'if-none-match': asked })
      expect([again.status, again.headers.etag, again.body.length]).toEqual([304, etag, 0])
    }
    expect((await ask(front, { 'if-none-match': '"x"' })).status).toBe(200)
  })
  it('change their ETag with a correction, at once', async () => {
    const one = await openSite()
    const first = orderOf(one.connector, factsOf('fire'))
    await one.connector.send(first, AbortSignal.timeout(5_000))
    const before = (await one.get(front)).headers.get('etag') ?? ''
    await one.connector.send(laterOrderOf(one.connector, first, null, 'update'), AbortSignal.timeout(5_000))
    const after = await one.get(front, { 'if-none-match': before })
    expect(after.status).toBe(200)
    expect(await after.text()).toContain('【訂正】')
    await one.close()
  })
  it('come compressed as they were built, for who takes it', async () => {
    const plain = await ask(front)
    const [br, gzip] = [
      await ask(front, { 'accept-encoding': 'gzip, br' }),
      await ask(front, { 'accept-encoding': 'gzip;q=0.5, br;q=0' }),
    ]
    expect([plain, br, gzip].map((answer) => answer.headers['content-encoding'])).toEqual([
      undefined,
      'br',
      'gzip',
    ])
    expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true)
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true)
    expect(br.body.equals(readFileSync(join(site.folder, 'public', 'index.html.br')))).toBe(true)
    expect(new Set([plain, br, gzip].map((answer) => answer.headers.etag)).size).toBe(3)
    expect(br.headers.vary).toBe('Accept-Encoding')
  })
  it('never come with the compressed twin of another page', async () => {
    const one = await openSite()
    await one.connector.send(orderOf(one.connector, factsOf('fire')), AbortSignal.timeout(5_000))
    writeFileSync(join(one.folder, 'public', 'index.html'), 'newer')
    const answer = await one.get(front, { 'accept-encoding': 'br' })
    expect([answer.headers.get('content-encoding'), await answer.text()]).toEqual([null, 'newer'])
    await one.close()
  })
  it('are asked for again after a second, take no script, and say so', async () => {
    const { headers } = await ask(front)
    expect(headers['cache-control']).toBe('public, max-age=1, must-revalidate')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
  })
  it('answer HEAD with the head alone', async () => {
    const [head, get] = [await ask(front, {}, 'HEAD'), await ask(front)]
    expect([head.status, head.body.length, head.headers.etag]).toEqual([200, 0, get.headers.etag])
  })
  it('give feeds, CAP and the fragment to any other site, pages to none', async () => {
    const [cap = ''] = readdirSync(join(site.folder, 'public', 'cap')).filter((name) => name.endsWith('.xml'))
    const wanted = ['feed.atom', 'feed.json', 'cap/feed.atom', `cap/${cap}`, 'embed.html', '']
    const open = await Promise.all(wanted.map((path) => ask(front + path)))
    expect(open.map((answer) => answer.status)).toEqual(wanted.map(() => 200))
    expect(open.map((answer) => answer.headers['access-control-allow-origin'])).toEqual([
      ...Array(5).fill('*'),
      undefined,
    ])
    expect(open[3]?.headers['content-type']).toBe('application/cap+xml; charset=utf-8')
    expect(String(open[4]?.headers['content-security-policy'])).toContain('frame-ancestors *')
  })
  it('are not there in words, with the way back', async () => {
    const answer = await ask(`${front}a/nothing.html`)
    expect([answer.status, answer.body.toString().includes('このページはありません')]).toEqual([404, true])
    const links = [...answer.body.toString().matchAll(/ href="([^"#]*)"/g)].map(([, href]) => href)
    for (const href of links) expect(href).toMatch(new RegExp(`^${site.url}/c/tsunagu/`))
    expect(links).toContain(`${site.url}/c/tsunagu/`)
    expect((await ask('/c/nowhere/')).status).toBe(404)
    expect((await ask('/c/tsunagu')).headers.location).toBe('/c/tsunagu/')
  })
})

describe('no path leads out of the folder', () => {
  it.each([
    '../secret.html',
    '..%2fsecret.html',
    '%2e%2e/%2e%2e/secret.html',
    '..\\secret.html',
    'a/../../../secret.html',
    './/../../secret.html',
    'secret.key',
    'index.html.gz',
    'a/',
    'index.html%00',
    '/etc/passwd',
  ])('%s', async (path) => {
    const answer = await ask(front + path)
    expect([400, 404]).toContain(answer.status)
    expect(answer.body.toString()).not.toContain('secret')
  })
  it('whatever is asked', async () => {
    const routes = siteRoutes({
      folderOf: (slug) => join(site.home, slug, 'city-site'),
      hosts: openHosts(join(site.home, 'hosts.json')),
      defaultSlug: 'tsunagu',
    })
    const piece = fc.oneof(fc.constantFrom('..', '.', '%2e%2e', '', '%5c', '%00', 'secret.html'), fc.string())
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), fc.boolean(), async (pieces, named) => {
        const path = pieces.join('/').replace(/[\\?#\s]/g, '')
        const answer = await routes.request(`http://x${named ? front : '/'}${encodeURI(path.toWellFormed())}`)
        expect([200, 304, 308, 404]).toContain(answer.status)
        expect(await answer.text()).not.toContain('secret')
      }),
      { numRuns: 200 },
    )
  })
})

describe('a host of its own', () => {
  const routesWith = (list: Record<string, string>, defaultSlug: string | null) => {
    const hosts = openHosts(join(site.home, 'hosts.json'))
    hosts.keep(list)
    const routes = siteRoutes({ folderOf: (slug) => join(site.home, slug, 'city-site'), hosts, defaultSlug })
    return new Hono().route('/', routes).notFound((c) => c.text('passed on', 404))
  }
  const ofHost = (host: string) => ({ headers: { host } })

  it('is a city’s front page; other hosts pass on', async () => {
    const app = routesWith({ 'Kinkyu.Tsunagu.example': 'tsunagu' }, null)
    for (const host of ['kinkyu.tsunagu.example', 'KINKYU.tsunagu.example:3000'])
      expect((await app.request('/', ofHost(host))).status).toBe(200)
    expect((await app.request('/feed.atom', ofHost('kinkyu.tsunagu.example'))).status).toBe(200)
    expect(await (await app.request('/', ofHost('other.example'))).text()).toBe('passed on')
  })
  it('leaves the console, the API and the mail pages alone', async () => {
    const app = routesWith({}, 'tsunagu')
    expect((await app.request('/', ofHost('anything'))).status).toBe(200)
    for (const path of ['/api/nothing', '/console/', '/mail/u/x'])
      expect(await (await app.request(path)).text()).toBe('passed on')
    expect(await (await app.request('/consoles')).text()).toContain('このページはありません')
  })
  it('is known again after a restart, and when another process changes the list', async () => {
    routesWith({ 'a.example': 'tsunagu' }, null)
    const reopened = openHosts(join(site.home, 'hosts.json'))
    expect(reopened.slugOf('a.example')).toBe('tsunagu')
    openHosts(join(site.home, 'hosts.json')).keep({ 'b.example': 'tsunagu' })
    expect([reopened.slugOf('a.example'), reopened.slugOf('b.example')]).toEqual([undefined, 'tsunagu'])
    writeFileSync(join(site.home, 'hosts.json'), '{"half')
    expect(reopened.slugOf('b.example')).toBeUndefined()
  })
})
