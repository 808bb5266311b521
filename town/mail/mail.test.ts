import { generateKeyPairSync } from 'node:crypto'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../testing/fake-city.ts'
import { openTestTown, type TestTown } from '../testing/town-in-test.ts'
import type { Mail } from './mailbox.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const publishedKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const ALERT = '0195a0c4-1111-7222-8333-444455556666'
const dkim = {
  ...{ domainName: 'city.example', keySelector: 's1' },
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}
const headerFieldNames =
  'From:To:Subject:Date:Message-ID:Content-Type:MIME-Version:List-Unsubscribe:List-Unsubscribe-Post'

let t: TestTown
beforeAll(async () => {
  t = await openTestTown()
  t.city.pages.set(
    '/mail/dkim.json',
    JSON.stringify({ records: [{ selector: 's1', domain: 'city.example', publicKey: publishedKey }] }),
  )
})
afterAll(() => t.close())
beforeEach(async () => {
  await t.call('DELETE', '/api/seen')
  await t.call('DELETE', '/api/mail')
  await t.call('DELETE', '/api/faults')
  t.inbound.mails.length = 0
})

const alert = (to: string | string[]) => ({
  ...{
    from: 'つなぐ市 <alert@city.example>',
    to,
    subject: '【警戒レベル4】避難指示',
    text: '川原・下沢は全員避難。',
  },
  envelope: { from: 'b+1@bounce.city.example', to },
  headers: {
    'X-Tsunagu-Alert': ALERT,
    'X-Tsunagu-Approved': '2026-11-22T09:42:40.125Z',
    'List-Unsubscribe': '<https://www.city.example/mail/leave/abc?x=1>, <mailto:leave@city.example>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
})
const send = (to: string | string[], extra = {}) => t.client(extra).sendMail(alert(to))
const mails = async () => (await t.get<{ mails: Mail[] }>('/api/mail')).mails
const firstMail = () => until(async () => (await mails())[0], 'a mail')

describe('an alert by mail', () => {
  it('is seen, with its id and the moment of approval', async () => {
    await send('aoi@docomo.example')
    const [sighting] = await until(async () => (await t.seen()).length > 0 && t.seen(), 'a sighting')
    expect(sighting).toMatchObject({
      ...{ medium: 'email', device: 'aoi@docomo.example', alertId: ALERT, title: '【警戒レベル4】避難指示' },
      ...{
        text: '川原・下沢は全員避難。',
        drill: false,
        approvedAt: '2026-11-22T09:42:40.125Z',
        state: 'live',
      },
    })
  })
  it('lies in the mailbox of each recipient, with its raw headers', async () => {
    await send(['aoi@docomo.example', 'riku@au.example'])
    await until(async () => (await mails()).length === 2, 'two mails')
    const whole = await t.get<Mail>(`/api/mail/${(await mails())[0]?.id}`)
    expect(whole.headers).toContain('X-Tsunagu-Alert: 0195a0c4')
    expect(whole.envelopeFrom).toBe('b+1@bounce.city.example')
    const raw = await (await t.call('GET', `/api/mail/${whole.id}/raw`)).text()
    expect(raw).toContain('List-Unsubscribe-Post')
  })
  it('shows a good signature that covers the way out', async () => {
    await send('aoi@docomo.example', { dkim: { ...dkim, headerFieldNames } })
    const mail = await firstMail()
    expect(mail.dkim).toMatchObject({ result: 'pass', domain: 'city.example', aligned: true })
    expect(mail.unsubscribe).toMatchObject({ oneClick: true, signed: true })
  })
  it('shows a key that nobody published', async () => {
    await send('aoi@docomo.example', { dkim: { ...dkim, keySelector: 'other' } })
    expect((await firstMail()).dkim.result).toBe('key-unknown')
  })
  it('says that a drill is one', async () => {
    await t.client().sendMail({ ...alert('aoi@docomo.example'), subject: '【訓練】避難指示' })
    expect((await firstMail()).drill).toBe(true)
  })
  it('reaches an address of old times that breaks the rules', async () => {
    await send('a..b.@docomo.example')
    expect((await firstMail()).recipient).toBe('a..b.@docomo.example')
  })
})

describe('a person who leaves the list', () => {
  it('presses the button: one POST as RFC 8058 says, without cookies', async () => {
    t.city.pages.set('/mail/leave/abc?x=1', 'ok')
    await send('aoi@docomo.example')
    const answer = await t.call('POST', `/api/mail/${(await firstMail()).id}/unsubscribe`)
    expect(await answer.json()).toMatchObject({ kind: 'sent', status: 200 })
    const request = t.city.requests.find((one) => one.path === '/mail/leave/abc?x=1')
    expect(request).toMatchObject({ method: 'POST', body: 'List-Unsubscribe=One-Click' })
    expect(request?.headers).toMatchObject({ 'content-type': 'application/x-www-form-urlencoded' })
    expect(request?.headers.cookie).toBeUndefined()
  })
  it('is told when the mail offers no such button', async () => {
    await t.client().sendMail({ from: 'a@city.example', to: 'aoi@docomo.example', subject: 'お知らせ' })
    const answer = await t.call('POST', `/api/mail/${(await firstMail()).id}/unsubscribe`)
    expect(answer.status).toBe(409)
  })
})

describe('a resident who writes to the city', () => {
  it('reaches the city by SMTP, with an empty mail too', async () => {
    const answer = await t.call('POST', '/api/mail/send', {
      from: 'aoi@docomo.example',
      to: 'touroku@city.example',
    })
    expect(await answer.json()).toMatchObject({ kind: 'accepted' })
    expect(t.inbound.mails[0]).toMatchObject({ from: 'aoi@docomo.example', to: ['touroku@city.example'] })
  })
  it('hears the words of a city that refuses', async () => {
    t.inbound.answers.push(550)
    const answer = await t.call('POST', '/api/mail/send', {
      from: 'aoi@docomo.example',
      to: 'nobody@city.example',
    })
    expect(answer.status).toBe(502)
    expect(await answer.json()).toMatchObject({
      kind: 'refused',
      reply: expect.stringContaining('no such list'),
    })
  })
  it('is told what is wrong with an address', async () => {
    const answer = await t.call('POST', '/api/mail/send', { from: 'aoi', to: 'x@city.example' })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { findings: [{ path: 'from' }] } })
  })
})

describe('mail to the city through the town', () => {
  it('is passed on with its envelope, to domains below too', async () => {
    await t.client().sendMail({ ...alert('seed@bounce.city.example'), subject: 'seed' })
    const mail = await until(() => t.inbound.mails[0], 'the relayed mail')
    expect(mail).toMatchObject({ from: 'b+1@bounce.city.example', to: ['seed@bounce.city.example'] })
    expect(await mails()).toEqual([])
  })
  it('is tried again while the city cannot take it', async () => {
    t.inbound.answers.push(451, 421)
    await send('seed@city.example')
    await until(() => t.inbound.mails[0], 'the mail after two refusals')
    expect(t.inbound.mails).toHaveLength(1)
  })
  it('comes back as a bounce when the city refuses it for good', async () => {
    t.inbound.answers.push(550)
    const from = { from: 'aoi@docomo.example', to: 'nobody@city.example' }
    await t.client().sendMail({ ...from, subject: 'x', text: 'y' })
    const bounce = await firstMail()
    expect(bounce).toMatchObject({ recipient: 'aoi@docomo.example', envelopeFrom: '' })
  })
})

describe('a mailbox that bounces later', () => {
  it('takes the mail, then tells the envelope sender by a real report with the null sender', async () => {
    await send('gone@late-bounce.example')
    const report = await until(() => t.inbound.mails[0], 'the bounce')
    expect(report).toMatchObject({ from: '', to: ['b+1@bounce.city.example'] })
    expect(report.raw).toMatch(/Content-Type: multipart\/report; report-type=delivery-status/)
    const parsed = await PostalMime.parse(report.raw)
    const part = parsed.attachments.find((one) => one.mimeType === 'message/delivery-status')
    const fields = Buffer.from(part?.content as ArrayBuffer).toString()
    expect(fields).toMatch(/Final-Recipient: rfc822; gone@late-bounce\.example/)
    expect(fields).toMatch(/Action: failed\r?\nStatus: 5\.1\.1/)
    expect(report.raw).toContain(`X-Tsunagu-Alert: ${ALERT}`)
    expect(await mails()).toEqual([])
  })
  it('never answers a bounce with a bounce', async () => {
    const envelope = { from: '', to: 'gone@late-bounce.example' }
    await t.client().sendMail({ ...alert('gone@late-bounce.example'), envelope })
    await send('other@late-bounce.example')
    await until(() => t.inbound.mails[0], 'the second bounce')
    expect(t.inbound.mails.map((mail) => mail.to)).toEqual([['b+1@bounce.city.example']])
  })
})
