import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Keys } from '../keys.ts'
import { createSeal, kidOf, type SealFault, sealContext, sealPrefix } from './seal.ts'

const key = () => randomBytes(32).toString('base64')
const keysOf = (...sealing: Keys['sealing']): Keys => ({
  sealing,
  signing: { kid: 's1', privateKey: '' },
  session: '',
  database: '',
})
const first = { kid: 'k1', key: key() }
const second = { kid: 'k2', key: key() }
const here = sealContext('medium_setting', 'sealed', 'city-a', 'row-1')

const reasonOf = (work: () => unknown): string => {
  try {
    work()
  } catch (fault) {
    return (fault as SealFault).reason
  }
  return 'opened'
}

test('what was sealed opens again, whatever it was', () => {
  const seal = createSeal(keysOf(first))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.string(), (plain, context) => {
      expect(seal.open(seal.seal(plain, context), context)).toEqual(Buffer.from(plain))
    }),
  )
  expect(seal.open(seal.seal('結川の水位', here), here).toString()).toBe('結川の水位')
})

test('a value moved to another row, column or city does not open', () => {
  const seal = createSeal(keysOf(first))
  const sealed = seal.seal('secret', here)
  const elsewhere = [
    sealContext('medium_setting', 'sealed', 'city-a', 'row-2'),
    sealContext('medium_setting', 'sealed', 'city-b', 'row-1'),
    sealContext('subscriber', 'sealed', 'city-a', 'row-1'),
  ]
  for (const context of elsewhere) expect(reasonOf(() => seal.open(sealed, context))).toBe('not_authentic')
})

test('one changed bit anywhere, or a cut, is noticed', () => {
  const seal = createSeal(keysOf(first))
  const sealed = seal.seal('secret', here)
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(reasonOf(() => seal.open(changed, here))).not.toBe('opened')
    expect(reasonOf(() => seal.open(sealed.subarray(0, at), here))).not.toBe('opened')
  }
})

test('the first key seals, older keys still open, a missing key is named', () => {
  const old = createSeal(keysOf(first)).seal('secret', here)
  const rotated = createSeal(keysOf(second, first))
  expect(rotated.open(old, here).toString()).toBe('secret')
  const fresh = rotated.seal('secret', here)
  expect([kidOf(old), kidOf(fresh), rotated.kid]).toEqual(['k1', 'k2', 'k2'])
  expect(fresh.subarray(0, 4)).toEqual(sealPrefix('k2'))
  expect(() => createSeal(keysOf(second)).open(old, here)).toThrow('key k1, which the key file does not hold')
})

test('a short key and a kid that stands twice are refused at once', () => {
  expect(() => createSeal(keysOf({ kid: 'k1', key: 'AAAA' }))).toThrow('3 octets instead of 32')
  expect(() => createSeal(keysOf(first, first))).toThrow('stands twice')
})
