import PostalMime from 'postal-mime'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newId, systemClock } from '#platform/clock.ts'
import { inCity } from '#platform/database/city.ts'
import { json } from '#platform/database/json.ts'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { createApp } from '#platform/http/app.ts'
import { createLog } from '#platform/log.ts'
import { openFarSide } from '../lanes/far-side.fixture.ts'
import { eventually, testMailing, testPost } from '../testing.ts'
import { firstChoice } from './join.ts'
import { mailRoutes } from './routes.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function city() {
  const cityId = await testCity(databases)
  const far = await openFarSide()
  const made = testPost(databases, cityId, far.port)
  ends.push(() => far.close(), made.end, await made.post.start())
  const [kawara, shimosawa] = [newId(), newId()]
  await inCity(databases.outer, cityId, (tx) =>
    tx
      .insertInto('district')
      .values(
        [kawara, shimosawa].map((id, i) => ({
          city_id: cityId,
          id,
          code: `d${i}`,
          name: ['川原', '下沢'][i] as string,
          name_kana: 'x',
          population: 1,
          households: 1,
          boundary: json({}),
          sort_order: i,
        })),
      )
      .execute(),
  )
  const app = createApp({
    log: createLog('silent'),
    clock: systemClock,
    https: true,
    publicOrigin: 'https://tsunagu.example',
  })
  const { setups, book, keys } = made.post
  app.route(
    '/',
    mailRoutes({
      db: databases.outer,
      setups,
      book,
      keys,
      slugOfHost: () => null,
      addressOf: (c) => c.req.header('x-test-address') ?? '192.0.2.1',
      signUpsAnHour: 5,
    }),
  )
  const get = async (path: string) => {
    const reply = await app.request(path)
    return { status: reply.status, text: await reply.text(), headers: reply.headers }
  }
  const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
    const reply = await app.request(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })
    return { status: reply.status, text: await reply.text(), location: reply.headers.get('location') ?? '' }
  }
  const people = () =>
    inCity(databases.outer, cityId, (tx) =>
      tx
        .selectFrom('subscriber as s')
        .leftJoin('subscription as p', 'p.subscriber_id', 's.id')
        .select(['s.state', 's.language', 'p.topics', 'p.districts', 's.sealed_address'])
        .orderBy('s.created_at')
        .execute(),
    )
  const mailTo = async (address: string, nth = 0) => {
    const mail = await eventually(
      () => far.taken.filter((one) => one.to === address)[nth],
      (one) => one !== undefined,
    )
    return PostalMime.parse(mail?.raw ?? '')
  }
  return { cityId, far, get, send: post, people, mailTo, kawara, shimosawa, ...made }
}

const pathIn = (text: string | undefined, page: 'c' | 'm' | 'u') =>
  text?.match(new RegExp(`/mail/${page}/[\\w-]{59}`))?.[0] as string

test('a person joins: address, mail, button, topics and districts', async () => {
  const { get, send, people, mailTo, kawara } = await city()
  expect((await get('/mail/')).text).toContain('touroku@mail.tsunagu.example')
  const asked = await send('/mail/at/tsunagu', 'address=taro%40far.example')
  expect(asked).toMatchObject({ status: 200, text: expect.stringContaining('確認のメールを送りました') })
  const path = pathIn((await mailTo('taro@far.example')).text, 'c')
  expect((await get(path)).text).toContain('登録する')
  expect(await people()).toMatchObject([{ state: 'pending' }]) // opening the page alone does nothing: scanners open links
  const confirmed = await send(path, '')
  expect(confirmed.status).toBe(303)
  expect(await people()).toMatchObject([
    { state: 'active', topics: expect.arrayContaining(['disaster', 'drill']), districts: [] },
  ])
  const choose = await get(confirmed.location)
  expect(choose.text).toContain('登録しました')
  expect(choose.text).toContain('川原')
  const change = confirmed.location.replace(/\?.*/, '')
  const saved = await send(
    change,
    `topic=disaster&topic=notice&topic=nonsense&district=${kawara}&district=${newId()}&language=ja-easy`,
  )
  expect((await get(saved.location)).text).toContain('保存しました')
  expect(await people()).toMatchObject([
    { language: 'ja-easy', topics: ['disaster', 'notice'], districts: [kawara] },
  ])
  expect((await send(change, 'language=ja')).text).toContain('1つ以上選んで')
})

test('the answer is the same whether or not the address is known', async () => {
  const { cityId, send, post, mailTo, far } = await city()
  await post.book.importActive(cityId, [{ address: 'known@far.example', choice: firstChoice }])
  const known = await send('/mail/at/tsunagu', 'address=known%40far.example')
  const fresh = await send('/mail/at/tsunagu', 'address=fresh%40far.example')
  expect(known).toEqual(fresh)
  expect((await mailTo('known@far.example')).subject).toContain('登録ずみ')
  expect((await mailTo('fresh@far.example')).subject).toContain('登録を続けて')
  expect(far.taken).toHaveLength(2)
})

test('one click leaves (RFC 8058): POST with the pair and nothing else, twice is as good as once, GET never', async () => {
  const { cityId, get, send, people, post, far, mailTo } = await city()
  await post.book.importActive(cityId, [{ address: 'taro@far.example', choice: firstChoice }])
  await post.mail(cityId, testMailing())
  const mail = await mailTo('taro@far.example')
  const header = mail.headers.find((one) => one.key === 'list-unsubscribe')?.value ?? ''
  const path = pathIn(header, 'u')
  expect((await get(path)).text).toContain('配信をやめますか')
  expect((await get(path)).headers.get('set-cookie')).toBeNull()
  expect(await send(path, 'something=else')).toMatchObject({ status: 400 })
  expect(await people()).toMatchObject([{ state: 'active' }])
  expect(
    await send(path, 'List-Unsubscribe=One-Click', { origin: 'https://mail.gmail.example' }),
  ).toMatchObject({ status: 200, text: expect.stringContaining('配信をやめました') })
  expect(await people()).toMatchObject([{ state: 'left', sealed_address: null, topics: null }])
  expect(await send(path, 'List-Unsubscribe=One-Click')).toMatchObject({ status: 200 })
  const next = testMailing()
  await post.mail(cityId, next)
  expect(await post.progress(cityId, next.id)).toMatchObject({ total: 0 })
  expect(far.taken).toHaveLength(1)
})

test('links that are cut, foreign, of another purpose or a day old open nothing', async () => {
  const { cityId, get, send, mailTo, people, post } = await city()
  await send('/mail/at/tsunagu', 'address=taro%40far.example')
  const path = pathIn((await mailTo('taro@far.example')).text, 'c')
  for (const wrong of [
    path.slice(0, -1),
    `${path.slice(0, -3)}AAA`,
    '/mail/c/x',
    path.replace('/c/', '/m/'),
    path.replace('/c/', '/u/'),
  ])
    expect(await get(wrong)).toMatchObject({ status: 404, text: expect.stringContaining('使えません') })
  await inCity(databases.outer, cityId, (tx) =>
    tx
      .updateTable('subscriber')
      .set({ changed_at: new Date(Date.now() - 25 * 3_600_000) })
      .execute(),
  )
  expect(await send(path, '')).toMatchObject({ status: 404 })
  expect(await people()).toMatchObject([{ state: 'pending' }])
  await inCity(databases.outer, cityId, (tx) =>
    tx
      .updateTable('subscriber')
      .set({ changed_at: new Date(Date.now() - 50 * 3_600_000) })
      .execute(),
  )
  await post.clear()
  expect(await people()).toEqual([])
})

test('an address that cannot be is told at once; too many from one place are stopped in words', async () => {
  const { send } = await city()
  expect(await send('/mail/at/tsunagu', 'address=%3Cscript%3E')).toMatchObject({
    status: 400,
    text: expect.stringContaining('&lt;script&gt;'),
  })
  for (let i = 0; i < 5; i++)
    expect((await send('/mail/at/tsunagu', `address=a${i}%40far.example`)).status).toBe(200)
  expect(await send('/mail/at/tsunagu', 'address=a9%40far.example')).toMatchObject({
    status: 429,
    text: expect.stringContaining('待って'),
  })
  expect(
    (await send('/mail/at/tsunagu', 'address=a9%40far.example', { 'x-test-address': '192.0.2.2' })).status,
  ).toBe(200)
})

test('the public keys are there for who checks our signatures', async () => {
  const { get, cityId, post } = await city()
  await post.keys.signing(cityId, 'tsunagu.example', true)
  const { records } = JSON.parse((await get('/mail/dkim.json')).text)
  expect(records).toMatchObject([
    {
      domain: 'tsunagu.example',
      algorithm: 'rsa',
      selector: expect.stringMatching(/^r\d{8}$/),
      publicKey: expect.stringMatching(/^MIIB/),
      txt: expect.stringMatching(/^v=DKIM1; k=rsa; p=MIIB/),
    },
    { algorithm: 'ed25519', publicKey: expect.stringMatching(/^.{43}=$/) },
  ])
})

test('no page is kept or indexed, and each is small', async () => {
  const { get } = await city()
  const { text, headers } = await get('/mail/')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-robots-tag')).toBe('noindex')
  expect(text).not.toContain('<script')
  expect(text).toContain('.box>*+*') // the style sheet is not escaped
  expect(Buffer.byteLength(text)).toBeLessThan(14_000)
})
