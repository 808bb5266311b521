import fc from 'fast-check'
import { expect, it } from 'vitest'
import { axisPercent, axisTicks_s, axisWord } from './time-axis.ts'

it('begins at 0.1 s, ends at 10 min, and gives each decade the same width', () => {
  expect(axisPercent(0.1)).toBe(0)
  expect(axisPercent(600)).toBe(100)
  expect(axisPercent(10) - axisPercent(1)).toBeCloseTo(axisPercent(1) - axisPercent(0.1))
})

it('keeps what is shorter, longer or nonsense at an end of the axis', () => {
  expect([0, -1, 0.01, Number.NaN].map(axisPercent)).toEqual([0, 0, 0, 0])
  expect([601, 86_400, Number.POSITIVE_INFINITY].map(axisPercent)).toEqual([100, 100, 100])
})

it('never puts a later moment to the left of an earlier one', () => {
  const seconds = fc.double({ min: 0, max: 2000, noNaN: true })
  fc.assert(fc.property(seconds, seconds, (a, b) => a > b || axisPercent(a) <= axisPercent(b)))
})

it('names its lines as people say them', () => {
  expect(axisTicks_s.map((tick) => axisWord(tick, 'ja'))).toEqual(['0.1秒', '1秒', '10秒', '1分', '10分'])
})
