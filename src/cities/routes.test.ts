import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localBus } from '#platform/bus.ts'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { createLog } from '#platform/log.ts'
import { addPlatformAdmin } from '#platform/login/index.ts'
import { areasOf, tonari } from '../../db/seeds/demo.ts'
import { twoCities } from './cities-testing.ts'
import { eventStreams } from './events.ts'
import type { DistrictsReply, DutyReply, ModeReply, SettingsReply } from './replies.ts'
import { citiesRoutes } from './routes.ts'
import { addStaff } from './staff/index.ts'
import { walkPermissions } from './staff/permission-testing.ts'
import { type TestStaff, testStaff } from './staff/staff-testing.ts'

let databases: TestDatabases
let cities: Awaited<ReturnType<typeof twoCities>>
let staff: TestStaff
const bus = localBus()
const events = eventStreams(bus)
const published: string[] = []

beforeAll(async () => {
  databases = await testDatabases()
  cities = await twoCities(databases)
  staff = testStaff(databases)
  const { deps } = staff
  const routes = citiesRoutes(
    {
      ...{ db: deps.db, clock: deps.clock, newId: deps.newId, record: deps.record, demo: true, bus },
      log: createLog('silent'),
      frame: {
        media: async () => [{ name: 'email', label: '安全安心メール', state: 'off', reason: '未設定' }],
        levels: async () => [
          { level: 4, word: '避難指示', districts: ['川原'], since: '', pending: false, drill: true },
        ],
        counts: async () => ({ awaiting: 1, live: 0, drills: { awaiting: 0, live: 2 } }),
      },
      addFirstAdmin: (cityId, admin) => addStaff(deps, cityId, null, { ...admin, roles: ['admin'] }),
      mayStay: async () => true,
    },
    events,
  )
  staff.app.route('/', routes)
  bus.subscribe(cities.ours, ({ topic }) => published.push(topic))
})
afterAll(async () => {
  events.close()
  await databases.drop()
})

/** Somebody of つなぐ市 (or another city) with one role, as headers. */
async function as(role: Parameters<TestStaff['member']>[1][number], cityId = cities.ours) {
  const { userId } = await staff.member(cityId, [role])
  return { userId, headers: await staff.sessionOf(userId) }
}

async function ask<T>(headers: Record<string, string>, method: string, path: string, body?: unknown) {
  const answer = await staff.app.request(path, {
    method,
    headers: { 'X-Requested-With': 'tsunagu', 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, body: (text ? JSON.parse(text) : null) as T }
}

test('every route is shut to those it is not for', async () => {
  expect(await walkPermissions(staff.app, await staff.walkers(cities.ours))).toEqual([])
})

describe('the frame', () => {
  test('shows city, mode, drill, duty, media and counts', async () => {
    const { headers, userId } = await as('approver')
    published.length = 0
    await ask(headers, 'POST', '/api/duty', {})
    await ask(headers, 'POST', '/api/mode', { mode: 'watch', reason: '大雨注意報' })
    await ask(headers, 'POST', '/api/drill', { title: '通信訓練' })
    const { body } = await ask<Record<string, unknown>>(headers, 'GET', '/api/frame')
    expect(body).toMatchObject({
      city: { name: 'つなぐ市', slug: 'tsunagu', districtWord: '住区' },
      mode: 'watch',
      drill: { title: '通信訓練' },
      media: [{ name: 'email', state: 'off' }],
      levels: [{ level: 4, drill: true }],
      counts: { awaiting: 1, live: 0, drills: { awaiting: 0, live: 2 } },
      user: { roles: ['approver'] },
    })
    expect(body.onDuty).toMatch(/^職員/)
    expect((await ask<DutyReply>(headers, 'GET', '/api/duty')).body.onDuty?.userId).toBe(userId)
    expect(published).toEqual(['frame', 'duty', 'frame', 'mode', 'frame', 'mode'])
    await ask(headers, 'POST', '/api/drill/end', {})
  })

  test('of another city shows nothing of this one', async () => {
    const { headers } = await as('approver', cities.theirs)
    const { body } = await ask(headers, 'GET', '/api/frame')
    expect(body).toMatchObject({ city: { slug: 'tonari' }, mode: 'normal', drill: null, onDuty: null })
  })
})

test('a mode that does not follow is refused, with those that do', async () => {
  const { headers } = await as('admin')
  const { next } = (await ask<ModeReply>(headers, 'GET', '/api/mode')).body
  expect(next).toEqual(['normal', 'disaster'])
  const { status, body } = await ask(headers, 'POST', '/api/mode', { mode: 'recovery', reason: 'x' })
  expect(status).toBe(409)
  expect(body).toMatchObject({ error: { code: 'wrong_step', details: { allowed: next } } })
})

describe('settings', () => {
  test('are written by an administrator, only over what that person has read, and whole or not at all', async () => {
    const { headers } = await as('admin')
    const { alerts } = (await ask<SettingsReply>(headers, 'GET', '/api/settings')).body
    const { changedAt } = alerts
    const put = (contact: string, seen: string | null, city?: object) =>
      ask(headers, 'PUT', '/api/settings', {
        city,
        alerts: { value: { ...alerts.value, contact }, changedAt: seen },
      })
    expect(await put('防災課', changedAt)).toEqual({ status: 200, body: { changed: ['contact'] } })
    const renamed = { name: '書いてはいけない市', nameKana: 'し', districtWord: '地区', jmaAreaCode: null }
    expect((await put('別の人', changedAt, renamed)).status).toBe(409)
    const { city } = (await ask<SettingsReply>(headers, 'GET', '/api/settings')).body
    expect(city.name).toBe('つなぐ市')
  })

  test('of the city itself change its name and word', async () => {
    const { headers } = await as('admin')
    const city = { name: 'つなぐ市', nameKana: 'つなぐし', districtWord: '地区', jmaAreaCode: null }
    const answer = await ask(headers, 'PUT', '/api/settings', { city })
    expect(answer.body).toEqual({ changed: ['districtWord', 'jmaAreaCode'] })
    const after = (await ask<SettingsReply>(headers, 'GET', '/api/settings')).body
    expect(after.city).toMatchObject({ districtWord: '地区', jmaAreaCode: null })
    await ask(headers, 'PUT', '/api/settings', { city: { ...city, districtWord: '住区' } })
  })
})

test('the map holds districts and landmarks of the caller’s city', async () => {
  const { headers } = await as('shop', cities.theirs)
  const { body } = await ask<{ features: { properties: { name: string } }[] }>(
    headers,
    'GET',
    '/api/cities/map',
  )
  expect(body.features.map(({ properties }) => properties.name)).toEqual(['北町', '中町', '南町', 'つなぐ市'])
})

test('a file is tried, then taken, and the list shows it', async () => {
  const { headers } = await as('admin', cities.theirs)
  const geojson = areasOf('tonari') as { features: { properties: { code: string; population?: number } }[] }
  for (const { properties } of geojson.features)
    if (properties.code === 'naka') properties.population = 15_000
  const tried = await ask(headers, 'POST', '/api/districts/import', { geojson, dryRun: true })
  expect(tried.body).toMatchObject({ written: false, changed: [{ code: 'naka' }] })
  const taken = await ask(headers, 'POST', '/api/districts/import', { geojson, dryRun: false })
  expect(taken.body).toMatchObject({ written: true, changed: [{ code: 'naka' }] })
  const list = (await ask<DistrictsReply>(headers, 'GET', '/api/districts')).body
  expect(list).toMatchObject({
    population: 36_000,
    districts: [{}, { code: 'naka', neighbourhoods: [{}, {}] }, {}],
  })
})

describe('opening a city', () => {
  const city = { ...tonari, slug: 'minamihama', name: '南浜町', nameKana: 'みなみはまちょう' }
  const admin = { email: 'first@minamihama.example', name: '浜田 進', section: '総務課' }

  test('is done by the platform’s administrator with a form, and its first administrator gets a link', async () => {
    const { headers, userId } = await as('admin')
    await addPlatformAdmin(staff.deps.login.db, userId)
    staff.deps.memory.forget()
    const opened = await ask<{ link: { url: string } }>(headers, 'POST', '/api/cities', { ...city, admin })
    expect(opened).toMatchObject({ status: 200, body: { slug: 'minamihama' } })
    expect(opened.body.link.url).toMatch(/^http/)
    const twice = await ask(headers, 'POST', '/api/cities', { ...city, admin })
    expect(twice).toMatchObject({
      status: 409,
      body: { error: { code: 'duplicate', details: { field: 'slug' } } },
    })
    const { body } = await ask<{ cities: { slug: string }[] }>(headers, 'GET', '/api/cities')
    expect(body.cities.map(({ slug }) => slug)).toEqual(['tonari', 'tsunagu', 'minamihama'])
    const second = { ...admin, email: 'second@minamihama.example' }
    expect((await ask(headers, 'POST', '/api/cities/minamihama/admin', second)).status).toBe(200)
  })
})

test('events reach the signed-in of that city alone', async () => {
  const { headers } = await as('author')
  const answer = await staff.app.request('/api/events', { headers })
  const from = answer.body?.getReader()
  const read = async () => new TextDecoder().decode((await from?.read())?.value)
  expect(await read()).toMatch('retry')
  const next = read()
  bus.publish({ cityId: cities.theirs, topic: 'alerts' })
  bus.publish({ cityId: cities.ours, topic: 'media' })
  expect(await next).toBe('data: {"topic":"media"}\n\n')
  await from?.cancel()
})
