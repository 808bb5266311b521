import { rmSync, writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { serve } from '@hono/node-server'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Order } from '#alerts/medium.ts'
import { keepsTheContract } from '../contract.ts'
import { factsOf, laterOrderOf, orderOf } from '../fixtures.ts'
import { citySite } from './city-site.ts'
import { asShown, noticesOn, titleAsShown } from './look.ts'
import { rebuildDue } from './publish.ts'
import { openSite, type SiteInTest } from './site-in-test.ts'
import { css } from './style.ts'
import { reasonOf } from './trouble.ts'

const open: SiteInTest[] = []
async function site(settings?: Record<string, unknown>): Promise<SiteInTest> {
  const one = await openSite(settings)
  open.push(one)
  return one
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

keepsTheContract('市サイト', site)

const soon = () => AbortSignal.timeout(5_000)
async function sent(one: SiteInTest, order: Order): Promise<Order> {
  expect(await one.connector.send(order, soon())).toMatchObject({ kind: 'accepted' })
  return order
}
const front = async (one: SiteInTest, path = '') => (await one.get(`/c/tsunagu/${path}`)).text()
const built = (one: SiteInTest) => rebuildDue(one.home, one.tools.clock, one.tools.log)
const order = (one: SiteInTest, ...facts: Parameters<typeof factsOf>) =>
  orderOf(one.connector, factsOf(...facts))

describe('the front page', () => {
  it('is calm before anything was ever sent', async () => {
    const one = await site()
    await built(one)
    expect(await front(one)).toContain('いま出ているお知らせはありません')
    expect(await front(one, 'ja-easy/')).toContain('<html lang="ja-simple">')
  })
  it('shows the gravest level in its colour, whichever came last', async () => {
    const one = await site()
    await sent(one, order(one, 'emergency-safety'))
    await sent(one, order(one, 'water-outage'))
    await sent(one, order(one, 'elderly-evacuation'))
    const page = await front(one)
    expect(page).toContain('class="band c5"')
    expect(noticesOn(page).map((notice) => notice.title.includes('緊急安全確保'))).toEqual([
      true,
      false,
      false,
    ])
  })
  it('keeps the earlier words and their time under a correction', async () => {
    const one = await site()
    const first = await sent(one, order(one, 'evacuation-order'))
    const second = await sent(one, laterOrderOf(one.connector, first, null, 'update'))
    const page = await front(one)
    const [notice, ...others] = noticesOn(page)
    expect(others).toEqual([])
    expect(notice).toMatchObject({
      messageId: second.messageId,
      state: 'corrected',
      earlier: [first.messageId],
      before: [{ messageId: first.messageId, title: first.renditions[0]?.rendition.title }],
    })
    expect(page).toContain('11月22日 18:42')
    expect(await front(one, `a/${first.messageId}.html`)).toContain('【訂正】')
  })
  it.each(['lift', 'cancel'] as const)(
    'after a %s it is calm above, and says below what has ended',
    async (type) => {
      const one = await site()
      const first = await sent(one, order(one, 'evacuation-order'))
      await sent(one, laterOrderOf(one.connector, first, null, type))
      const page = await front(one)
      expect(page).not.toContain('class="band')
      expect(page.indexOf('いま出ているお知らせはありません')).toBeGreaterThan(0)
      expect(noticesOn(page)).toMatchObject([{ state: type === 'lift' ? 'lifted' : 'cancelled' }])
    },
  )
  it('keeps drills apart: no level colour, no band, in stripes below what is real', async () => {
    const one = await site()
    await sent(one, order(one, 'emergency-safety', 'alert', true))
    const drillOnly = await front(one)
    expect(drillOnly).toContain('いま出ているお知らせはありません')
    expect(drillOnly).not.toMatch(/class="band|<header class="c[1-5]"/)
    await sent(one, order(one, 'water-outage'))
    const [real, drill] = (await front(one)).split('<section class="drill"')
    expect(noticesOn(real ?? '').map((notice) => notice.title)).toEqual(['断水 川原・下沢'])
    expect(noticesOn(drill ?? '').map((notice) => notice.title)).toEqual([expect.stringMatching(/^【訓練】/)])
  })
  it('lets a notice go when its time has run out, without any send', async () => {
    const one = await site()
    const { messageId } = await sent(one, order(one, 'evacuation-order'))
    one.setNow('2026-11-24T18:41:59+09:00')
    expect(await built(one)).toBe(0)
    one.setNow('2026-11-24T18:42:00+09:00')
    expect(await built(one)).toBeGreaterThan(0)
    expect(noticesOn(await front(one))).toEqual([])
    expect(noticesOn(await front(one, `a/${messageId}.html`))).toMatchObject([{ state: 'expired' }])
    expect(await front(one, 'past.html')).toContain(`a/${messageId}.html`)
  })
  it('lets an ended notice go after a day', async () => {
    const one = await site()
    const first = await sent(one, order(one, 'evacuation-order'))
    await sent(one, laterOrderOf(one.connector, first, null, 'lift'))
    one.setNow('2026-11-23T21:30:01+09:00')
    await built(one)
    expect(noticesOn(await front(one))).toEqual([])
  })
  it('stays small: style sheet ≤ 12 kB, first answer ≤ 14 kB with six notices in force', async () => {
    const one = await site()
    for (const template of ['emergency-safety', 'evacuation-order', 'fire', 'water-outage'] as const)
      await sent(one, order(one, template, 'alert', false, { reason: 'あいうえおかきくけこ'.repeat(20) }))
    const first = await sent(one, order(one, 'elderly-evacuation'))
    await sent(one, laterOrderOf(one.connector, first, null, 'update'))
    await sent(one, order(one, 'shelter-open', 'alert', true))
    expect(Buffer.byteLength(css)).toBeLessThanOrEqual(12 * 1024)
    expect(gzipSync(await front(one)).byteLength).toBeLessThanOrEqual(14 * 1024)
    expect(await front(one)).not.toMatch(/<script|<link rel="stylesheet"|<img/)
  })
})

describe('any words', () => {
  const words = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 60 })
    .filter((text) => text.trim() !== '')
  it('stand on the page as they were written, and break nothing', async () => {
    const one = await site()
    await fc.assert(
      fc.asyncProperty(words, words, async (title, text) => {
        const said = order(one, 'evacuation-order', 'alert', false, { what: title, reason: text })
        said.renditions = said.renditions.map(({ language }) => ({ language, rendition: { title, text } }))
        await sent(one, said)
        const found = noticesOn(await front(one, `a/${said.messageId}.html`))
        expect(found).toMatchObject([{ title: titleAsShown(title), text: asShown(text) }])
        expect(await one.connector.observe?.(said, null, soon())).not.toBe('not-yet')
      }),
      { numRuns: 40 },
    )
  })
})

describe('looking', () => {
  it('finds the words within a second of the send, on top or as what stood before', async () => {
    const one = await site()
    const started = performance.now()
    const first = await sent(one, order(one, 'evacuation-order'))
    expect(await one.connector.observe?.(first, null, soon())).toMatchObject({ where: '市サイトのトップ' })
    expect(performance.now() - started).toBeLessThan(1_000)
    const second = await sent(one, laterOrderOf(one.connector, first, null, 'update'))
    expect(await one.connector.observe?.(second, null, soon())).toMatchObject({ where: '市サイトのトップ' })
    const past = await one.connector.observe?.(first, null, soon())
    expect(past).toMatchObject({ where: '市サイトのトップ（前の文として）' })
  })
  it('does not take other words for the message', async () => {
    const one = await site()
    const said = await sent(one, order(one, 'evacuation-order'))
    const other = structuredClone(said)
    for (const { rendition } of other.renditions) rendition.text += '。'
    expect(await one.connector.observe?.(other, null, soon())).toBe('not-yet')
  })
  it('takes for a lifting only a page that says lifted', async () => {
    const one = await site()
    const first = await sent(one, order(one, 'evacuation-order'))
    const lift = laterOrderOf(one.connector, first, null, 'lift')
    expect(await one.connector.observe?.(lift, null, soon())).toBe('not-yet')
    await sent(one, lift)
    expect(await one.connector.observe?.(lift, null, soon())).toMatchObject({ where: '市サイトのトップ' })
    expect(await one.connector.observe?.({ ...lift, act: 'update' }, null, soon())).toBe('not-yet')
    expect(await one.connector.observe?.(first, null, soon())).toMatchObject({ where: 'お知らせのページ' })
  })
  it('does not take a page that speaks nonsense, or an error, for the message', async () => {
    const one = await site()
    const said = await sent(one, order(one, 'evacuation-order'))
    for (const body of ['<html>OK', '', said.messageId]) {
      writeFileSync(join(one.folder, 'public', 'index.html'), body)
      expect(await one.connector.observe?.(said, null, soon())).toBe('not-yet')
    }
    rmSync(join(one.folder, 'public'), { recursive: true })
    expect(await one.connector.observe?.(said, null, soon())).toBe('not-yet')
  })
})

describe('bad days', () => {
  it('a notice that somebody broke is left out, said, and kept back from no other', async () => {
    const one = await site()
    await sent(one, order(one, 'water-outage'))
    writeFileSync(join(one.folder, 'notices', '0195a0c4-0000-7000-8000-00000000dead.json'), '{"half":')
    const said = await sent(one, order(one, 'fire'))
    expect(noticesOn(await front(one)).map((notice) => notice.messageId)).toContain(said.messageId)
    expect(noticesOn(await front(one))).toHaveLength(2)
  })
  it('pages that somebody deleted come back by themselves', async () => {
    const one = await site()
    const { messageId } = await sent(one, order(one, 'fire'))
    rmSync(join(one.folder, 'public', 'index.html'))
    await built(one)
    expect(noticesOn(await front(one))).toMatchObject([{ messageId }])
  })
  it('a hub hears of it; a hub that is away keeps nothing back', async () => {
    const heard: string[] = []
    const fetchHub = async (request: Request) => {
      heard.push(await request.text())
      return new Response(null, { status: 202 })
    }
    const hub = serve({ fetch: fetchHub, port: 0, hostname: '127.0.0.1' })
    await new Promise((resolve) => hub.once('listening', resolve))
    const address = hub.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const one = await site({ hub: `http://127.0.0.1:${port}/` })
    await sent(one, order(one, 'fire'))
    await expect.poll(() => heard.length).toBe(3)
    expect(heard.join()).toContain(encodeURIComponent(`${one.url}/c/tsunagu/feed.atom`))
    await new Promise((resolve) => hub.close(resolve))
    await sent(one, order(one, 'fire'))
  })
  it('what could not be read back is rejected, not accepted and lost', async () => {
    const one = await site()
    const wrong = { ...order(one, 'fire'), messageId: 'not-an-id' }
    expect(await one.connector.send(wrong, soon())).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('messageId'),
    })
  })
  it('a full disk is said in words', async () => {
    const full = await writeFile('/dev/full', 'x').catch((error: unknown) => error)
    expect(reasonOf(full)).toContain('保存先がいっぱいです')
  })
  it('a boundary of thousands of points makes no page heavy, and stays whole in CAP', async () => {
    const one = await site()
    const points = Array.from({ length: 5_000 }, (_, i) => (i / 5_000) * 2 * Math.PI)
    const coast = points.map((angle) => [139.5 + Math.cos(angle) / 20, 35.6 + Math.sin(angle) / 20])
    const said = order(one, 'fire')
    said.areas = [
      { id: 'x', name: '川原', boundary: { type: 'Polygon', coordinates: [[...coast, coast[0] ?? []]] } },
    ]
    await sent(one, said)
    expect((await front(one)).length).toBeLessThan(16_000)
    expect((await front(one, `cap/${said.messageId}.xml`)).match(/\d,\d/g)?.length).toBeGreaterThan(4_900)
  })
  it('says what is wrong with its settings', async () => {
    const one = await site()
    const opened = citySite.open({ address: 'ftp://x', capSender: 'a b' }, one.tools)
    expect(opened).toMatchObject({ off: expect.stringMatching(/address：.*capSender：/) })
    expect(await readFile(join(one.folder, 'site.json'), 'utf8')).toContain('つなぐ市')
  })
})

describe('every link', () => {
  it('of every page leads somewhere', async () => {
    const one = await site()
    const first = await sent(one, order(one, 'evacuation-order'))
    await sent(one, laterOrderOf(one.connector, first, null, 'update'))
    await sent(one, order(one, 'fire', 'alert', true))
    const open = new Set([`${one.url}/c/tsunagu/`])
    for (const address of open) {
      const answer = await fetch(address)
      expect([address, answer.status]).toEqual([address, 200])
      if (!answer.headers.get('content-type')?.startsWith('text/html')) continue
      for (const [, href = ''] of (await answer.text()).matchAll(/ href="([^"#]*)"/g))
        if (!href.startsWith('tel:')) open.add(new URL(href, address).href)
    }
    expect(open.size).toBe(11)
  })
})
