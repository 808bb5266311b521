import { describe, expect, test } from 'vitest'
import { sentence } from './sentence.ts'

const now = new Date('2026-11-22T18:42:08+09:00')
type Given = Parameters<typeof sentence>[0]
const page = (draft: Partial<Given['draft']> = {}, rest: Partial<Omit<Given, 'draft'>> = {}): Given => ({
  place: '川原・下沢',
  population: 46_180,
  going: 12,
  ...rest,
  draft: { what: '避難指示', type: 'alert', drill: false, scheduledAt: null, ...draft },
})
const said = (given: Given) => {
  const { day, hour, whom, what } = sentence(given, now, 'ja')
  return `${day} ${hour}、${whom}、${what}`
}

describe('the sentence of approval', () => {
  test('says when, whom, what and by how many media', () => {
    expect(said(page())).toBe('いま 18時42分、川原・下沢の 46,180人に、「避難指示」を 12の媒体で知らせます。')
  })

  test('counts few media with つ', () => {
    expect(said(page({}, { going: 2 }))).toContain('2つの媒体で')
  })

  test('names the day of a booked hour, and keeps it on a phone', () => {
    const booked = page({ scheduledAt: '2026-11-23T00:05:00Z' })
    expect(said(booked)).toMatch(/^11月23日（月） 9時05分、/)
    expect(sentence(booked, now, 'ja').booked).toBe(true)
  })

  test('begins with 訓練 when it is one', () => {
    expect(said(page({ drill: true }))).toMatch(/^【訓練】いま/)
    expect(sentence(page({ drill: true }), now, 'en').what).toContain('drill')
  })

  test('says of a correction, a cancel and a lifting what it does', () => {
    expect(said(page({ type: 'update' }))).toContain('「避難指示」の訂正を')
    expect(said(page({ type: 'cancel' }))).toContain('「避難指示」の取消を')
    expect(said(page({ type: 'lift' }))).toContain('「避難指示」の解除を')
  })

  test('invents no number where only a place in words is known', () => {
    expect(said(page({}, { place: '川原3丁目付近', population: 0 }))).toContain('川原3丁目付近のみなさんに')
  })
})
