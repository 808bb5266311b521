import type { CityTx } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import { recentDispatchEvents } from '../dispatch/rows.ts'
import { listDrafts } from '../draft/queries.ts'
import { actorOf } from '../draft/write.ts'
import { drillOperator } from '../drill/operator.ts'
import { levelWords } from '../rendition/phrases.ts'
import { namesOf } from './pages.ts'
import { effectiveAt, type Message, messagesInForce } from './queries.ts'

/** A line of 「いま」. */
export interface TimelineItem {
  at: string
  source: string
  text: string
  state: { kind: 'ok' | 'wait' | 'warn' | 'bad' | 'go'; word: string } | null
  drill: boolean
  href: string | null
}

/** A card of 「手を打つこと」: one thing to do, one button. */
export interface ActionItem {
  code: string
  title: string
  words: string[]
  level: number | null
  pending: boolean
  drill: boolean
  href: string
  button: string
}

const typeWords = { alert: '', update: 'の訂正', cancel: 'の取消', lift: 'の解除' } as const

/** 状況: what happened, newest first, and what waits for a hand, most urgent first. */
export async function situation(tx: CityTx, deps: AlertsDeps) {
  return {
    timeline: await timeline(tx, deps),
    actions: await actions(tx, deps),
    levels: await levels(tx, deps),
    now: deps.clock().toISOString(),
  }
}

async function timeline(tx: CityTx, deps: AlertsDeps): Promise<TimelineItem[]> {
  const steps = await tx
    .selectFrom('alert_step as s')
    .innerJoin('alert_draft as d', (join) =>
      join.onRef('d.id', '=', 's.draft_id').onRef('d.city_id', '=', 's.city_id'),
    )
    .leftJoin('alert_message as m', (join) =>
      join.onRef('m.draft_id', '=', 'd.id').onRef('m.city_id', '=', 'd.city_id'),
    )
    .select([
      's.step',
      's.at',
      's.actor',
      's.reason',
      'd.id',
      'd.drill',
      'd.facts',
      'd.type',
      'd.step as now',
      'm.id as messageId',
    ])
    .where('s.step', 'in', ['awaiting', 'returned', 'rejected', 'approved', 'expired', 'deputy-asked'])
    .orderBy('s.at', 'desc')
    .limit(30)
    .execute()
  const items: TimelineItem[] = []
  const names = namesOf(tx, deps)
  for (const row of steps) {
    const facts = row.facts as { what?: string }
    const who = row.actor.startsWith('person:') ? ((await names(row.actor.slice(7))) ?? '') : '自動'
    const machine = !row.actor.startsWith('person:') || row.actor === actorOf(drillOperator)
    const by = machine ? who : `${who}さん`
    const what = `${facts.what ?? ''}${typeWords[row.type as keyof typeof typeWords]}`
    const deputy = row.step === 'deputy-asked' ? ((await names(row.reason)) ?? '') : ''
    const words: Record<string, string> = {
      awaiting: `${what}の承認を、${by}が求めました`,
      returned: `${what}を、${by}が差し戻しました（${row.reason}）`,
      rejected: `${what}を、${by}が出さないことにしました（${row.reason}）`,
      approved: `${what}を、${by}が承認しました`,
      expired: `${what}の下書きが期限切れになりました（${row.reason}）`,
      'deputy-asked': `${what}の承認を、代決の${deputy}さんに頼みました`,
    }
    const waits = row.step === 'awaiting' && row.now === 'awaiting'
    items.push({
      at: row.at.toISOString(),
      source: '配信',
      text: words[row.step] ?? row.step,
      state: waits ? { kind: 'wait', word: '承認待ち' } : null,
      drill: row.drill,
      href: row.messageId ? `/console/alerts/${row.messageId}` : `/console/alerts/drafts/${row.id}`,
    })
  }
  for (const event of await recentDispatchEvents(tx, 60)) {
    const label = deps.media.all.find((medium) => medium.name === event.medium)?.label ?? event.medium
    const trouble: Record<string, { kind: 'warn' | 'bad'; word: string }> = {
      retrying: { kind: 'warn', word: 'やり直し中' },
      unknown: { kind: 'warn', word: '返事なし' },
      rejected: { kind: 'bad', word: '送れない' },
    }
    const state = trouble[event.event]
    if (!state) continue
    items.push({
      at: event.at.toISOString(),
      source: '媒体',
      text: `${label}：${event.reason}`,
      state,
      drill: event.drill,
      href: `/console/alerts/${event.messageId}`,
    })
  }
  return items.sort((a, b) => b.at.localeCompare(a.at)).slice(0, 30)
}

async function actions(tx: CityTx, deps: AlertsDeps): Promise<ActionItem[]> {
  const cards: ActionItem[] = []
  for (const draft of await listDrafts(tx, ['awaiting'])) {
    const place = await deps.place(tx, draft.facts.districts, draft.facts.wholeCity)
    const where = draft.facts.wholeCity
      ? '市内全域'
      : place.districts.map((district) => district.name).join('・') || draft.facts.place
    const who = draft.authorId ? ((await deps.person(tx, draft.authorId))?.name ?? '') : '自動の下書き'
    cards.push({
      code: 'awaiting',
      title: '承認待ち',
      words: [`${where}の${place.population.toLocaleString('ja-JP')}人へ`, `${who}さんが求めました`],
      level: draft.facts.level,
      pending: true,
      drill: draft.drill,
      href: `/console/alerts/drafts/${draft.id}/approve`,
      button: draft.drill ? '訓練の承認へ進む' : '承認へ進む',
    })
  }
  for (const draft of await listDrafts(tx, ['draft', 'returned'], 20)) {
    if (draft.source.kind === 'person' && draft.step === 'draft') continue
    const title =
      draft.step === 'returned'
        ? '差し戻し'
        : draft.source.kind === 'correction'
          ? '書きかけの訂正・解除'
          : '届いた下書き'
    cards.push({
      code: draft.step === 'returned' ? 'returned' : 'arrived',
      title,
      words: [draft.facts.what, draft.source.title ?? ''].filter(Boolean),
      level: draft.facts.level,
      pending: true,
      drill: draft.drill,
      href: `/console/alerts/drafts/${draft.id}`,
      button: '下書きを開く',
    })
  }
  const troubled = await tx
    .selectFrom('dispatch as d')
    .innerJoin('alert_message as m', (join) =>
      join.onRef('m.id', '=', 'd.message_id').onRef('m.city_id', '=', 'd.city_id'),
    )
    .select(['d.medium', 'd.reason', 'd.state', 'm.id', 'm.drill', 'm.facts'])
    .where('d.state', 'in', ['rejected', 'unknown', 'retrying'])
    .where('m.valid_until', '>', deps.clock())
    .orderBy('d.changed_at', 'desc')
    .limit(10)
    .execute()
  for (const row of troubled) {
    const label = deps.media.all.find((medium) => medium.name === row.medium)?.label ?? row.medium
    const word = { rejected: '送れない', unknown: '返事なし', retrying: 'やり直し中' }[
      row.state as 'rejected' | 'unknown' | 'retrying'
    ]
    cards.push({
      code: `medium-${row.state}`,
      title: `${label} ${word}`,
      words: [row.reason],
      level: null,
      pending: false,
      drill: row.drill,
      href: `/console/alerts/${row.id}`,
      button: '配信を見る',
    })
  }
  const unreviewed = await tx
    .selectFrom('alert_message as m')
    .leftJoin('emergency_review as r', (join) =>
      join.onRef('r.message_id', '=', 'm.id').onRef('r.city_id', '=', 'm.city_id'),
    )
    .select(['m.id', 'm.headline', 'm.drill', 'm.emergency_reason'])
    .where('m.emergency_reason', 'is not', null)
    .where('r.message_id', 'is', null)
    .execute()
  for (const row of unreviewed)
    cards.push({
      code: 'emergency-review',
      title: '緊急発信の見直し',
      words: [row.headline, `理由：${row.emergency_reason}`],
      level: null,
      pending: false,
      drill: row.drill,
      href: `/console/alerts/${row.id}`,
      button: '見直す',
    })
  return cards.slice(0, 7)
}

/** The levels in force, and those that wait for approval: for the band under the header and the map. */
export async function levels(tx: CityTx, deps: AlertsDeps) {
  const now = deps.clock()
  const out: {
    level: number
    word: string
    districts: string[]
    districtIds: string[]
    wholeCity: boolean
    since: string
    pending: boolean
    drill: boolean
    nextReview: string
  }[] = []
  for (const message of await messagesInForce(tx, now))
    if (message.facts.level !== null)
      out.push({ ...levelView(message), since: effectiveAt(message).toISOString(), pending: false })
  for (const draft of await listDrafts(tx, ['awaiting'])) {
    if (draft.facts.level === null || draft.type === 'lift' || draft.type === 'cancel') continue
    const place = await deps.place(tx, draft.facts.districts, draft.facts.wholeCity)
    out.push({
      level: draft.facts.level,
      word: levelWords[draft.facts.level]?.city ?? draft.facts.what,
      districts: draft.facts.wholeCity ? ['市内全域'] : place.districts.map((district) => district.name),
      districtIds: draft.facts.districts,
      wholeCity: draft.facts.wholeCity,
      since: (draft.submittedAt ?? draft.changedAt).toISOString(),
      pending: true,
      drill: draft.drill,
      nextReview: draft.facts.nextReview,
    })
  }
  return out.sort((a, b) => Number(a.pending) - Number(b.pending) || b.level - a.level)
}

function levelView(message: Message) {
  const { facts } = message
  return {
    level: facts.level ?? 0,
    word: levelWords[facts.level ?? 0]?.city ?? facts.what,
    districts: facts.wholeCity ? ['市内全域'] : facts.districtNames,
    districtIds: facts.districts,
    wholeCity: facts.wholeCity,
    drill: message.drill,
    nextReview: facts.nextReview,
  }
}
