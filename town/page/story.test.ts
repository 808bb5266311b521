import { describe, expect, it } from 'vitest'
import type { Sighting } from '../seen/sighting.ts'
import { readsAsDrill } from '../seen/sighting.ts'
import { placeOf, WIDTH } from './axis.ts'
import { newestStory } from './story.ts'
import { dayOf, secondsOf, spanOf, topicOf } from './words.ts'

const first = '0195a0c4-1111-7222-8333-444455556666'
const second = '0195a0c4-2222-7222-8333-444455556666'
let seq = 0
const sighting = (facts: Partial<Sighting>): Sighting => {
  seq += 1
  const at = '2026-11-22T09:42:41.100Z'
  const words = { title: '【警戒レベル4】避難指示', text: '全員避難', drill: false, state: 'live' as const }
  return { seq, medium: 'city-site', device: 'tsunagu', at, alertId: first, ...words, ...facts }
}

describe('the story of the newest message', () => {
  it('is silent before the city has said anything', () => {
    expect(newestStory([])).toBeUndefined()
    expect(newestStory([sighting({ alertId: undefined })])).toBeUndefined()
  })
  it('counts from the moment of approval that is told most exactly', () => {
    const story = newestStory([
      sighting({ medium: 'cap', approvedAt: '2026-11-22T09:42:40.000Z' }),
      sighting({ medium: 'email', approvedAt: '2026-11-22T09:42:40.600Z' }),
    ])
    expect(story?.approvedAt).toBe('2026-11-22T09:42:40.600Z')
    expect(story?.media.cap.ms).toBe(500)
  })
  it('times the first and the last of many mails', () => {
    const approvedAt = '2026-11-22T09:42:40.100Z'
    const mails = ['41.100Z', '43.100Z', '50.100Z'].map((end) =>
      sighting({ medium: 'email', approvedAt, at: `2026-11-22T09:42:${end}` }),
    )
    expect(newestStory(mails)?.media.email).toMatchObject({ ms: 1_000, lastMs: 10_000, count: 3 })
  })
  it('keeps the first sighting of a page when the page changes later', () => {
    const later = sighting({ state: 'corrected', at: '2026-11-22T10:00:00.000Z' })
    expect(newestStory([sighting({}), later])?.media['city-site'].at).toBe('2026-11-22T09:42:41.100Z')
  })
  it('goes over to a newer message, and not back when the older one changes', () => {
    const newer = sighting({ alertId: second, title: '避難指示を解除' })
    expect(newestStory([sighting({}), newer, sighting({ state: 'lifted' })])?.alertId).toBe(second)
  })
  it('expects mail only where mail has come, now or of a message whose place it took', () => {
    const [site, mail] = [sighting({}), sighting({ medium: 'email' })]
    const correction = sighting({ alertId: second, earlier: [first] })
    expect(newestStory([site])?.expected).toEqual(['city-site', 'feed', 'cap'])
    expect(newestStory([site, mail])?.expected).toContain('email')
    expect(newestStory([site, mail, sighting({ alertId: second })])?.expected).not.toContain('email')
    expect(newestStory([site, mail, correction])?.expected).toContain('email')
  })
  it('does not count what has gone as seen', () => {
    const story = newestStory([
      sighting({ medium: 'email' }),
      sighting({ state: 'gone', title: '', text: '' }),
    ])
    expect(story?.media['city-site'].count).toBe(0)
  })
  it('does not go back to a message that was replaced', () => {
    const replaced = sighting({ state: 'replaced', title: '', text: '' })
    expect(newestStory([sighting({}), sighting({ alertId: second }), replaced])?.alertId).toBe(second)
    expect(newestStory([replaced])).toBeUndefined()
  })
})

describe('words of the page', () => {
  it.each([
    [-5, '0.00 秒'],
    [40, '0.04 秒'],
    [94.9, '0.09 秒'],
    [95, '0.1 秒'],
    [9_940, '9.9 秒'],
    [9_960, '10 秒'],
    [74_000, '74 秒'],
    [154_000, '2 分 34 秒'],
    [3_661_000, '1 時間 1 分'],
  ])('%d ms are %s', (ms, words) => {
    expect(spanOf(ms)).toBe(words)
  })
  it('dates are those of Japan', () => {
    expect([dayOf('2026-11-22T15:30:00Z'), secondsOf('2026-11-22T15:30:05Z')]).toEqual([
      '11月23日（月）',
      '00:30:05',
    ])
  })
  it.each([
    ['【警戒レベル４】避難指示　川原', { name: '避難指示', level: 4, lifted: false }],
    ['緊急安全確保', { name: '緊急安全確保', level: 5, lifted: false }],
    ['避難指示の解除について', { name: '避難指示の解除', lifted: true }],
    ['断水のお知らせ', { name: '市からのお知らせ', lifted: false }],
  ])('%s is read by its official words', (title, topic) => {
    expect(topicOf(title)).toEqual({ level: undefined, ...topic })
  })
  it.each([
    ['【訓練】避難指示', '', true],
    ['避難指示', '【訓練】これは訓練です。', true],
    ['避難指示', 'これは訓練ではありません。', false],
    ['【訓練ではありません】避難指示', '', false],
    ['避難訓練のお知らせ', '日曜に訓練があります。', false],
  ])('%s / %s calls itself a drill: %s', (title, text, drill) => {
    expect(readsAsDrill(title, text)).toBe(drill)
  })
})

it('the axis holds a tenth of a second to a thousand, each decade as wide', () => {
  const marks = [10, 100, 1_000, 10_000, 100_000, 1_000_000, 9_000_000].map(placeOf)
  expect(marks).toEqual([0, 0, WIDTH / 4, WIDTH / 2, (WIDTH * 3) / 4, WIDTH, WIDTH])
})
