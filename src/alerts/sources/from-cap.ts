import type { Position } from 'geojson'
import type { CityTx } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import { draftsFrom } from '../draft/queries.ts'
import { type DraftInput, writeDraft } from '../draft/write.ts'
import { kindRules, mayUse } from '../kinds.ts'
import { followers, messageOfDraft } from '../live/queries.ts'
import type { Facts, Hazard, Kind, MessageType, TemplateId } from '../schema.ts'
import { templateOf } from '../templates.ts'
import type { CapFinding } from './cap/finding.ts'
import { readCap } from './cap/read.ts'
import type { CapAlert, CapArea, CapInfo } from './cap/schema.ts'

/** A finding of the reader, or of what this city can do with the file. */
export type TakeFinding = Omit<CapFinding, 'rule'> & { rule: string }

/** What a CAP file became: a draft that waits for a person, or every reason why not. */
export type CapTaken =
  | { draftId: string; repeated: boolean; findings: TakeFinding[] }
  | { draftId: null; findings: TakeFinding[] }

/** Districts that a shape touches, each with the share of the district that it covers; filled from cities. */
export type DistrictsTouched = (
  tx: CityTx,
  polygons: readonly Position[][],
) => Promise<{ district: { id: string; name: string }; share: number }[]>

/** A district counts as meant when at least this share of it lies inside the sender's shape. */
const touchedShare = 0.02

const finding = (rule: string, path: string, message: string): TakeFinding => ({
  rule,
  severity: 'error',
  path,
  message,
})

const refOf = (alert: CapAlert): string => `${alert.sender},${alert.identifier},${alert.sent}`

/** A circle as a polygon of 48 corners, lon lat; radius in kilometres on a sphere of 6,371 km. */
function ring(circle: { lat: number; lon: number; radiusKm: number }): Position[] {
  const corners: Position[] = []
  const up = (circle.radiusKm / 6371) * (180 / Math.PI)
  for (let step = 0; step <= 48; step++) {
    const angle = ((step % 48) / 48) * 2 * Math.PI
    corners.push([
      circle.lon + (up * Math.sin(angle)) / Math.cos((circle.lat * Math.PI) / 180),
      circle.lat + up * Math.cos(angle),
    ])
  }
  return corners
}

const shapesOf = (areas: readonly CapArea[]): Position[][] =>
  areas.flatMap((area) => [
    ...area.polygon.map((points) => points.map((point): Position => [point.lon, point.lat])),
    ...area.circle.filter((circle) => circle.radiusKm > 0).map(ring),
  ])

/** Reasons why a valid file still cannot become an alert of a city. */
function unusable(alert: CapAlert): TakeFinding[] {
  const findings: TakeFinding[] = []
  if (alert.status === 'System' || alert.status === 'Draft')
    findings.push(
      finding(
        'STATUS_NOT_USABLE',
        '/alert/status',
        `status が ${alert.status} の電文は配信の下書きになりません。Actual、Exercise、Test のどれかで送ってください。`,
      ),
    )
  if (alert.scope !== 'Public')
    findings.push(
      finding('SCOPE_NOT_PUBLIC', '/alert/scope', '住民に知らせる電文は scope を Public にしてください。'),
    )
  if (alert.msgType === 'Ack' || alert.msgType === 'Error')
    findings.push(
      finding(
        'MSGTYPE_NOT_USABLE',
        '/alert/msgType',
        `msgType が ${alert.msgType} の電文は下書きになりません。`,
      ),
    )
  if (alert.info.length === 0 && alert.msgType !== 'Cancel')
    findings.push(
      finding('INFO_MISSING', '/alert', 'info がありません。何が起きたかを info に書いてください。'),
    )
  return findings
}

const level = (info: CapInfo | undefined): number | null => {
  const given = info?.parameter.find((one) => /警戒レベル|^jp:alert-level$/i.test(one.valueName))?.value
  const digit =
    given?.normalize('NFKC').match(/[1-5]/)?.[0] ??
    info?.event.normalize('NFKC').match(/レベル\s*([1-5])/)?.[1]
  return digit ? Number(digit) : null
}

function templateFor(info: CapInfo | undefined): TemplateId {
  const words = `${info?.event ?? ''} ${info?.headline ?? ''}`
  if (/緊急安全確保/.test(words)) return 'emergency-safety'
  if (/高齢者等避難/.test(words)) return 'elderly-evacuation'
  if (/避難指示/.test(words) || info?.responseType.includes('Evacuate')) return 'evacuation-order'
  if (/解除/.test(words) || info?.responseType.includes('AllClear')) return 'all-clear'
  if (/断水/.test(words)) return 'water-outage'
  if (info?.category.includes('Fire') || /火災/.test(words)) return 'fire'
  return 'broadcast'
}

function kindFor(info: CapInfo | undefined): Kind {
  if (info?.severity === 'Extreme' || info?.severity === 'Severe') return 'emergency'
  return info?.severity === 'Moderate' ? 'important' : 'notice'
}

function hazardFor(info: CapInfo | undefined): Hazard {
  const words = `${info?.event ?? ''} ${info?.headline ?? ''} ${info?.description ?? ''}`
  const table: [RegExp, Hazard][] = [
    [/津波|tsunami/i, 'tsunami'],
    [/地震|earthquake/i, 'earthquake'],
    [/土砂|landslide|がけ/i, 'landslide'],
    [/高潮|surge/i, 'storm-surge'],
    [/氾濫|洪水|flood/i, 'flood'],
    [/大雨|豪雨|rain/i, 'heavy-rain'],
    [/火災|fire/i, 'fire'],
    [/断水/, 'water'],
  ]
  return table.find(([pattern]) => pattern.test(words))?.[1] ?? 'other'
}

const cut = (text: string | undefined, most: number): string =>
  [...(text ?? '').trim()].slice(0, most).join('')

function factsFrom(
  alert: CapAlert,
  info: CapInfo | undefined,
  kind: Kind,
  where: Pick<Facts, 'districts' | 'wholeCity'>,
  now: Date,
): Facts {
  const template = templateOf(templateFor(info))
  const until = info?.expires
    ? new Date(info.expires)
    : new Date(now.getTime() + kindRules[kind].validHours * 3_600_000)
  return {
    level: level(info) ?? template.level,
    hazard: hazardFor(info),
    what: cut(info?.event, 40) || template.what,
    ...where,
    place: cut(info?.area.map((area) => area.areaDesc).join('、'), 80),
    reason: cut(info?.description ?? info?.headline, 300),
    action: cut(info?.instruction, 400) || template.action,
    shelters: [],
    when: '',
    nextReview: '',
    contact: cut(info?.contact, 120),
    correctionReason: cut(alert.note, 200),
    validUntil: until.toISOString(),
  }
}

/** Earlier messages that an Update or Cancel speaks about: those whose drafts came from the files it names. */
async function earlierOf(tx: CityTx, alert: CapAlert): Promise<string[]> {
  const names = (alert.references ?? []).map((one) => `${one.sender},${one.identifier},${one.sent}`)
  if (names.length === 0) return []
  const drafts = await draftsFrom(tx, names)
  const ids = new Set<string>()
  for (const draftId of drafts) {
    const message = await messageOfDraft(tx, draftId)
    if (!message) continue
    const first = message.earlier[0] ?? message.id
    ids.add(first)
    for (const later of await followers(tx, first)) ids.add(later.id)
  }
  return [...ids]
}

/**
 * Turns a CAP file into a draft; never into a send. The same file again gives the same draft.
 *
 * @param caller  who handed it in, for the log: `key:<id>`, `person:<id>`, `folder`
 */
export async function takeCap(
  tx: CityTx,
  deps: AlertsDeps & { districtsTouched: DistrictsTouched },
  bytes: Uint8Array,
  caller: string,
): Promise<CapTaken> {
  const reading = readCap(bytes)
  if (!reading.valid || !reading.alert) return { draftId: null, findings: reading.findings }
  const alert = reading.alert
  const stops = unusable(alert)
  if (stops.length > 0) return { draftId: null, findings: [...reading.findings, ...stops] }
  const [known] = await draftsFrom(tx, [refOf(alert)])
  if (known) return { draftId: known, repeated: true, findings: reading.findings }
  const info = alert.info.find((one) => one.language.toLowerCase().startsWith('ja')) ?? alert.info[0]
  const earlier = await earlierOf(tx, alert)
  if (alert.msgType === 'Cancel' && earlier.length === 0)
    return {
      draftId: null,
      findings: [
        ...reading.findings,
        finding(
          'REFERENCE_UNKNOWN',
          '/alert/references',
          '取り消すもとの配信が、この市にありません。references を確かめてください。',
        ),
      ],
    }
  const where = await placesOf(tx, deps, info)
  if ('finding' in where) return { draftId: null, findings: [...reading.findings, where.finding] }
  const input = await draftInput(deps, tx, alert, info, earlier, where)
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
  return { draftId, repeated: false, findings: reading.findings }
}

async function draftInput(
  deps: AlertsDeps,
  tx: CityTx,
  alert: CapAlert,
  info: CapInfo | undefined,
  earlier: string[],
  where: Pick<Facts, 'districts' | 'wholeCity'>,
): Promise<DraftInput> {
  const kind = kindFor(info)
  const type = typeFor(alert, info, earlier)
  const opened = await deps.media.openAll(tx)
  return {
    kind,
    type,
    drill: alert.status !== 'Actual',
    template: templateFor(info),
    facts: factsFrom(alert, info, kind, where, deps.clock()),
    wordings: {},
    media: opened
      .filter((one) => one.off === null && mayUse(kind, one.medium.name))
      .map((one) => one.medium.name),
    languages: ['ja', 'ja-easy'],
    earlier,
    scheduledAt: null,
  }
}

function typeFor(alert: CapAlert, info: CapInfo | undefined, earlier: readonly string[]): MessageType {
  if (earlier.length === 0) return 'alert'
  if (alert.msgType === 'Cancel') return 'cancel'
  return info?.responseType.includes('AllClear') ? 'lift' : 'update'
}

async function placesOf(
  tx: CityTx,
  deps: AlertsDeps & { districtsTouched: DistrictsTouched },
  info: CapInfo | undefined,
): Promise<Pick<Facts, 'districts' | 'wholeCity'> | { finding: TakeFinding }> {
  const areas = info?.area ?? []
  const city = await tx
    .selectFrom('city')
    .select(['municipality_code', 'jma_area_code'])
    .where('id', '=', tx.cityId)
    .executeTakeFirstOrThrow()
  const codes = areas.flatMap((area) => area.geocode.map((one) => one.value))
  const wholeCity = codes.some(
    (code) =>
      code === city.municipality_code ||
      code === city.municipality_code.slice(0, 5) ||
      code === city.jma_area_code,
  )
  const shapes = shapesOf(areas)
  if (shapes.length === 0) return { districts: [], wholeCity }
  const touched = (await deps.districtsTouched(tx, shapes)).filter((one) => one.share >= touchedShare)
  if (touched.length === 0 && !wholeCity)
    return {
      finding: finding(
        'OUTSIDE_CITY',
        '/alert/info[1]/area',
        '区域が市の外です。市にかかる区域を送ってください。',
      ),
    }
  return { districts: touched.map((one) => one.district.id), wholeCity: wholeCity && touched.length === 0 }
}
