import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeAt, matchingStep, nextCode, readCode, stepOf } from './totp.ts'

const secret = '12345678901234567890'

test('codes are those of RFC 6238 appendix B (SHA-1)', () => {
  const vectors: [number, string][] = [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ]
  for (const [seconds, code] of vectors)
    expect(codeAt(secret, stepOf(new Date(seconds * 1000)), 8)).toBe(code)
})

test('a code is taken one step early or late, not two', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 2 ** 31 }), fc.integer({ min: -3, max: 3 }), (seconds, steps) => {
      const now = new Date(seconds * 1000)
      const code = codeAt(secret, stepOf(now) + steps)
      const found = matchingStep(secret, code, now)
      if (Math.abs(steps) <= 1) expect(found).not.toBeNull()
      if (found !== null) expect(Math.abs(found - stepOf(now))).toBeLessThanOrEqual(1)
    }),
  )
})

test('full-width figures, spaces and hyphens are no mistakes', () => {
  expect(readCode('１２３ ４５-６')).toBe('123456')
})

test('the demonstration offers a code that has not served yet, and says when it will be taken', () => {
  const now = new Date(1_000_000 * 30_000 + 10_000)
  expect(nextCode(secret, 0, now)).toEqual({
    code: codeAt(secret, 999_999),
    readyInSeconds: 0,
    secondsLeft: 20,
  })
  expect(nextCode(secret, 1_000_000, now)).toEqual({
    code: codeAt(secret, 1_000_001),
    readyInSeconds: 0,
    secondsLeft: 80,
  })
  expect(nextCode(secret, 1_000_001, now).readyInSeconds).toBe(20)
  const nearlyOver = new Date(1_000_000 * 30_000 + 28_000)
  expect(nextCode(secret, 0, nearlyOver).code).toBe(codeAt(secret, 1_000_000))
})
