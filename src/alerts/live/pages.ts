import type { CityTx } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import type { AlertsDeps } from '../deps.ts'
import { handFrom } from '../dispatch/by-hand.ts'
import { eventsOf, isOvertaken } from '../dispatch/queries.ts'
import { type DispatchRow, dispatchesOf, sightingsOf } from '../dispatch/rows.ts'
import { type Draft, lastReturned, listDrafts, stepOf } from '../draft/queries.ts'
import type { DispatchState } from '../schema.ts'
import {
  effectiveAt,
  findMessage,
  findMessages,
  followers,
  followersOfAll,
  type Message,
  recentMessages,
  renditionsOf,
} from './queries.ts'

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** Seconds with milliseconds from approval to a moment. */
const since = (approvedAt: Date, at: Date | null): number | null =>
  at ? Math.max(0, at.getTime() - approvedAt.getTime()) / 1000 : null

/** Names of people, each asked once a page. */
export function namesOf(tx: CityTx, deps: AlertsDeps): (userId: string) => Promise<string | null> {
  const known = new Map<string, Promise<string | null>>()
  return (userId) => {
    const found = known.get(userId) ?? deps.person(tx, userId).then((person) => person?.name ?? null)
    known.set(userId, found)
    return found
  }
}

async function nameOf(tx: CityTx, deps: AlertsDeps, userId: string | null): Promise<string> {
  if (!userId) return '自動'
  return (await deps.person(tx, userId))?.name ?? '（不明）'
}

/** Where it stands in one word: live until lifted, cancelled or no longer valid. */
export function standing(
  message: Message,
  followers: readonly Message[],
  now: Date,
): 'live' | 'corrected' | 'cancelled' | 'lifted' | 'expired' {
  const last = followers.findLast((follower) => effectiveAt(follower) <= now) // a planned one changes nothing yet
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

/** @param over  no longer valid, or corrected: nothing of it may be sent again */
async function rowViews(
  tx: CityTx,
  deps: AlertsDeps,
  rows: readonly DispatchRow[],
  over: boolean,
): Promise<RowView[]> {
  const ids = rows.map((row) => row.id)
  const sightings = await sightingsOf(tx, ids)
  const events = await eventsOf(tx, ids)
  const views: RowView[] = []
  for (const row of rows) {
    const opened = await deps.media.openIfKnown(tx, row.medium)
    views.push({
      dispatchId: row.id,
      medium: row.medium,
      label: opened.medium?.label ?? row.medium,
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
        retry: !over && handFrom.retry.includes(row.state),
        stop: handFrom.stop.includes(row.state),
        resolve: handFrom['was-sent'].includes(row.state),
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
  /** Goes out not before; null = went out at once. */
  scheduledAt: string | null
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
  const later = await followersOfAll(tx, messages)
  const views: MessageSummary[] = []
  for (const message of messages) {
    const mine = rows.filter((row) => row.messageId === message.id)
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
      scheduledAt: iso(message.scheduledAt),
      standing: standing(message, later.get(message.id) ?? [], now),
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
  const reasons = await lastReturned(
    tx,
    drafts.map((draft) => draft.id),
  )
  const names = namesOf(tx, deps)
  const places = await placeWords(tx, deps, drafts)
  const views = []
  for (const draft of drafts)
    views.push({
      id: draft.id,
      step: draft.step,
      type: draft.type,
      kind: draft.kind,
      drill: draft.drill,
      level: draft.facts.level,
      what: draft.facts.what,
      place: places(draft),
      author: draft.authorId ? ((await names(draft.authorId)) ?? '（不明）') : '自動',
      authorId: draft.authorId,
      changedAt: draft.changedAt.toISOString(),
      submittedAt: iso(draft.submittedAt),
      scheduledAt: iso(draft.scheduledAt),
      reason: reasons.get(draft.id) ?? '',
      source: draft.source,
    })
  const messages = await summaries(tx, deps, await recentMessages(tx, 50))
  return { drafts: views, messages, now: deps.clock().toISOString() }
}

/** The places of many drafts in words; the map is read once. */
async function placeWords(
  tx: CityTx,
  deps: AlertsDeps,
  drafts: readonly Draft[],
): Promise<(draft: Draft) => string> {
  const ids = [...new Set(drafts.flatMap((draft) => draft.facts.districts))]
  const known = ids.length > 0 ? (await deps.place(tx, ids, false)).districts : []
  return ({ facts }) => {
    if (facts.wholeCity) return '市内全域'
    const names = known
      .filter((district) => facts.districts.includes(district.id))
      .map((district) => district.name)
    return names.join('・') || facts.place
  }
}

/** いま配信中: one row a medium, what was sent, what may be done. @throws Refusal `not_found` */
export async function livePage(tx: CityTx, deps: AlertsDeps, messageId: string) {
  const message = await findMessage(tx, messageId)
  if (!message) throw new Refusal('not_found')
  const later = await followers(tx, message.id)
  const earlier = await findMessages(tx, message.earlier)
  const over = message.validUntil <= deps.clock() || (await isOvertaken(tx, message.id, deps.clock()))
  const rows = await rowViews(tx, deps, await dispatchesOf(tx, [message.id]), over)
  const step = await stepOf(tx, message.draftId)
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
      step: step ?? 'sent',
      scheduledAt: iso(message.scheduledAt),
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
