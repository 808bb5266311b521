import { spawnSync } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { beforeAll, expect, test } from 'vitest'
import { ensureDebian } from '../../../test/setup/debian.ts'
import { type Composer, composer, type Letterhead } from './compose.ts'
import { dnsRecord, freshDkimPair, type SigningKey } from './dkim.ts'
import { holds } from './dkim-check.fixture.ts'
import { encodedWords } from './encode.ts'

let rsa: { privatePem: string; publicKey: string }
let ed25519: { privatePem: string; publicKey: string }
beforeAll(async () => {
  rsa = await freshDkimPair('rsa')
  ed25519 = await freshDkimPair('ed25519')
})

const signing = (algorithm: SigningKey['algorithm']): SigningKey => ({
  algorithm,
  domain: 'city.tsunagu.example',
  selector: algorithm === 'rsa' ? 'r1' : 'e1',
  privateKey: createPrivateKey((algorithm === 'rsa' ? rsa : ed25519).privatePem),
})

const letter = (changes: Partial<Letterhead> = {}): Letterhead => ({
  fromName: 'つなぐ市',
  fromAddress: 'anzen@city.tsunagu.example',
  subject: '【警戒レベル4】避難指示 川原・下沢',
  text: '警戒レベル4「避難指示」を出しました。\n対象：川原住区・下沢住区\n',
  createdAt: new Date('2026-11-22T09:42:00Z'),
  listId: { name: 'つなぐ市 安全安心メール', id: 'anzen.city.tsunagu.example' },
  alert: { messageId: '018f0000-0000-7000-8000-000000000001', approvedAt: '2026-11-22T18:41:58.120+09:00' },
  autoSubmitted: 'auto-generated',
  keys: [signing('rsa')],
  ...changes,
})

const write = (made: Composer) =>
  made.compose({
    to: 'a..b@docomo.example',
    messageId: '<one@mail.city.tsunagu.example>',
    references: ['<zero@mail.city.tsunagu.example>', '<half@mail.city.tsunagu.example>'],
    foot: '配信をやめる：\nhttps://city.tsunagu.example/mail/u/abc',
    oneClickUrl: 'https://city.tsunagu.example/mail/u/abc',
  })

test('a mail program reads what was written', async () => {
  const raw = await write(composer(letter()))
  const mail = await PostalMime.parse(raw)
  expect(mail.subject).toBe('【警戒レベル4】避難指示 川原・下沢')
  expect(mail.from).toMatchObject({ name: 'つなぐ市', address: 'anzen@city.tsunagu.example' })
  expect(mail.text?.replaceAll('\r\n', '\n').trim()).toBe(
    '警戒レベル4「避難指示」を出しました。\n対象：川原住区・下沢住区\n\n配信をやめる：\nhttps://city.tsunagu.example/mail/u/abc',
  )
  const header = (name: string) => mail.headers.find((one) => one.key === name)?.value
  expect(header('x-tsunagu-alert')).toBe('018f0000-0000-7000-8000-000000000001')
  expect(header('x-tsunagu-approved')).toBe('2026-11-22T18:41:58.120+09:00')
  expect(header('date')).toBe('Sun, 22 Nov 2026 18:42:00 +0900')
  expect(header('in-reply-to')).toBe('<half@mail.city.tsunagu.example>')
  expect(header('references')).toMatch(/<zero@.*>\s+<half@.*>/)
  expect(header('list-unsubscribe')).toBe('<https://city.tsunagu.example/mail/u/abc>')
  expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
})

test('a repeat is the same octets, so that a mailbox can fold it', async () => {
  const made = composer(letter())
  expect(await write(made)).toEqual(await write(made))
})

test('whatever the text: it arrives whole, in lines of at most 998 octets of ASCII', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
      async (text, subject) => {
        const raw = await write(composer(letter({ text, subject, keys: [] })))
        const lines = raw.toString('latin1').split('\r\n')
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998)
        expect(raw.every((octet) => octet < 128)).toBe(true)
        const mail = await PostalMime.parse(raw)
        const plain = text.replace(/\r\n?/g, '\n').trimEnd()
        expect(mail.text?.replaceAll('\r\n', '\n').startsWith(plain)).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
})

test('no subject can begin another header, and no character of it is split', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const words = encodedWords(`${text}\r\nBcc: x@y.example`)
      for (const line of words.split('\r\n').slice(1)) expect(line.startsWith(' ')).toBe(true)
      for (const word of words.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)) {
        expect(word[0].length).toBeLessThanOrEqual(75)
        expect(Buffer.from(word[1] ?? '', 'base64').toString()).not.toContain('\n')
      }
    }),
  )
})

test('the signature holds, and falls when a word, a link or the subject is changed', async () => {
  const raw = await write(composer(letter()))
  expect(holds(raw, rsa.publicKey)).toBe(true)
  const changed = (from: RegExp, to: string) =>
    Buffer.from(raw.toString('latin1').replace(from, to), 'latin1')
  expect(holds(changed(/mail\/u\/abc>/, 'mail/u/abd>'), rsa.publicKey)).toBe(false)
  expect(holds(changed(/^Subject: =/m, 'Subject: X ='), rsa.publicKey)).toBe(false)
  expect(holds(changed(/\r\n\r\n./s, '\r\n\r\nX'), rsa.publicKey)).toBe(false)
  expect(holds(raw, (await freshDkimPair('rsa')).publicKey)).toBe(false)
})

const absent = ensureDebian(['python3-dkim', 'python3-nacl'])
if (absent) console.warn(`LEFT OUT: DKIM checked by dkimpy: ${absent}`)

test.skipIf(absent)(
  'dkimpy, which others wrote, finds both signatures good, and a changed text bad',
  async () => {
    const raw = await write(composer(letter({ keys: [signing('rsa'), signing('ed25519')] })))
    const records = {
      'r1._domainkey.city.tsunagu.example.': dnsRecord('rsa', rsa.publicKey),
      'e1._domainkey.city.tsunagu.example.': dnsRecord('ed25519', ed25519.publicKey),
    }
    const program = `import sys, json, dkim
records = json.loads(sys.argv[1]); raw = sys.stdin.buffer.read()
d = dkim.DKIM(raw)
print([d.verify(i, dnsfunc=lambda name, timeout=5: records[name.decode()].encode()) for i in (0, 1)])`
    const check = (message: Buffer) => {
      const ran = spawnSync('/usr/bin/python3', ['-c', program, JSON.stringify(records)], {
        input: message,
        encoding: 'utf8',
      })
      return ran.stdout.trim() || ran.stderr
    }
    expect(check(raw)).toBe('[True, True]')
    expect(check(Buffer.from(raw.toString('latin1').replace('auto-generated', 'no'), 'latin1'))).toBe(
      '[False, False]',
    )
  },
)
