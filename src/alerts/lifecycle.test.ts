import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ended, type MoveName, moves, next, nextBySystem } from './lifecycle.ts'
import { type Step, steps } from './schema.ts'

const ito = { id: 'ito', name: '伊藤', roles: ['author'] }
const sato = { id: 'sato', name: '佐藤', roles: ['approver'] }
const both = { id: 'both', name: '両方', roles: ['author', 'approver'] }
const draft = (step: Step, authorId: string | null = 'ito', drill = false) => ({ step, authorId, drill })

describe('the life of an alert', () => {
  test('a draft goes out only after another person approved it with a fresh second factor', () => {
    expect(next('submit', { draft: draft('draft'), operator: ito })).toBe('awaiting')
    expect(next('approve', { draft: draft('awaiting'), operator: sato, steppedUp: true })).toBe('approved')
    expect(nextBySystem('begin', 'approved')).toBe('sending')
    expect(nextBySystem('finish', 'sending')).toBe('sent')
  })

  test('the author cannot approve their own live alert, but may approve their own drill', () => {
    const request = { operator: both, steppedUp: true }
    expect(() => next('approve', { draft: draft('awaiting', 'both'), ...request })).toThrow('same_person')
    expect(next('approve', { draft: draft('awaiting', 'both', true), ...request })).toBe('approved')
  })

  test('an approval without a second factor is refused', () => {
    expect(() => next('approve', { draft: draft('awaiting'), operator: sato })).toThrow('step_up_needed')
  })

  test('an author may not approve, return or reject', () => {
    for (const move of ['approve', 'return', 'reject'] as const)
      expect(() =>
        next(move, { draft: draft('awaiting'), operator: ito, steppedUp: true, reason: 'x' }),
      ).toThrow('not_allowed')
  })

  test('a deputy whose turn has come may approve without the role, and may not submit with it', () => {
    const deputy = { id: 'kato', name: '加藤', roles: [] }
    expect(
      next('approve', { draft: draft('awaiting'), operator: deputy, steppedUp: true, deputy: true }),
    ).toBe('approved')
    expect(() => next('submit', { draft: draft('draft'), operator: deputy, deputy: true })).not.toThrow(
      'wrong_step',
    )
  })

  test('returning and rejecting need a reason in words', () => {
    for (const move of ['return', 'reject'] as const)
      expect(() => next(move, { draft: draft('awaiting'), operator: sato, reason: '  ' })).toThrow(
        'bad_request',
      )
  })

  test('nothing follows an ended alert, whoever asks', () => {
    const names = Object.keys(moves) as MoveName[]
    fc.assert(
      fc.property(fc.constantFrom(...ended), fc.constantFrom(...names), (step, name) => {
        const everything = { id: 'x', name: 'x', roles: ['author', 'approver', 'admin'] }
        expect(() =>
          next(name, { draft: draft(step), operator: everything, steppedUp: true, reason: 'x' }),
        ).toThrow()
      }),
    )
  })

  test('every step of the schema can be reached and only listed steps are reached', () => {
    const reached = new Set<string>(['draft', ...Object.values(moves).map((move) => move.to)])
    expect([...reached].sort()).toEqual([...steps].sort())
  })
})
