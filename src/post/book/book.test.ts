import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressHash, readAddress } from './address.ts'
import {
  linkIds,
  linkIsGenuine,
  linkToken,
  messageIdOf,
  readMessageId,
  readVerp,
  verpToken,
} from './tokens.ts'

test.each([
  ['taro..hanako@docomo.ne.jp', 'taro..hanako@docomo.ne.jp'],
  ['taro.@ezweb.ne.jp', 'taro.@ezweb.ne.jp'],
  ['"taro..x."@docomo.ne.jp', 'taro..x.@docomo.ne.jp'],
  [' Taro@Example.JP ', 'Taro@example.jp'],
  ['ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ', 'taro@example.jp'],
  ['a@日本語.jp', 'a@xn--wgv71a119e.jp'],
  ["o'brien+x@example.co.jp", "o'brien+x@example.co.jp"],
])('an address is taken as people and old phones write it: %s', (written, kept) => {
  expect(readAddress(written)?.mail).toBe(kept)
})

test.each([
  '',
  'taro',
  '@example.jp',
  'a@b',
  'a@b@c.jp',
  'a b@example.jp',
  'a@example.jp\r\nBcc: x@y.jp',
  'a<b@example.jp',
  'あ@example.jp',
  `${'a'.repeat(65)}@example.jp`,
  'a@-x.jp',
  'a@127.0.0.1',
])('what no mail can be sent to is refused: %j', (written) => expect(readAddress(written)).toBeNull())

test('no address carries a character that ends a header or a command', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('@example.jp', '@a.b.jp', ''),
      (start, end) => {
        const address = readAddress(start + end)
        expect(address === null || /^[\x21-\x3b\x3d\x3f-\x7e]+$/.test(address.mail)).toBe(true)
      },
    ),
  )
})

test('an address is found again whatever its case, and only with the same secret', () => {
  const [upper, lower] = [readAddress('Taro@example.jp'), readAddress('taro@EXAMPLE.jp')]
  if (!upper || !lower) throw new Error('both are addresses')
  expect(addressHash('secret', upper)).toEqual(addressHash('secret', lower))
  expect(addressHash('other', upper)).not.toEqual(addressHash('secret', upper))
})

test('a link opens for its person, its purpose and its nonce alone', () => {
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.uuid(),
      fc.uint8Array({ minLength: 8, maxLength: 8 }),
      fc.nat(58),
      (cityId, subscriberId, nonce, at) => {
        const token = linkToken('secret', 'leave', { cityId, subscriberId }, nonce)
        expect(linkIds(token)).toEqual({ cityId, subscriberId })
        expect(linkIsGenuine('secret', 'leave', token, nonce)).toBe(true)
        expect(linkIsGenuine('secret', 'change', token, nonce)).toBe(false)
        expect(linkIsGenuine('other', 'leave', token, nonce)).toBe(false)
        expect(
          linkIsGenuine(
            'secret',
            'leave',
            token,
            Buffer.concat([nonce.slice(0, 7), Buffer.from([(nonce[7] ?? 0) ^ 1])]),
          ),
        ).toBe(false)
        const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
        expect(linkIsGenuine('secret', 'leave', changed, nonce)).toBe(false)
      },
    ),
  )
})

test('an envelope sender leads back to its delivery, in any case of letters, within 64 octets', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), fc.nat(60), (mailingId, subscriberId, at) => {
      const token = verpToken('secret', { mailingId, subscriberId })
      expect(`b+${token}`.length).toBeLessThanOrEqual(64)
      expect(readVerp('secret', token.toUpperCase())).toEqual({ mailingId, subscriberId })
      expect(readVerp('other', token)).toBeNull()
      const changed = token.slice(0, at) + (token[at] === 'a' ? 'b' : 'a') + token.slice(at + 1)
      expect(readVerp('secret', changed)).toBeNull()
    }),
  )
})

test('a Message-ID is the same at every repeat and leads back to its delivery', () => {
  const ids = { mailingId: crypto.randomUUID(), subscriberId: crypto.randomUUID() }
  const first = messageIdOf('secret', ids, 'city.example')
  expect(messageIdOf('secret', ids, 'city.example')).toBe(first)
  expect(readMessageId('secret', `some words ${first} more`)).toEqual(ids)
  expect(readMessageId('secret', '<other@city.example>')).toBeNull()
})
