import { type CityTx, inCity } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import { approve } from '../approval/approve.ts'
import { submit } from '../approval/move.ts'
import type { AlertsDeps } from '../deps.ts'
import { type DispatchRow, dispatchesOf } from '../dispatch/rows.ts'
import { findDraft, plannedDrillMedia } from '../draft/queries.ts'
import { changeDraft, correct, type DraftInput, writeDraft } from '../draft/write.ts'
import { findMessage } from '../live/queries.ts'
import { templateOf } from '../templates.ts'
import { drillOperator } from './operator.ts'

/** Asks the outside world what it really saw of a message. @returns milliseconds from approval by medium; null where there is no town */
export type AskTown =
  | ((messageId: string, approvedAt: Date, phase: DrillPhase) => Promise<Record<string, number>>)
  | null

export type DrillPhase = 'alert' | 'update' | 'lift'

export interface DrillLine {
  phase: DrillPhase
  medium: string
  label: string
  acceptedMs: number | null
  visibleMs: number | null
  /** As the town saw it; null without a town or when it did not. */
  townMs: number | null
  /** `accepted`: the far side has it but nobody has seen it yet; `pending`: not even that. */
  verdict: 'seen' | 'accepted' | 'pending' | 'off' | 'failed'
  reason: string
}

export interface DrillResult {
  ok: boolean
  lines: DrillLine[]
}

/** How long a phase may take before what is missing counts as missing. */
const patienceMs = 60_000

const japanDay = (at: Date): string => new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(0, 10)

/** Media that are on; outside the demo, those that need a plan of the day only with one. @throws Refusal `not_allowed` */
async function mediaFor(tx: CityTx, deps: AlertsDeps, wanted: readonly string[] | null): Promise<string[]> {
  const opened = await deps.media.openAll(tx)
  const planned = await plannedDrillMedia(tx, japanDay(deps.clock()))
  const needPlan = (name: string): boolean =>
    !deps.demo &&
    !planned.includes(name) &&
    opened.some((one) => one.medium.name === name && one.medium.drillNeedsPlan)
  const refused = (wanted ?? []).filter(needPlan)
  if (refused.length > 0) throw new Refusal('not_allowed', { reason: 'drill-without-plan', media: refused })
  const on = opened.filter((one) => one.off === null).map((one) => one.medium.name)
  return on.filter((name) => !needPlan(name) && (wanted === null || wanted.includes(name)))
}

async function seededDraft(tx: CityTx, deps: AlertsDeps, media: string[]): Promise<DraftInput> {
  const template = templateOf('evacuation-order')
  const districts = await tx.selectFrom('district').select(['id', 'name']).orderBy('sort_order').execute()
  const chosen = districts.filter((district) => ['川原', '下沢'].includes(district.name))
  return {
    kind: 'emergency',
    drill: true,
    template: template.id,
    facts: {
      level: 4,
      hazard: 'flood',
      what: template.what,
      districts: (chosen.length > 0 ? chosen : districts.slice(0, 1)).map((district) => district.id),
      wholeCity: false,
      place: '',
      reason: '結川が氾濫危険水位を超え、堤防からあふれるおそれがあります。',
      action: template.action,
      shelters: ['川原中', '市民体育館'],
      when: '',
      nextReview: '',
      contact: '',
      correctionReason: '',
      validUntil: new Date(deps.clock().getTime() + 3_600_000).toISOString(),
    },
    wordings: {},
    media,
    languages: ['ja', 'ja-easy'],
    scheduledAt: null,
  }
}

/** Submits and approves; words that a repeated drill is asked for are given, since a drill harms nobody. */
async function approveDrill(tx: CityTx, deps: AlertsDeps, draftId: string): Promise<string> {
  await submit(tx, deps, draftId, drillOperator)
  const draft = await findDraft(tx, draftId)
  const confirmations = [
    { code: 'duplicate', words: 'もう一度出します' },
    { code: 'quiet_hours', words: 'いま出します' },
  ]
  return approve(tx, deps, draftId, {
    operator: drillOperator,
    steppedUp: true,
    version: draft?.version ?? 1,
    confirmations,
  })
}

const settled = (row: DispatchRow): boolean =>
  ['visible', 'off', 'rejected', 'withdrawn', 'stopped'].includes(row.state)

/** Waits until nothing of the message moves any more and everything that can be seen was seen, or patience ends. */
async function watch(
  deps: AlertsDeps,
  cityId: string,
  messageId: string,
  phase: DrillPhase,
  town: AskTown,
): Promise<DrillLine[]> {
  const until = Date.now() + patienceMs
  const message = await inCity(deps.db, cityId, (tx) => findMessage(tx, messageId))
  if (!message) throw new Error('the drill has no message')
  for (;;) {
    const rows = await inCity(deps.db, cityId, (tx) => dispatchesOf(tx, [messageId]))
    const seen = town ? await town(messageId, message.approvedAt, phase) : {}
    const lines = await inCity(deps.db, cityId, (tx) => linesOf(tx, deps, rows, phase, seen, town !== null))
    const done = rows.every(
      (row, at) =>
        row.state === 'off' ||
        (settled(row) && (lines[at]?.verdict === 'seen' || lines[at]?.verdict === 'failed')),
    )
    if (done || Date.now() > until) return lines
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function linesOf(
  tx: CityTx,
  deps: AlertsDeps,
  rows: DispatchRow[],
  phase: DrillPhase,
  seen: Record<string, number>,
  withTown: boolean,
): Promise<DrillLine[]> {
  const lines: DrillLine[] = []
  for (const row of rows) {
    const opened = await deps.media.open(tx, row.medium)
    const ms = (at: Date | null): number | null => (at ? at.getTime() - row.approvedAt.getTime() : null)
    const townMs = seen[row.medium] ?? null
    const looked = opened.connector?.observe === undefined || row.visibleAt !== null
    const verdict = verdictOf(row, looked && (!withTown || townMs !== null))
    lines.push({
      phase,
      medium: row.medium,
      label: opened.medium.label,
      acceptedMs: ms(row.acceptedAt),
      visibleMs: ms(row.visibleAt),
      townMs,
      verdict,
      reason: row.reason,
    })
  }
  return lines
}

function verdictOf(row: DispatchRow, seenEverywhere: boolean): DrillLine['verdict'] {
  if (row.state === 'off') return 'off'
  if (['rejected', 'stopped', 'withdrawn'].includes(row.state)) return 'failed'
  if (!row.acceptedAt) return 'pending'
  return seenEverywhere ? 'seen' : 'accepted'
}

/**
 * Sends the seeded drill to every medium that is on, waits until it is seen, corrects it, lifts it, and says what was seen when.
 *
 * @param media  only these; null = all that are on
 * @returns `ok` only when every medium that is on was really seen in every phase
 */
export async function runDrill(
  deps: AlertsDeps,
  cityId: string,
  media: readonly string[] | null,
  town: AskTown,
): Promise<DrillResult> {
  const inside = <T>(work: (tx: CityTx) => Promise<T>): Promise<T> => inCity(deps.db, cityId, work)
  const chosen = await inside((tx) => mediaFor(tx, deps, media))
  if (chosen.length === 0) throw new Refusal('unavailable', { reason: 'no-medium-on' })
  const alert = await inside(async (tx) => {
    const draftId = await writeDraft(tx, deps, await seededDraft(tx, deps, chosen), drillOperator)
    return approveDrill(tx, deps, draftId)
  })
  const lines = await watch(deps, cityId, alert, 'alert', town)
  const update = await inside(async (tx) => {
    const draftId = await correct(tx, deps, alert, 'update', drillOperator)
    const draft = await findDraft(tx, draftId)
    if (!draft) throw new Error('the correction has no draft')
    const facts = {
      ...draft.facts,
      shelters: ['川原中', '下沢小', '市民体育館'],
      correctionReason: '避難所に下沢小を加えました。',
    }
    await changeDraft(tx, deps, draftId, draft.version, { ...draft, facts }, drillOperator)
    return approveDrill(tx, deps, draftId)
  })
  lines.push(...(await watch(deps, cityId, update, 'update', town)))
  const lift = await inside(async (tx) =>
    approveDrill(tx, deps, await correct(tx, deps, update, 'lift', drillOperator)),
  )
  lines.push(...(await watch(deps, cityId, lift, 'lift', town)))
  return { ok: lines.every((line) => line.verdict === 'seen'), lines }
}
