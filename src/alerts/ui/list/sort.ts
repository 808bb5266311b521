import type { DraftRow, ListView, MessageRow } from '../watching.ts'

/** The page 配信 in its order: what needs a hand first, what is past last. */
export interface SortedList {
  awaiting: DraftRow[]
  written: DraftRow[]
  live: MessageRow[]
  planned: (DraftRow | MessageRow)[]
  past: MessageRow[]
}

const later = (at: string | null | undefined, now: string): boolean => at != null && at > now

/** Whether a message is still before its hour. */
export const isPlanned = (message: MessageRow, now: string): boolean =>
  message.standing === 'live' && later(message.scheduledAt, now)

/** Whether a message belongs under 「配信中」: it holds, or it is a cancel or lifting still on its way. */
export function isLive(message: MessageRow, now: string): boolean {
  if (message.standing !== 'live' || isPlanned(message, now)) return false
  if (message.type === 'alert' || message.type === 'update') return true
  return message.accepted < message.total
}

/** @param list  the answer of `GET /api/alerts`; messages newest first, times ISO 8601 in UTC */
export function sortList(list: ListView): SortedList {
  const { drafts, now } = list
  const messages: MessageRow[] = list.messages
  const oldestFirst = (a: DraftRow, b: DraftRow) =>
    (a.submittedAt ?? a.changedAt).localeCompare(b.submittedAt ?? b.changedAt)
  const awaiting = drafts.filter((draft) => draft.step === 'awaiting').sort(oldestFirst)
  return {
    awaiting,
    written: drafts
      .filter((draft) => draft.step !== 'awaiting')
      .sort(
        (a, b) =>
          Number(b.step === 'returned') - Number(a.step === 'returned') ||
          b.changedAt.localeCompare(a.changedAt),
      ),
    live: messages.filter((message) => isLive(message, now)),
    planned: [
      ...messages.filter((message) => isPlanned(message, now)),
      ...drafts.filter((draft) => draft.step === 'awaiting' && later(draft.scheduledAt, now)),
    ],
    past: messages.filter((message) => !isLive(message, now) && !isPlanned(message, now)),
  }
}
