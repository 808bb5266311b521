import type { CityTx } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import { type DraftInput, followerInput, writeDraft } from '../draft/write.ts'
import { mayUse } from '../kinds.ts'
import type { Message } from '../live/queries.ts'
import { kinds } from '../schema.ts'
import { readCap } from './cap/read.ts'
import type { CapAlert, CapInfo } from './cap/schema.ts'
import { cannotFollow, endDrafts, namedBy } from './cap-chain.ts'
import { cut, factsFrom, kindFor, templateFor } from './cap-facts.ts'
import { type DistrictsTouched, placesOf, type Where } from './cap-places.ts'

import { draftsFrom, takeCapTurn } from './queries.ts'
import { advice, finding, refOf, type TakeFinding } from './take-finding.ts'

export type { DistrictsTouched } from './cap-places.ts'
export type { TakeFinding } from './take-finding.ts'

/** What a CAP file became: a draft that waits for a person, or every reason why not. */
export type CapTaken =
  | { draftId: string; repeated: boolean; findings: TakeFinding[] }
  | { draftId: null; findings: TakeFinding[] }

type TakeDeps = AlertsDeps & { districtsTouched: DistrictsTouched }

/** The block that is used: the first Japanese one, otherwise the first. */
const chosenInfo = (alert: CapAlert): CapInfo | undefined =>
  alert.info.find((one) => one.language.toLowerCase().startsWith('ja')) ?? alert.info[0]

/** Reasons why a valid file still cannot become an alert of a city. */
function unusable(alert: CapAlert, info: CapInfo | undefined, now: Date): TakeFinding[] {
  const findings: TakeFinding[] = []
  const { status, scope, msgType } = alert
  if (status === 'System' || status === 'Draft')
    findings.push(
      finding(
        'STATUS_NOT_USABLE',
        '/alert/status',
        `status が ${status} の電文は配信の下書きになりません。Actual、Exercise、Test のどれかで送ってください。`,
      ),
    )
  if (scope !== 'Public')
    findings.push(
      finding('SCOPE_NOT_PUBLIC', '/alert/scope', '住民に知らせる電文は scope を Public にしてください。'),
    )
  if (msgType === 'Ack' || msgType === 'Error')
    findings.push(
      finding('MSGTYPE_NOT_USABLE', '/alert/msgType', `msgType が ${msgType} の電文は下書きになりません。`),
    )
  if (alert.info.length === 0 && msgType !== 'Cancel')
    findings.push(
      finding('INFO_MISSING', '/alert', 'info がありません。何が起きたかを info に書いてください。'),
    )
  if (msgType !== 'Cancel' && info?.expires && new Date(info.expires) <= now)
    findings.push(
      finding('EXPIRED', '/alert/info/expires', `有効期限（expires ${info.expires}）が過ぎています。`),
    )
  return findings
}

/** What a person should know though the file was taken. */
function advices(alert: CapAlert, info: CapInfo | undefined): TakeFinding[] {
  const others = alert.info.filter((one) => one !== info && one.language === info?.language)
  if (others.length === 0) return []
  const events = others.map((one) => one.event).join('、')
  return [
    advice(
      'INFO_NOT_USED',
      '/alert/info',
      `同じ言語の info が${others.length + 1}つあります。下書きには初めの1つだけを使いました。ほかの内容：${cut(events, 120)}`,
    ),
  ]
}

/**
 * Turns a CAP file into a draft; never into a send. The same file again gives the same draft.
 * A Cancel, or an Update nobody has touched the draft of, also ends the draft that it takes the place of.
 *
 * @param caller  who handed it in, for the log: `key:<id>`, `person:<id>`, `system`
 */
export async function takeCap(
  tx: CityTx,
  deps: TakeDeps,
  bytes: Uint8Array,
  caller: string,
): Promise<CapTaken> {
  const reading = readCap(bytes)
  if (!reading.valid || !reading.alert) return { draftId: null, findings: reading.findings }
  const { alert } = reading
  const info = chosenInfo(alert)
  const refused = (...why: TakeFinding[]): CapTaken => ({
    draftId: null,
    findings: [...reading.findings, ...why],
  })
  await takeCapTurn(tx) // the same file twice at once: the second one finds the draft of the first
  const [known] = await draftsFrom(tx, [refOf(alert)])
  if (known) return { draftId: known.id, repeated: true, findings: reading.findings }
  const stops = unusable(alert, info, deps.clock())
  if (stops.length > 0) return refused(...stops)
  const { chain, drafts } = await namedBy(tx, alert)
  const cannot = cannotFollow(alert, chain, drafts.length)
  if (cannot) return refused(cannot)
  const where = await placesOf(tx, deps.districtsTouched, info)
  if (!where && alert.msgType !== 'Cancel')
    return refused(
      finding(
        'OUTSIDE_CITY',
        `/alert/info[${(info ? alert.info.indexOf(info) : 0) + 1}]/area`,
        '区域が市の外です。市にかかる区域を送ってください。',
      ),
    )
  const ended = await endDrafts(tx, deps, alert, drafts)
  if (alert.msgType === 'Cancel' && chain.length === 0)
    return { draftId: drafts[0]?.id ?? '', repeated: ended === 0, findings: reading.findings }
  const input = await draftInput(tx, deps, alert, info, chain, where ?? { districts: [], wholeCity: false })
  const draftId = await keepDraft(tx, deps, alert, info, input, caller)
  return { draftId, repeated: false, findings: [...reading.findings, ...advices(alert, info)] }
}

async function keepDraft(
  tx: CityTx,
  deps: TakeDeps,
  alert: CapAlert,
  info: CapInfo | undefined,
  input: DraftInput,
  caller: string,
): Promise<string> {
  const title = `${info?.senderName ?? alert.sender}：${info?.headline ?? info?.event ?? alert.msgType}`
  const draftId = await writeDraft(tx, deps, input, null, {
    kind: 'cap',
    title: cut(title, 80),
    reference: refOf(alert),
    facts: {
      what: info?.event,
      reason: info?.description,
      action: info?.instruction,
      place: info?.area.map((area) => area.areaDesc).join('、'),
      contact: info?.contact,
    },
  })
  await deps.record(tx, {
    actor: caller,
    action: 'alerts.cap-received',
    subject: `draft:${draftId}`,
    details: { msgType: alert.msgType, status: alert.status },
    at: deps.clock(),
  })
  return draftId
}

async function draftInput(
  tx: CityTx,
  deps: TakeDeps,
  alert: CapAlert,
  info: CapInfo | undefined,
  chain: readonly Message[],
  where: Where,
): Promise<DraftInput> {
  const kind = kindFor(info)
  const on = (await deps.media.openAll(tx))
    .filter((one) => one.off === null && mayUse(kind, one.medium.name))
    .map((one) => one.medium.name)
  const facts = factsFrom(info, where, deps.clock())
  if (chain.length > 0) return follower(tx, deps, alert, info, chain, facts, on)
  return {
    kind,
    type: 'alert',
    drill: alert.status !== 'Actual',
    template: templateFor(info),
    facts,
    wordings: {},
    media: on,
    languages: ['ja', 'ja-easy'],
    earlier: [],
    scheduledAt: null,
  }
}

/** A Cancel, an AllClear and an Update start from what they follow: its media, its place where they name none, its words. */
async function follower(
  tx: CityTx,
  deps: TakeDeps,
  alert: CapAlert,
  info: CapInfo | undefined,
  chain: readonly Message[],
  facts: DraftInput['facts'],
  on: readonly string[],
): Promise<DraftInput> {
  const over = templateFor(info) === 'all-clear' && info !== undefined
  const type = alert.msgType === 'Cancel' ? 'cancel' : over ? 'lift' : 'update'
  const ids = chain.map((message) => message.id)
  const { input: base } = await followerInput(tx, deps, ids, type)
  const { validUntil } = info?.expires ? facts : base.facts
  if (type === 'cancel') {
    const correctionReason = cut(alert.note ?? info?.description, 200)
    return { ...base, facts: { ...base.facts, correctionReason } }
  }
  if (type === 'lift') {
    const { reason, contact } = facts
    const action = cut(info?.instruction, 400)
    return { ...base, facts: { ...base.facts, reason, action, contact, validUntil } }
  }
  const placeless = facts.districts.length === 0 && !facts.wholeCity
  const { districts, wholeCity } = placeless ? base.facts : facts
  const kind = kinds.find((one) => one === base.kind || one === kindFor(info)) ?? base.kind // the more urgent of the two
  return {
    ...base,
    kind,
    template: templateFor(info),
    facts: { ...facts, districts, wholeCity, validUntil, correctionReason: cut(alert.note, 200) },
    media: [...new Set([...base.media, ...on])],
  }
}
