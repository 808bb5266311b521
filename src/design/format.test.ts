import { describe, expect, it } from 'vitest'
import {
  formatAge,
  formatClock,
  formatDate,
  formatDateTime,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTime,
} from './format.ts'

describe('dates and hours', () => {
  it('are those of Japan, whatever zone the operator’s machine is set to', () => {
    expect(formatDateTime('2026-11-22T09:42:05Z')).toBe('11月22日（日）18:42')
    expect(formatDate('2026-11-22T15:30:00Z')).toBe('11月23日（月）')
    expect(formatClock('2026-11-22T15:00:05Z')).toBe('00:00:05')
    expect(formatTime(new Date('2026-11-22T18:02:59+09:00'))).toBe('18:02')
  })

  it('carry the year only when asked', () => {
    expect(formatDate('2026-01-01T00:00:00+09:00', 'ja', { year: true })).toBe('2026年1月1日（木）')
    expect(formatDate('2026-11-22T18:42:00+09:00', 'en')).toBe('Sun 22 Nov')
  })
})

describe('lengths of time', () => {
  it.each([
    [0, '0秒'],
    [0.04, '0秒'],
    [0.94, '0.9秒'],
    [1.6, '1.6秒'],
    [9.96, '10秒'],
    [59.4, '59秒'],
    [59.6, '1分'],
    [74, '1分14秒'],
    [3600, '1時間'],
    [7500, '2時間5分'],
    [3599.7, '1時間'],
    [276_000, '3日4時間'],
    [-3, '0秒'],
  ])('%s seconds are 「%s」', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words)
  })

  it('have English units with a space between them', () => {
    expect(formatDuration(74, 'en')).toBe('1min 14s')
  })
})

describe('ages', () => {
  it.each([
    [0.2, 'たったいま'],
    [-5, 'たったいま'],
    [12.9, '12秒前'],
    [60, '1分前'],
    [3599, '59分前'],
    [7300, '2時間前'],
    [500_000, '5日前'],
  ])('%s seconds ago is 「%s」', (seconds, words) => {
    expect(formatAge(seconds)).toBe(words)
  })
})

it('numbers have commas and ratios become whole percents', () => {
  expect(formatNumber(46_180)).toBe('46,180')
  expect(formatPercent(22_310 / 41_906)).toBe('53%')
})
