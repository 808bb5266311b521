import { expect, it } from 'vitest'
import { levelMessages, levels, levelWord } from './level.ts'
import { refusalWords } from './refusal-words.ts'

it('the levels carry the words of the law', () => {
  expect(levels.map((level) => `${level} ${levelWord(levelMessages.ja, level)}`)).toEqual([
    '5 緊急安全確保',
    '4 避難指示',
    '3 高齢者等避難',
    '2 注意報',
    '1 早期注意情報',
  ])
})

it('a refusal without words of its own still says what the server said, or that something failed', () => {
  expect(refusalWords('same_person', 'ja').title).toBe('作った人は承認できません')
  expect(refusalWords('brand_new', 'ja', '今日は受け付けません').title).toBe('今日は受け付けません')
  expect(refusalWords('brand_new', 'ja').title).toContain('brand_new')
  expect(refusalWords('brand_new', 'en').todo).not.toBe('')
})
