import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../testing/fake-city.ts'
import { feedOf, pageOf } from '../testing/fake-pages.ts'
import { openTestTown, type TestTown } from '../testing/town-in-test.ts'

const id = '0195a0c4-1111-7222-8333-444455556666'
const nasty = '<script>alert(1)</script>"&'
let t: TestTown
beforeAll(async () => {
  t = await openTestTown()
})
afterAll(() => t.close())

const page = async (path: string) => (await t.call('GET', path)).text()
const form = (path: string, fields: Record<string, string> = {}) =>
  fetch(`${t.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), headers: { origin: t.url } })
const mailTo = (to: string, subject: string) =>
  t.client().sendMail({
    ...{ from: 'alert@city.example', to, subject, text: `${nasty} 全員避難` },
    headers: { 'X-Tsunagu-Alert': id, 'X-Tsunagu-Approved': new Date(Date.now() - 1_300).toISOString() },
  })
const firstMailId = async () => (await t.get<{ mails: { id: string }[] }>('/api/mail')).mails[0]?.id

it('a quiet town says so, and shows the media to come as not connected', async () => {
  const wall = await page('/')
  expect(wall).toContain('まちは いま静かです')
  expect(wall.match(/（準備中）/g)).toHaveLength(7)
})

it('an alert moves the wall: level, time to each device, what is still missing', async () => {
  const notice = {
    id,
    headline: '【警戒レベル4】避難指示',
    text: nasty,
    approvedAt: new Date(Date.now() - 2_400).toISOString(),
  }
  t.city.pages.set('/c/tsunagu/', pageOf([notice]))
  t.city.pages.set('/c/tsunagu/feed.atom', feedOf([]))
  const wall = await until(async () => {
    const seen = await page('/picture')
    return seen.includes('1 / 3 で見えた') && seen
  }, 'the page')
  expect(wall).toContain('避難指示が まちに届くまで')
  expect(wall).toMatch(/市のサイト <span class="pill">2\.\d 秒で届いた/)
  expect(wall).toContain('更新フィード まだ')
  expect(wall).toContain('メールはまだ')
  expect(wall).not.toContain('<script>alert')
})

it('the open page is told at once that the picture has changed', async () => {
  const stream = await t.call('GET', '/picture/stream')
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  await reader?.read()
  await mailTo('aoi@docomo.example', '【訓練】避難指示')
  expect((await reader?.read())?.value).toContain('event: changed')
  await reader?.cancel()
})

it('a drill wears stripes', async () => {
  expect(await page('/picture')).toMatch(/<a class="card drill"[\s\S]*【訓練】/)
})

it('a mail is read whole, escaped, with its signature and its way out', async () => {
  const whole = await page(`/mail/${await firstMailId()}`)
  expect(whole).toContain('&lt;script&gt;')
  expect(whole).toContain('このメールには署名がありません')
  expect(whole).toContain('配信停止の案内がないメールです')
  expect((await t.call('GET', '/mail/none')).status).toBe(404)
})

it('the list finds mails by their words', async () => {
  expect(await page(`/mail?q=${encodeURIComponent('全員')}`)).toContain('【訓練】避難指示')
  expect(await page(`/mail?q=${encodeURIComponent('"><b>')}`)).toContain('あてはまるメールはありません')
})

it('the form sends an empty mail to the city, and asks again when an address is none', async () => {
  const sent = await form('/mail/new', { from: 'hana@docomo.example', to: 'touroku@city.example' })
  expect(await sent.text()).toContain('市のメールサーバーが受け取りました')
  expect(t.inbound.mails[0]?.from).toBe('hana@docomo.example')
  expect((await form('/mail/new', { from: 'hana' })).status).toBe(400)
})

it('pages allow no script from elsewhere, and no form from a foreign page', async () => {
  expect((await t.call('GET', '/')).headers.get('content-security-policy')).toContain("script-src 'self'")
  const foreign = {
    method: 'POST',
    body: new URLSearchParams({ x: '1' }),
    headers: { origin: 'https://evil.example' },
  }
  expect((await fetch(`${t.url}/mail/new`, foreign)).status).toBe(403)
})
