import { expect, test } from 'vitest'
import { ApiError } from '#design/index.ts'
import { confirmationsOf, unwritten } from './Checks.tsx'
import { proofFault } from './proof.ts'
import { approveMessages } from './words.ts'

const said = (code: string, details: Record<string, unknown> = {}) =>
  proofFault(new ApiError(code, 401, details), approveMessages.ja)

test('every fault of the second factor is said in words of its own', () => {
  expect(said('step_up_needed', { reason: 'wrong_code', left: 3 })).toContain('あと3回')
  expect(said('step_up_needed', { reason: 'used_code' })).toContain('使いずみ')
  expect(said('step_up_needed', { reason: 'wrong_passkey' })).toContain('パスキー')
  expect(said('step_up_needed', { reason: 'missing' })).toContain('6桁')
  expect(said('locked', { until: '2026-11-22T18:57:00+09:00' })).toContain('18:57 まで')
})

test('what is no fault of the second factor is left to the page', () => {
  expect(said('changed_meanwhile')).toBeUndefined()
  expect(proofFault(new Error('other'), approveMessages.ja)).toBeUndefined()
})

test('a confirmation counts only when the phrase stands there as it is', () => {
  const findings = [
    { code: 'quiet_hours', severity: 'confirm', message: '控える時間です', phrase: 'いま出します' },
    { code: 'not_repeated', severity: 'good', message: '同じ文は出ていません' },
  ] as const
  expect(unwritten(findings, { quiet_hours: 'いま出す' })).toHaveLength(1)
  expect(unwritten(findings, { quiet_hours: ' いま出します ' })).toHaveLength(0)
  expect(confirmationsOf(findings, { quiet_hours: ' いま出します ' })).toEqual([
    { code: 'quiet_hours', words: 'いま出します' },
  ])
})
