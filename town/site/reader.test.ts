import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFakeCity, until } from '../testing/fake-city.ts'
import { capOf, type FakeNotice, feedOf, pageOf } from '../testing/fake-pages.ts'
import { openTestTown, type TestTown } from '../testing/town-in-test.ts'
import type { Watch } from './poll.ts'

const notice: FakeNotice = {
  id: '0195a0c4-1111-7222-8333-444455556666',
  headline: '【警戒レベル4】避難指示',
  text: '川原・下沢は全員避難 <いますぐ>',
  approvedAt: '2026-11-22T18:42:40.125+09:00',
}

let t: TestTown
beforeEach(async () => {
  t = await openTestTown()
  publish([])
})
afterEach(() => t.close())

function publish(notices: FakeNotice[], slug = 'tsunagu', msgType = 'Alert', status = 'Actual') {
  for (const one of notices) t.city.pages.set(`/c/${slug}/cap/${one.id}.xml`, capOf(one, msgType, status))
  t.city.pages.set(`/c/${slug}/feed.atom`, feedOf(notices, slug))
  t.city.pages.set(`/c/${slug}/cap/feed.atom`, feedOf(notices, slug))
  t.city.pages.set(`/c/${slug}/`, pageOf(notices))
}

const seenOn = (medium: string, count = 1) =>
  until(async () => {
    const sightings = await t.seen(`?medium=${medium}`)
    return sightings.length >= count && sightings
  }, `${count} on ${medium}`)
const health = () =>
  t.get<{ cities: { slug: string; page: Watch; feed: Watch; cap: Watch }[] }>('/api/health')

describe('an alert that the city publishes', () => {
  it('is seen on the page, in the feed and as a CAP file, with its id and the moment of approval', async () => {
    publish([notice])
    for (const medium of ['city-site', 'feed', 'cap']) {
      const [sighting] = await seenOn(medium)
      expect(sighting).toMatchObject({
        medium,
        device: 'tsunagu',
        alertId: notice.id,
        title: notice.headline,
        drill: false,
      })
      expect(sighting?.text).toContain('川原・下沢は全員避難 <いますぐ>')
      expect(sighting?.approvedAt).toBe('2026-11-22T09:42:40.125Z')
    }
  })
  it('is seen once, however often it is read', async () => {
    publish([notice])
    await seenOn('cap')
    const asked = t.city.requests.length
    await until(() => t.city.requests.length > asked + 12, 'four more rounds')
    expect((await t.seen()).map((one) => one.medium).sort()).toEqual(['cap', 'city-site', 'feed'])
  })
  it('is asked for with If-None-Match, and its CAP file only once', async () => {
    publish([notice])
    await seenOn('cap')
    await until(() => t.city.requests.some((one) => one.headers['if-none-match']), 'a conditional request')
    expect(t.city.requests.filter((one) => one.path.endsWith('.xml'))).toHaveLength(1)
  })
  it('is seen again when it is corrected, lifted, and taken off the page', async () => {
    publish([notice])
    await seenOn('city-site')
    publish([{ ...notice, state: 'corrected' }])
    await seenOn('city-site', 2)
    publish([{ ...notice, state: 'lifted', text: '避難指示を解除しました' }])
    await seenOn('city-site', 3)
    publish([])
    const sightings = await seenOn('city-site', 4)
    expect(sightings.map((one) => one.state)).toEqual(['live', 'corrected', 'lifted', 'gone'])
  })
  it('is known for a drill by its CAP status, whatever its words say', async () => {
    publish([notice], 'tsunagu', 'Alert', 'Exercise')
    expect((await seenOn('cap'))[0]?.drill).toBe(true)
  })
  it.each([
    ['Alert', undefined, 'live'],
    ['Update', undefined, 'corrected'],
    ['Update', 'AllClear', 'lifted'],
    ['Update', 'Evacuate', 'corrected'],
    ['Cancel', undefined, 'cancelled'],
  ] as const)('as a CAP %s with the responseType %s is %s', async (msgType, responseType, state) => {
    t.city.pages.set(`/c/tsunagu/cap/${notice.id}.xml`, capOf(notice, msgType, 'Actual', responseType))
    t.city.pages.set('/c/tsunagu/cap/feed.atom', feedOf([notice]))
    expect((await seenOn('cap'))[0]?.state).toBe(state)
  })
  it('is replaced, not gone, when a newer one names it', async () => {
    const newer = { ...notice, id: '0195a0c4-2222-7222-8333-444455556666', state: 'corrected' as const }
    publish([notice])
    await seenOn('city-site')
    publish([{ ...newer, earlier: [notice.id] }])
    const sightings = await seenOn('city-site', 3)
    expect(sightings.map(({ alertId, state }) => [alertId, state])).toEqual([
      [notice.id, 'live'],
      [newer.id, 'corrected'],
      [notice.id, 'replaced'],
    ])
  })
})

describe('when the city is away', () => {
  it('the reader says since when, and reads on when it is back', async () => {
    publish([notice])
    await seenOn('city-site')
    const port = Number(new URL(t.city.url).port)
    await t.city.close()
    const away = await until(async () => {
      const page = (await health()).cities[0]?.page
      return page?.state === 'away' && page
    }, 'away')
    expect(Date.parse(away.since)).toBeLessThanOrEqual(Date.now())
    expect(away.lastGood).toBeDefined()
    t.city = await openFakeCity(port)
    publish([notice, { ...notice, id: '0195a0c4-2222-7222-8333-444455556666', headline: '続報' }])
    const sightings = await seenOn('city-site', 2)
    expect(sightings.map((one) => one.title)).toEqual([notice.headline, '続報'])
  })
  it('an error and a broken feed are told apart', async () => {
    t.city.pages.set('/c/tsunagu/', 503)
    t.city.pages.set('/c/tsunagu/feed.atom', '<feed>no end')
    const city = await until(async () => {
      const [one] = (await health()).cities
      return one?.page.state === 'away' && one.feed.state === 'unreadable' && one
    }, 'both faults')
    expect(city.page.reason).toBe('HTTP 503')
    expect(city.cap.state).toBe('ok')
  })
  it('a DTD in the feed is not taken', async () => {
    t.city.pages.set('/c/tsunagu/feed.atom', '<!DOCTYPE x [<!ENTITY a "b">]><feed>&a;</feed>')
    await until(async () => (await health()).cities[0]?.feed.reason === 'a DTD is not taken', 'the refusal')
  })
})

it('several cities are read when they are set, and no longer when they are not', async () => {
  publish([notice], 'tonari')
  expect((await t.call('POST', '/api/settings', { slugs: ['tonari'] })).status).toBe(200)
  expect((await seenOn('city-site'))[0]?.device).toBe('tonari')
  expect((await health()).cities.map((one) => one.slug)).toEqual(['tonari'])
  expect((await t.call('POST', '/api/settings', { slugs: ['../x'] })).status).toBe(400)
})

describe('what was seen', () => {
  it('is found by words and moment, and forgotten on demand without being seen anew', async () => {
    publish([notice])
    await seenOn('cap')
    expect(await t.seen(`?text=${encodeURIComponent('下沢')}`)).toHaveLength(3)
    expect(await t.seen(`?text=${encodeURIComponent('桜木')}`)).toEqual([])
    expect(await t.seen('?since=2999-01-01T00:00:00Z')).toEqual([])
    expect((await t.call('GET', '/api/seen?since=yesterday')).status).toBe(400)
    await t.call('DELETE', '/api/seen')
    publish([notice, { ...notice, id: '0195a0c4-2222-7222-8333-444455556666' }])
    expect((await seenOn('cap')).map((one) => one.alertId)).toEqual(['0195a0c4-2222-7222-8333-444455556666'])
  })
  it('comes by the stream at once', async () => {
    const answer = await t.call('GET', '/api/seen/stream')
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toContain('event: ready')
    publish([notice])
    const chunk = await reader?.read()
    expect(chunk?.value).toMatch(/event: sighting\ndata: .*\nid: \d+|event: sighting/)
    expect(chunk?.value).toContain(notice.id)
    await reader?.cancel()
  })
  it('comes again to a listener who was cut off', async () => {
    publish([notice])
    await seenOn('cap')
    const [first] = await t.seen()
    const headers = { 'last-event-id': String(first?.seq) }
    const answer = await fetch(`${t.url}/api/seen/stream`, { headers })
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toContain(`id: ${(first?.seq ?? 0) + 1}`)
    await reader?.cancel()
  })
  it('cannot be emptied from a foreign web page', async () => {
    const foreign = { method: 'DELETE', headers: { origin: 'https://evil.example' } }
    expect((await fetch(`${t.url}/api/seen`, foreign)).status).toBe(403)
  })
})
