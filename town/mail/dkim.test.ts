import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import nodemailer from 'nodemailer'
import { describe, expect, it } from 'vitest'
import { checkDkim, readTags } from './dkim.ts'
import { canonicalBody, canonicalField } from './dkim-canonical.ts'
import { cutMessage } from './raw-message.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const findKey = async (domain: string, selector: string) =>
  domain === 'city.example' && selector === 's1' ? published : undefined
const now = new Date('2026-11-22T09:42:40Z')

const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const transport = nodemailer.createTransport({
  ...{ streamTransport: true, buffer: true, newline: 'windows' },
  dkim: { domainName: 'city.example', keySelector: 's1', privateKey: pem },
})

async function signed(text: string, subject = '【警戒レベル4】避難指示'): Promise<Buffer> {
  const list = { unsubscribe: { url: 'https://city.example/u/1', comment: '配信停止' } }
  const sent = await transport.sendMail({
    from: 'つなぐ市 <alert@city.example>',
    to: 'a@docomo.example',
    subject,
    text,
    list,
  })
  return sent.message as Buffer
}

const check = (raw: Buffer, find = findKey) => checkDkim(cutMessage(raw), 'alert@city.example', find, now)

describe('a mail that nodemailer signed', () => {
  it('passes, and tells which fields lie under the signature', async () => {
    const verdict = await check(await signed('川原・下沢は全員避難。\n\n結川が氾濫するおそれ。\n'))
    expect(verdict).toMatchObject({ result: 'pass', domain: 'city.example', selector: 's1', aligned: true })
    expect(verdict.signedFields).toContain('subject')
  })
  it('fails when one letter of the text is changed', async () => {
    const raw = await signed('leave now')
    const verdict = await check(
      Buffer.from(raw.toString('latin1').replace('leave now', 'leave not'), 'latin1'),
    )
    expect(verdict).toMatchObject({ result: 'fail', reason: 'the body was changed' })
  })
  it('fails when a signed field is changed', async () => {
    const raw = await signed('x', 'Evacuation')
    const verdict = await check(
      Buffer.from(raw.toString('latin1').replace('Evacuation', 'All is well'), 'latin1'),
    )
    expect(verdict).toMatchObject({ result: 'fail', reason: 'the signature does not match' })
  })
  it('is told apart when nobody has published the key', async () => {
    const verdict = await check(await signed('x'), async () => undefined)
    expect(verdict.result).toBe('key-unknown')
  })
  it('fails, and does not throw, when what is published is no key', async () => {
    expect((await check(await signed('x'), async () => 'bm90IGEga2V5')).result).toBe('fail')
  })
  it('passes whatever words it carries', async () => {
    const words = fc.string({ unit: 'binary', maxLength: 200 })
    const property = fc.asyncProperty(words, async (text) => {
      expect((await check(await signed(text))).result).toBe('pass')
    })
    await fc.assert(property, { numRuns: 40 })
  })
})

describe('a signature that promises less than it seems', () => {
  const forged = async (from: RegExp, to: string) =>
    check(Buffer.from((await signed('x')).toString('latin1').replace(from, to), 'latin1'))

  it('is refused when it leaves part of the text open (l=)', async () => {
    expect((await forged(/; s=s1;/, '; l=1; s=s1;')).reason).toMatch(/l=/)
  })
  it('is refused when it does not cover From', async () => {
    expect((await forged(/h=from:/, 'h=')).reason).toBe('From is not signed')
  })
  it('is refused when it has expired', async () => {
    expect((await forged(/; s=s1;/, '; x=1000; s=s1;')).reason).toMatch(/expired/)
  })
  it('is refused when it uses another algorithm', async () => {
    expect((await forged(/a=rsa-sha256/, 'a=rsa-sha1')).reason).toMatch(/rsa-sha1/)
  })
  it('is not aligned when another domain signed', async () => {
    const verdict = await checkDkim(cutMessage(await signed('x')), 'alert@other.example', findKey, now)
    expect(verdict).toMatchObject({ result: 'pass', aligned: false })
  })
})

it('a mail without a signature has none', async () => {
  expect((await check(Buffer.from('From: a@b.example\r\n\r\nhello\r\n'))).result).toBe('none')
})

describe('the canonical forms of RFC 6376 §3.4.5', () => {
  const message = cutMessage(Buffer.from('A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n'))
  it('relaxed', () => {
    expect(message.fields.map((field) => canonicalField(field.raw, 'relaxed'))).toEqual(['a:X', 'b:Y Z'])
    expect(canonicalBody(message.body, 'relaxed')).toBe(' C\r\nD E\r\n')
  })
  it('simple', () => {
    expect(message.fields.map((field) => canonicalField(field.raw, 'simple'))).toEqual([
      'A: X',
      'B : Y\t\r\n\tZ  ',
    ])
    expect(canonicalBody(message.body, 'simple')).toBe(' C \r\nD \t E\r\n')
  })
  it('an empty body is a line end when simple and nothing when relaxed', () => {
    expect([canonicalBody('', 'simple'), canonicalBody('\r\n\r\n', 'relaxed')]).toEqual(['\r\n', ''])
  })
})

it('a tag list that names a tag twice is not read', () => {
  expect(readTags('a=1; a=2')).toBeUndefined()
  expect(readTags('v=1; b= x\r\n y ;')?.get('b')).toBe('x\r\n y')
})

it('no bytes at all make the check throw', async () => {
  const property = fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (tags, body) => {
    await check(Buffer.from(`DKIM-Signature: ${tags}\r\n\r\n${body}`))
  })
  await fc.assert(property)
})
