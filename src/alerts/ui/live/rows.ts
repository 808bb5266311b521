import {
  formatClock,
  formatDuration,
  formatNumber,
  type Locale,
  type State,
  type TimeToAir,
} from '#design/index.ts'
import type { DispatchState } from '../../schema.ts'
import type { ByHand, LiveRow, LiveView } from '../watching.ts'
import { stateWords } from '../words.ts'
import type { LiveWords } from './words.ts'

/** A row of the live page before its buttons: what the axis draws, what is said, what a hand may do. */
export interface WatchedRow extends Omit<TimeToAir, 'note' | 'action'> {
  dispatchId: string
  medium: string
  /** In sentences: what was checked, or why it failed. */
  notes: string[]
  can: LiveRow['can']
  /** It did not go out: the words may have to be carried by hand. */
  needsPaper: boolean
  /** Off or withdrawn on purpose: stands last, on grey. */
  aside: boolean
}

type Message = Pick<LiveView['message'], 'approvedAt' | 'scheduledAt'>

/** When its time begins to count: approval, or the planned hour. ISO 8601. */
export function startOf(message: Message): string {
  const { approvedAt, scheduledAt } = message
  return scheduledAt && scheduledAt > approvedAt ? scheduledAt : approvedAt
}

/** Seconds by which the planned hour lies after approval; the rows' times count from approval. */
function offset_s(message: Message): number {
  return (Date.parse(startOf(message)) - Date.parse(message.approvedAt)) / 1000
}

/** Stays in its first states for a moment only; a button that comes and goes would be in the way. */
const waitsLong_s = 5

const order: Record<State, number> = { bad: 0, warn: 1, go: 2, wait: 3, ok: 4 }

/** Every medium as a row: those in trouble first, then what is under way, then what is done, each in the order of the media. */
export function watchedRows(view: LiveView, words: LiveWords, locale: Locale, now: Date): WatchedRow[] {
  const rows = view.rows.map((row) => watched(row, view, words, locale, now))
  return rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => rank(a.row) - rank(b.row) || a.index - b.index)
    .map(({ row }) => row)
}

/** What is off on purpose comes last. */
const rank = (row: WatchedRow): number => (row.aside ? 9 : order[row.state])

function watched(row: LiveRow, view: LiveView, words: LiveWords, locale: Locale, now: Date): WatchedRow {
  const late_s = offset_s(view.message)
  const shifted = (seconds: number | null) => (seconds === null ? undefined : Math.max(0, seconds - late_s))
  const { state, word } = lookOf(row, words, locale)
  const failedAt = failureOf(row)
  const start = Date.parse(startOf(view.message))
  const after_s = failedAt === undefined ? 0 : Math.max(0, (Date.parse(failedAt) - start) / 1000)
  const age_s = (now.getTime() - start) / 1000
  return {
    id: row.dispatchId,
    dispatchId: row.dispatchId,
    medium: row.medium,
    label: row.label,
    state,
    word,
    accepted_s: shifted(row.acceptedSeconds),
    visible_s: shifted(row.visibleSeconds),
    failed:
      failedAt === undefined
        ? undefined
        : { after_s, word: words.failedAfter(formatDuration(after_s, locale)) },
    progress: row.progress && !isDone(row.progress) ? row.progress : undefined,
    notes: notesOf(row, words),
    can: { ...row.can, stop: row.can.stop && (row.state === 'retrying' || age_s > waitsLong_s || age_s < 0) },
    needsPaper: needsPaper(row),
    aside: row.state === 'off' || row.state === 'withdrawn',
  }
}

const isDone = ({ done, failed, total }: { done: number; failed: number; total: number }) =>
  done + failed >= total

function lookOf(row: LiveRow, words: LiveWords, locale: Locale): { state: State; word: string } {
  const word = stateWords[locale][row.state]
  switch (row.state) {
    case 'accepted':
      return acceptedLook(row, words, word)
    case 'visible':
      return { state: 'ok', word }
    case 'sending':
      return { state: 'go', word }
    case 'retrying':
      return { state: 'warn', word }
    case 'unknown': // when nobody will look or repeat by itself, a person must
      return row.nextAt === null ? { state: 'bad', word: words.unclear } : { state: 'warn', word }
    case 'rejected':
      return { state: 'bad', word }
    default:
      return { state: 'wait', word }
  }
}

/** Accepted is the end for a medium that nobody can look at; for the others it is half of the way. */
function acceptedLook(row: LiveRow, words: LiveWords, word: string): { state: State; word: string } {
  if (row.visibleSeconds !== null) return { state: 'ok', word: words.seen }
  if (row.progress && !isDone(row.progress)) return { state: 'go', word: words.sendingNow }
  if (!row.canSee) return { state: 'ok', word }
  return row.nextAt === null ? { state: 'warn', word: words.notSeen } : { state: 'go', word: words.looking }
}

const failing: readonly DispatchState[] = ['rejected', 'unknown', 'retrying']

/** A few tries may still help; after them someone should reach for paper. */
const fewTries = 3

const needsPaper = ({ state, attempts }: LiveRow): boolean =>
  state === 'rejected' || state === 'unknown' || (state === 'retrying' && attempts > fewTries)

/** When the trouble that still stands began; undefined when there is none. */
function failureOf(row: LiveRow): string | undefined {
  if (!failing.includes(row.state)) return undefined
  return row.events.findLast((event) => event.event === row.state)?.at
}

function notesOf(row: LiveRow, words: LiveWords): string[] {
  const notes: string[] = []
  const { progress } = row
  if (progress && progress.total === 0) notes.push(words.nobody)
  else if (progress && !isDone(progress))
    notes.push(words.progress(formatNumber(progress.total), formatNumber(progress.done)))
  else if (progress) notes.push(words.progressDone(formatNumber(progress.done)))
  if (progress && progress.failed > 0) notes.push(words.progressFailed(formatNumber(progress.failed)))
  if (row.whereSeen) notes.push(words.seenAt(row.whereSeen))
  if (row.reason) notes.push(row.reason)
  if (row.state === 'retrying' && row.nextAt) notes.push(words.tries(row.attempts, formatClock(row.nextAt)))
  return notes
}

export interface LiveFigures {
  /** Seconds until it was first seen anywhere. */
  first_s: number | undefined
  accepted: number
  visible: number
  /** Media in use, and those of them that can be looked at. */
  total: number
  canSee: number
}

export function figuresOf(view: LiveView): LiveFigures {
  const used = view.rows.filter((row) => row.state !== 'off' && row.state !== 'withdrawn')
  const late_s = offset_s(view.message)
  const seen = used.flatMap((row) => (row.visibleSeconds === null ? [] : [row.visibleSeconds - late_s]))
  return {
    first_s: seen.length > 0 ? Math.max(0, Math.min(...seen)) : undefined,
    accepted: used.filter((row) => row.acceptedSeconds !== null).length,
    visible: seen.length,
    total: used.length,
    canSee: used.filter((row) => row.canSee || row.visibleSeconds !== null).length,
  }
}

/** Where the whole message is. */
export type Phase = 'planned' | 'sending' | 'sent' | 'corrected' | 'cancelled' | 'lifted' | 'expired'

const still: readonly DispatchState[] = ['accepted', 'visible', 'rejected', 'withdrawn', 'stopped', 'off']

export function phaseOf(view: LiveView, now: Date): Phase {
  const { standing, scheduledAt } = view.message
  if (standing !== 'live') return standing
  if (scheduledAt && new Date(scheduledAt) > now) return 'planned'
  const moving = view.rows.some(
    (row) => !still.includes(row.state) || (row.progress !== null && !isDone(row.progress)),
  )
  return moving ? 'sending' : 'sent'
}

/** The newest message of the chain that is not this one, when it came after this one. */
export function successorOf(view: LiveView): LiveView['chain'][number] | undefined {
  const here = view.chain.findIndex((one) => one.id === view.message.id)
  return view.chain.length > here + 1 ? view.chain.at(-1) : undefined
}

/** The one act that helps most, then the others. */
export function handsOf(can: LiveRow['can']): ByHand[] {
  return [...(can.retry ? (['retry'] as const) : []), ...(can.stop ? (['stop'] as const) : [])]
}
