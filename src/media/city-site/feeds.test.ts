import { SaxesParser, type SaxesTagNS } from 'saxes'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Order } from '#alerts/medium.ts'
import { readCap } from '#alerts/sources/cap/read.ts'
import {
  missingForXmllint,
  warnWithoutXmllint,
  xmllintVerdicts,
} from '#alerts/sources/cap/xmllint.fixture.ts'
import { factsOf, fixtureMessages, laterOrderOf, orderOf } from '../fixtures.ts'
import { openSite, type SiteInTest } from './site-in-test.ts'

let site: SiteInTest
let first: Order
let second: Order
let drill: Order
beforeAll(async () => {
  site = await openSite({ capSender: 'bousai@city.tsunagu.example', hub: 'http://127.0.0.1:9/' })
  const send = async (order: Order) => {
    await site.connector.send(order, AbortSignal.timeout(5_000))
    return order
  }
  first = await send(orderOf(site.connector, factsOf('evacuation-order')))
  second = await send(laterOrderOf(site.connector, first, null, 'update'))
  drill = await send(orderOf(site.connector, factsOf('fire', 'alert', true, { what: '火災 <&"> ]]>' })))
})
afterAll(() => site.close())

const get = async (path: string) => (await site.get(`/c/tsunagu/${path}`)).text()
const cap = async (order: Order) => get(`cap/${order.messageId}.xml`)

/** Every element with its attributes and words, in order. @throws Error where the XML is not well-formed */
function elements(source: string) {
  const parser = new SaxesParser({ xmlns: true })
  const found: { name: string; uri: string; attributes: Record<string, string>; text: string }[] = []
  const open: typeof found = []
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag: SaxesTagNS) => {
    const attributes = Object.fromEntries(Object.values(tag.attributes).map((one) => [one.name, one.value]))
    const element = { name: tag.local, uri: tag.uri, attributes, text: '' }
    found.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const element = open.at(-1)
    if (element) element.text += text
  })
  parser.on('closetag', () => open.pop())
  parser.write(source).close()
  return found
}

const textsOf = (found: ReturnType<typeof elements>, name: string) =>
  found.filter((element) => element.name === name).map((element) => element.text)

describe('feed.atom', () => {
  it('is Atom with what RFC 4287 requires, one entry a message', async () => {
    const found = elements(await get('feed.atom'))
    expect(found[0]).toMatchObject({ name: 'feed', uri: 'http://www.w3.org/2005/Atom' })
    expect(found.filter((element) => element.name === 'entry')).toHaveLength(3)
    expect(textsOf(found, 'id').slice(1).sort()).toEqual(
      [first, second, drill].map((order) => `urn:uuid:${order.messageId}`).sort(),
    )
    for (const moment of textsOf(found, 'updated')) expect(new Date(moment).toISOString()).toBe(moment)
    expect(textsOf(found, 'updated')[0]).toBe(second.approvedAt.toISOString())
  })
  it('leads to the page, the CAP file and the hub', async () => {
    const links = elements(await get('feed.atom')).filter((element) => element.name === 'link')
    expect(links.map((link) => link.attributes.rel)).toContain('hub')
    const capLink = links.find((link) => link.attributes.type === 'application/cap+xml')
    expect((await fetch(capLink?.attributes.href ?? '')).status).toBe(200)
    const pages = links.filter((link) => link.attributes.hreflang === 'ja')
    for (const page of pages) expect((await fetch(page.attributes.href ?? '')).status).toBe(200)
  })
  it('says of an overtaken message that it is one, and what holds now', async () => {
    const feed = await get('feed.atom')
    const entry = feed.split('<entry>').find((part) => part.includes(first.messageId)) ?? ''
    expect(entry).toContain('【前の文】')
    expect(entry).toContain('いまの文：【訂正】')
    expect(entry).toContain('term="overtaken"')
  })
  it('keeps any words well-formed', async () => {
    expect(textsOf(elements(await get('feed.atom')), 'title').join()).toContain('火災 <&"> ]]>')
  })
})

describe('feed.json', () => {
  it('tells a city’s own site all it needs', async () => {
    const feed = JSON.parse(await get('feed.json'))
    expect(feed.version).toBe('https://jsonfeed.org/version/1.1')
    const byId = new Map(
      feed.items.map((item: { id: string; _tsunagu: unknown }) => [item.id, item._tsunagu]),
    )
    expect(byId.get(`urn:uuid:${second.messageId}`)).toMatchObject({
      state: 'corrected',
      in_force: true,
      drill: false,
      level: 4,
      areas: ['川原', '下沢'],
      earlier: [`urn:uuid:${first.messageId}`],
    })
    expect(byId.get(`urn:uuid:${first.messageId}`)).toMatchObject({ state: 'overtaken', in_force: false })
    expect(byId.get(`urn:uuid:${drill.messageId}`)).toMatchObject({ drill: true })
  })
})

describe('embed.html', () => {
  it('shows what is in force, and no drill', async () => {
    const fragment = await get('embed.html')
    expect(fragment).toMatch(/^<section class="tsunagu" .*data-count="1"/)
    expect(fragment).toContain('【訂正】')
    expect(fragment).not.toContain('訓練')
    expect(fragment).not.toContain('<script')
  })
})

describe('cap/', () => {
  it('has one file a message; a correction names the first and replaces it', async () => {
    const reading = readCap(new TextEncoder().encode(await cap(second)))
    expect(reading.findings).toEqual([])
    expect(reading.alert).toMatchObject({
      msgType: 'Update',
      sender: 'bousai@city.tsunagu.example',
      references: [{ identifier: `urn:uuid:${first.messageId}`, sent: '2026-11-22T18:42:40+09:00' }],
    })
    expect(await cap(drill)).toContain('<status>Exercise</status>')
    expect(elements(await get('cap/feed.atom')).filter((one) => one.name === 'entry')).toHaveLength(3)
  })
  it('a message that CAP cannot hold still has its page', async () => {
    const order = orderOf(site.connector, factsOf('fire', 'alert', false, { cityName: '' }), {
      areas: [{ id: '', name: '', boundary: { type: 'Polygon', coordinates: [] } }],
    })
    expect(await site.connector.send(order, AbortSignal.timeout(5_000))).toMatchObject({ kind: 'accepted' })
    expect((await site.get(`/c/tsunagu/cap/${order.messageId}.xml`)).status).toBe(404)
    expect((await site.get(`/c/tsunagu/a/${order.messageId}.html`)).status).toBe(200)
  })
})

describe('eighty messages as CAP', () => {
  const files: string[] = []
  beforeAll(async () => {
    const all = await openSite()
    for (const { facts } of fixtureMessages) {
      const order =
        facts.type === 'alert'
          ? orderOf(all.connector, facts)
          : laterOrderOf(
              all.connector,
              orderOf(all.connector, factsOf(facts.template, 'alert', facts.drill)),
              null,
              facts.type,
            )
      await all.connector.send(order, AbortSignal.timeout(10_000))
      files.push(await (await all.get(`/c/tsunagu/cap/${order.messageId}.xml`)).text())
    }
    await all.close()
  })
  it('our own strict reader has nothing to say about any', () => {
    expect(files).toHaveLength(80)
    for (const file of files) expect(readCap(new TextEncoder().encode(file)).findings).toEqual([])
  })
  warnWithoutXmllint('the CAP files of 市サイト, by libxml2 against cap12.xsd')
  test.skipIf(missingForXmllint.length > 0)('libxml2 finds every one valid against the XSD', () => {
    expect(xmllintVerdicts(files).filter((verdict) => verdict !== null)).toEqual([])
  })
})
