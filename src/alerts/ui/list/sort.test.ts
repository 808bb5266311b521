import { expect, it } from 'vitest'
import type { DraftRow, ListView, MessageRow } from '../watching.ts'
import { sortList } from './sort.ts'

const now = '2026-11-22T09:44:00.000Z'
const draft = (id: string, change: Partial<DraftRow>): DraftRow =>
  ({ id, step: 'draft', changedAt: now, submittedAt: null, scheduledAt: null, ...change }) as DraftRow
const message = (id: string, change: Partial<MessageRow> = {}): MessageRow =>
  ({ id, type: 'alert', standing: 'live', accepted: 2, total: 2, ...change }) as MessageRow
const ids = (rows: readonly { id: string }[]) => rows.map((row) => row.id)
const sort = (drafts: DraftRow[], messages: MessageRow[] = []) =>
  sortList({ drafts, messages, now } as ListView)

it('who waits longest for approval comes first', () => {
  const { awaiting } = sort([
    draft('late', { step: 'awaiting', submittedAt: '2026-11-22T09:43:00.000Z' }),
    draft('early', { step: 'awaiting', submittedAt: '2026-11-22T09:41:00.000Z' }),
  ])
  expect(ids(awaiting)).toEqual(['early', 'late'])
})

it('what was returned stands before what is being written', () => {
  const { written } = sort([
    draft('newest', { changedAt: '2026-11-22T09:43:30.000Z' }),
    draft('returned', { step: 'returned', changedAt: '2026-11-22T09:00:00.000Z' }),
  ])
  expect(ids(written)).toEqual(['returned', 'newest'])
})

it('a lifting is past as soon as every medium took it', () => {
  const { live, past } = sort(
    [],
    [
      message('lifting', { type: 'lift', accepted: 1 }),
      message('lifted', { type: 'lift' }),
      message('order'),
      message('old', { standing: 'expired' }),
    ],
  )
  expect(ids(live)).toEqual(['lifting', 'order'])
  expect(ids(past)).toEqual(['lifted', 'old'])
})

it('a planned message is not live before its hour, and each stands in one place', () => {
  const planned = message('planned', { scheduledAt: '2026-11-22T11:00:00.000Z', accepted: 0 })
  const due = message('due', { scheduledAt: '2026-11-22T09:00:00.000Z' })
  const sorted = sort([], [planned, due])
  expect(ids(sorted.planned)).toEqual(['planned'])
  expect(ids(sorted.live)).toEqual(['due'])
  expect(sorted.past).toEqual([])
})
