import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldTime, momentOf } from './japan-time.ts'

test('a field shows the hour of Japan, on whatever device', () => {
  expect(fieldTime('2026-11-22T15:30:00Z')).toBe('2026-11-23T00:30')
  expect(momentOf('2026-11-23T00:30')).toBe('2026-11-23T00:30:00+09:00')
})

test('every minute survives the way into the field and back', () => {
  const minutes = fc.integer({ min: 0, max: 60_000_000 }) // 1970 to 2084
  fc.assert(
    fc.property(minutes, (minute) => {
      const moment = momentOf(fieldTime(minute * 60_000))
      expect(Date.parse(moment ?? '')).toBe(minute * 60_000)
    }),
  )
})

test('a field that is empty, half filled or impossible means no moment', () => {
  for (const field of ['', '2026-11', '2026-11-22', '2026-13-40T99:99'])
    expect(momentOf(field)).toBeUndefined()
})
