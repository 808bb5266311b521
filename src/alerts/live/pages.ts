import type { CityTx } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import type { AlertsDeps } from '../deps.ts'
import { eventsOf } from '../dispatch/queries.ts'
import { findDraft, listDrafts, stepsOf } from '../draft/queries.ts'
import type { DispatchState } from '../schema.ts'
import {
  type DispatchRow,
  dispatchesOf,
  findMessage,
  findMessages,
  followers,
  type Message,
  recentMessages,
  renditionsOf,
  sightingsOf,
} from './queries.ts'

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** Seconds with milliseconds from approval to a moment. */
const since = (approvedAt: Date, at: Date | null): number | null =>
  at ? Math.max(0, at.getTime() - approvedAt.getTime()) / 1000 : null

async function nameOf(tx: CityTx, deps: AlertsDeps, userId: string | null): Promise<string> {
  if (!userId) return '自動'
  return (await deps.person(tx, userId))?.name ?? '（不明）'
}

/** Where it stands in one word: live until lifted, cancelled or no longer valid. */
export function standing(
  message: Message,
  later: readonly Message[],
  now: Date,
): 'live' | 'corrected' | 'cancelled' | 'lifted' | 'expired' {
  const last = later.at(-1)
  if (last?.type === 'cancel') return 'cancelled'
  if (last?.type === 'lift') return 'lifted'
  if ((last ?? message).validUntil <= now) return 'expired'
  return last ? 'corrected' : 'live'
}

export interface RowView {
  dispatchId: string
  medium: string
  label: string
  act: string
  state: DispatchState
  reason: string
  attempts: number
  acceptedSeconds: number | null
  visibleSeconds: number | null
  progress: { done: number; failed: number; total: number } | null
  whereSeen: string | null
  nextAt: string | null
  canSee: boolean
  /** What a person may do about it now. */
  can: { retry: boolean; stop: boolean; resolve: boolean }
  events: { at: string; event: string; reason: string }[]
}

async function rowViews(tx: CityTx, deps: AlertsDeps, rows: readonly DispatchRow[]): Promise<RowView[]> {
  const ids = rows.map((row) => row.id)
  const sightings = await sightingsOf(tx, ids)
  const events = await eventsOf(tx, ids)
  const views: RowView[] = []
  for (const row of rows) {
    const opened = await deps.media.open(tx, row.medium)
    views.push({
      dispatchId: row.id,
      medium: row.medium,
      label: opened.medium.label,
      act: row.act,
      state: row.visibleAt && row.state === 'accepted' ? 'accepted' : row.state,
      reason: row.reason,
      attempts: row.attempts,
      acceptedSeconds: since(row.approvedAt, row.acceptedAt),
      visibleSeconds: since(row.approvedAt, row.visibleAt),
      progress: row.progress,
      whereSeen: sightings.find((sighting) => sighting.dispatchId === row.id)?.where ?? null,
      nextAt: iso(row.nextAt),
      canSee: opened.connector?.observe !== undefined,
      can: {
        retry: ['rejected', 'stopped', 'off', 'retrying'].includes(row.state),
        stop: ['queued', 'waiting', 'retrying'].includes(row.state),
        resolve: row.state === 'unknown',
      },
      events: events
        .filter((event) => event.dispatchId === row.id)
        .map((event) => ({ at: event.at.toISOString(), event: event.event, reason: event.reason })),
    })
  }
  return views
}

export interface MessageSummary {
  id: string
  number: number
  headline: string
  type: Message['type']
  kind: Message['kind']
  drill: boolean
  level: number | null
  what: string
  place: string
  approvedAt: string
  standing: ReturnType<typeof standing>
  accepted: number
  visible: number
  total: number
  troubled: string[]
}

const doneStates: readonly DispatchState[] = ['accepted', 'visible']
const troubleStates: readonly DispatchState[] = ['rejected', 'unknown', 'retrying']

async function summaries(
  tx: CityTx,
  deps: AlertsDeps,
  messages: readonly Message[],
): Promise<MessageSummary[]> {
  const rows = await dispatchesOf(
    tx,
    messages.map((message) => message.id),
  )
  const now = deps.clock()
  const views: MessageSummary[] = []
  for (const message of messages) {
    const mine = rows.filter((row) => row.messageId === message.id)
    const later = await followers(tx, message.id)
    views.push({
      id: message.id,
      number: message.number,
      headline: message.headline,
      type: message.type,
      kind: message.kind,
      drill: message.drill,
      level: message.facts.level,
      what: message.facts.what,
      place: message.facts.wholeCity
        ? '市内全域'
        : message.facts.districtNames.join('・') || message.facts.place,
      approvedAt: message.approvedAt.toISOString(),
      standing: standing(message, later, now),
      accepted: mine.filter((row) => doneStates.includes(row.state)).length,
      visible: mine.filter((row) => row.visibleAt !== null).length,
      total: mine.filter((row) => row.state !== 'off' && row.state !== 'withdrawn').length,
      troubled: mine
        .filter((row) => troubleStates.includes(row.state))
        .map((row) => deps.media.all.find((one) => one.name === row.medium)?.label ?? row.medium),
    })
  }
  return views
}

/** 配信: what waits, what is being written, what is out, what was out. */
export async function listPage(tx: CityTx, deps: AlertsDeps) {
  const drafts = await listDrafts(tx, ['awaiting', 'draft', 'returned'])
  const place = async (ids: readonly string[], whole: boolean) => {
    const found = await deps.place(tx, ids, whole)
    return whole ? '市内全域' : found.districts.map((district) => district.name).join('・')
  }
  const views = []
  for (const draft of drafts) {
    const steps = await stepsOf(tx, draft.id)
    views.push({
      id: draft.id,
      step: draft.step,
      type: draft.type,
      kind: draft.kind,
      drill: draft.drill,
      level: draft.facts.level,
      what: draft.facts.what,
      place: (await place(draft.facts.districts, draft.facts.wholeCity)) || draft.facts.place,
      author: await nameOf(tx, deps, draft.authorId),
      authorId: draft.authorId,
      changedAt: draft.changedAt.toISOString(),
      submittedAt: iso(draft.submittedAt),
      scheduledAt: iso(draft.scheduledAt),
      reason: steps.findLast((step) => step.step === 'returned')?.reason ?? '',
      source: draft.source,
    })
  }
  const messages = await summaries(tx, deps, await recentMessages(tx, 50))
  return { drafts: views, messages, now: deps.clock().toISOString() }
}

/** いま配信中: one row a medium, what was sent, what may be done. @throws Refusal `not_found` */
export async function livePage(tx: CityTx, deps: AlertsDeps, messageId: string) {
  const message = await findMessage(tx, messageId)
  if (!message) throw new Refusal('not_found')
  const later = await followers(tx, message.id)
  const earlier = await findMessages(tx, message.earlier)
  const rows = await rowViews(tx, deps, await dispatchesOf(tx, [message.id]))
  const draft = await findDraft(tx, message.draftId)
  const review = await tx
    .selectFrom('emergency_review')
    .select(['reviewed_by', 'at', 'words'])
    .where('message_id', '=', message.id)
    .executeTakeFirst()
  return {
    message: {
      id: message.id,
      number: message.number,
      headline: message.headline,
      type: message.type,
      kind: message.kind,
      drill: message.drill,
      facts: message.facts,
      approvedAt: message.approvedAt.toISOString(),
      validUntil: message.validUntil.toISOString(),
      approvedBy: await nameOf(tx, deps, message.approvedBy),
      author: await nameOf(tx, deps, message.authorId),
      emergencyReason: message.emergencyReason,
      standing: standing(message, later, deps.clock()),
      step: draft?.step ?? 'sent',
      scheduledAt: iso(draft?.scheduledAt ?? null),
    },
    rows,
    renditions: await renditionsOf(tx, message.id),
    chain: [...earlier, message, ...later].map((one) => ({
      id: one.id,
      number: one.number,
      type: one.type,
      headline: one.headline,
      approvedAt: one.approvedAt.toISOString(),
    })),
    review: review && {
      by: await nameOf(tx, deps, review.reviewed_by),
      at: review.at.toISOString(),
      words: review.words,
    },
    now: deps.clock().toISOString(),
  }
}
