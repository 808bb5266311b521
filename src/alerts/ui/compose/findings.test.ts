import { describe, expect, test } from 'vitest'
import type { Finding } from '../../schema.ts'
import { factsSchema } from '../../schema.ts'
import { templateOf } from '../../templates.ts'
import { faultsOf, groupFindings, limits, placeOf } from './findings.ts'
import { type ComposeForm, newForm } from './form.ts'
import { faultWords } from './words.ts'

const around = { now: new Date('2026-11-22T18:40:00+09:00'), media: [] }
const form = (change: Partial<ComposeForm> = {}, facts: Partial<ComposeForm['facts']> = {}): ComposeForm => {
  const fresh = newForm(templateOf('evacuation-order'), false, around)
  return { ...fresh, ...change, facts: { ...fresh.facts, ...facts } }
}
const faults = (given: ComposeForm) => faultsOf(given, faultWords.ja)

describe('what the page itself finds', () => {
  test('is nothing on a fresh form', () => {
    expect(faults(form())).toEqual([])
  })

  test('is an empty subject, a half date and a text that is too long; none of them can be previewed', () => {
    const given = form({ validUntil: '', scheduled: '2026-11-' }, { what: ' ', reason: 'あ'.repeat(303) })
    expect(faults(given).map(({ field, blocks }) => [field, blocks])).toEqual([
      ['what', true],
      ['reason', true],
      ['validUntil', true],
      ['scheduledAt', true],
    ])
    expect(faults(given)[1]?.message).toBe('「理由」が3字長すぎます。')
  })

  test('is the missing reason of a correction, a cancel and a lifting, which can still be previewed', () => {
    expect(faults(form({ type: 'update' })).map(({ field, blocks }) => [field, blocks])).toEqual([
      ['correctionReason', false],
    ])
    expect(faults(form({ type: 'lift' }))[0]?.field).toBe('reason')
    expect(faults(form({ type: 'cancel' }, { correctionReason: '誤って送りました' }))).toEqual([])
  })

  test('goes by the limits of the schema', () => {
    for (const [field, most] of Object.entries(limits)) {
      const shape = factsSchema.shape[field as keyof typeof limits]
      expect(shape.safeParse('あ'.repeat(most)).success, field).toBe(true)
      expect(shape.safeParse('あ'.repeat(most + 1)).success, field).toBe(false)
    }
  })
})

describe('findings', () => {
  const finding = (change: Partial<Finding>): Finding => ({
    code: 'missing',
    severity: 'stop',
    message: '空です',
    ...change,
  })

  test('of one field are said once, the page’s own words first', () => {
    const grouped = groupFindings([
      finding({ field: 'reason', message: '「理由」が空です。' }),
      finding({ field: 'reason', message: '理由がありません' }),
      finding({ field: 'reason', severity: 'look', message: '短いです' }),
    ])
    expect(grouped.stop.map(({ message }) => message)).toEqual(['「理由」が空です。'])
    expect(grouped.look).toHaveLength(1)
  })

  test('of two media both stand', () => {
    const off = { code: 'medium_off', severity: 'look', message: '止まっています' } as const
    expect(
      groupFindings([finding({ ...off, medium: 'email' }), finding({ ...off, medium: 'x' })]).look,
    ).toHaveLength(2)
  })

  test('lead to the field, to the medium, to the switch of live and drill, or to the previews', () => {
    expect(placeOf(finding({ field: 'districts' }))).toBe('field-districts')
    expect(placeOf(finding({ medium: 'email' }))).toBe('medium-email')
    expect(placeOf(finding({ code: 'live_with_drill_words' }))).toBe('field-drill')
    expect(placeOf(finding({ code: 'duplicate' }))).toBe('previews')
  })
})
