import fc from 'fast-check'
import { expect, it } from 'vitest'
import { codeDigits } from './code-text.ts'

it.each([
  ['482913', '482913'],
  ['482 913', '482913'],
  ['482-913', '482913'],
  ['４８２９１３', '482913'],
  ['認証コードは 482913 です。', '482913'],
  ['48291377', '482913'],
  ['abc', ''],
])('「%s」 is read as %s', (text, digits) => {
  expect(codeDigits(text, 6)).toBe(digits)
})

it('whatever is pasted, only ASCII digits come out, never more than asked', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 8 }), (text, length) => {
      expect(codeDigits(text, length)).toMatch(new RegExp(`^[0-9]{0,${length}}$`))
    }),
  )
})

it('reading a code twice changes nothing', () => {
  fc.assert(fc.property(fc.string(), (text) => codeDigits(codeDigits(text, 6), 6) === codeDigits(text, 6)))
})
