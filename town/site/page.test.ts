import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pageOf } from '../testing/fake-pages.ts'
import { readNotices, wordsOf } from './page.ts'

const id = '0195a0c4-1111-7222-8333-444455556666'
const approvedAt = '2026-11-22T18:42:40.125+09:00'

describe('a reader of the public page', () => {
  it('finds headline, words, state and time of each notice', () => {
    const notice = {
      id,
      headline: '避難指示',
      text: '川原・下沢は\n全員避難',
      approvedAt,
      state: 'corrected' as const,
    }
    expect(readNotices(pageOf([notice]))).toEqual([
      {
        alertId: id,
        state: 'corrected',
        drill: false,
        earlier: [],
        headline: '避難指示',
        text: '川原・下沢は\n全員避難\nいま',
        time: approvedAt,
      },
    ])
  })
  it('reads any words as they were meant', () => {
    const visible = fc
      .string({ unit: 'grapheme', maxLength: 80 })
      .map((text) => text.replace(/\s+/g, ' ').trim())
    fc.assert(
      fc.property(visible, visible, (headline, text) => {
        const [notice] = readNotices(pageOf([{ id, headline, text, approvedAt }]))
        expect(notice).toMatchObject({ headline, text: [text, 'いま'].filter(Boolean).join('\n') })
      }),
    )
  })
  it('passes over an article that is no notice, or has no id', () => {
    const page =
      '<article class="news" data-alert="1"><h2>x</h2></article><article class="notice"><h2>y</h2></article>'
    expect(readNotices(page)).toEqual([])
  })
  it.each(['live', 'corrected', 'lifted', 'cancelled', 'expired'] as const)('knows the state %s', (state) => {
    const page = pageOf([{ id, headline: 'x', text: 'y', approvedAt, state }])
    expect(readNotices(page)[0]?.state).toBe(state)
  })
  it('reads which messages it took the place of', () => {
    const earlier = ['0195A0C4-0000-7222-8333-444455556666', '0195a0c4-2222-7222-8333-444455556666']
    const [notice] = readNotices(pageOf([{ id, headline: 'x', text: 'y', approvedAt, earlier }]))
    expect(notice?.earlier).toEqual(earlier.map((one) => one.toLowerCase()))
  })
  it('knows a drill by its mark, and by its words', () => {
    const marked = '<article class="notice" data-alert="1" data-drill="true"><h2>避難指示</h2></article>'
    const said = '<article class="notice" data-alert="1"><h2>【訓練】避難指示</h2></article>'
    expect([...readNotices(marked), ...readNotices(said)].map(({ drill }) => drill)).toEqual([true, true])
  })
  it('takes a state that it does not know for live', () => {
    expect(readNotices(`<article class="notice" data-alert="1" data-state="?"></article>`)[0]?.state).toBe(
      'live',
    )
  })
  it('never throws, whatever the page is', () => {
    fc.assert(
      fc.property(fc.string(), (junk) =>
        Array.isArray(readNotices(`<article class="notice" data-alert=${junk}`)),
      ),
    )
  })
  it('sees no words in scripts and comments', () => {
    expect(wordsOf('<p>逃げて</p><script>secret</script><!-- hidden --><p>ください</p>')).toBe(
      '逃げて\nください',
    )
  })
})
