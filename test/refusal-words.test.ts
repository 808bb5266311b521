import { expect, it } from 'vitest'
import { ownCodes, refusalWords } from '../src/design/refusal-words.ts'
import { refusalStatus } from '../src/platform/refusal.ts'

const codes = Object.keys(refusalStatus)

it.each(codes)('%s is said in both languages: what happened, and what to do next', (code) => {
  for (const locale of ['ja', 'en'] as const) {
    const { title, todo } = refusalWords(code, locale)
    expect(title).not.toContain(`（${code}）`) // how a code without words is shown
    expect(todo).not.toBe('')
  }
  expect(refusalWords(code, 'ja').title).toMatch(/[ぁ-んァ-ヶ一-龠]/)
})

it('no words are kept for a code that nobody says', () => {
  const ofTheBrowser = ['offline', 'timeout', 'broken']
  expect(ownCodes.toSorted()).toEqual([...codes, ...ofTheBrowser].toSorted())
})
