import type { Order } from '../medium.ts'
import type { Language } from '../schema.ts'
import type { CapAlert, CapArea, CapInfo } from '../sources/cap/schema.ts'
import { polygonsWithoutHoles } from './cap-polygon.ts'
import { gravityOf, hazardCategory, responseTypes } from './cap-table.ts'
import { bodyLines } from './phrases.ts'

/** Who stands behind the file; the same over all messages of a city, since references name it. */
export interface CapSender {
  /** CAP `sender`: 「bousai@city.tsunagu.example」; no space, comma, `<` or `&`. */
  sender: string
  /** The page of a message, absolute. */
  webOf(messageId: string): string
}

/** やさしい日本語 is Japanese with the registered variant `simple` (BCP 47); `ja-easy` would read as a script. */
export const languageTags: Record<Language, string> = { ja: 'ja', 'ja-easy': 'ja-simple' }

/** CAP `identifier` of a message. */
export const capIdentifier = (messageId: string): string => `urn:uuid:${messageId}`

/**
 * A moment in CAP form, in the time of Japan: no fractions, offset written.
 *
 * @param round  `down` for what was sent, `up` for an end, so that no message ends before it began
 */
export function capTime(moment: Date, round: 'down' | 'up' = 'down'): string {
  const seconds = round === 'up' ? Math.ceil(moment.getTime() / 1000) : Math.floor(moment.getTime() / 1000)
  const japan = new Date((seconds + 9 * 3600) * 1000)
  return `${japan.toISOString().slice(0, 19)}+09:00`
}

const msgTypes = { alert: 'Alert', update: 'Update', lift: 'Update', cancel: 'Cancel' } as const

/**
 * One message as CAP 1.2, in the words that were approved. Pure.
 *
 * @returns an alert that the XSD and our own reader take without an error
 * @see docs/decisions/0007-cap-out.md for every choice made here
 */
export function capAlertOf(order: Order, from: CapSender): CapAlert {
  const references = order.earlier.map((earlier) => ({
    sender: from.sender,
    identifier: capIdentifier(earlier.messageId),
    sent: capTime(earlier.approvedAt),
  }))
  const hasEarlier = references.length > 0
  return {
    identifier: capIdentifier(order.messageId),
    sender: from.sender,
    sent: capTime(order.approvedAt),
    status: order.drill ? 'Exercise' : 'Actual',
    msgType: hasEarlier ? msgTypes[order.act] : 'Alert', // an Update that names nothing is invalid
    source: text(`${order.facts.cityName} ${order.facts.authorSection}`),
    scope: 'Public',
    code: [],
    ...(order.drill && { note: '訓練' }),
    ...(hasEarlier && { references }),
    info: order.renditions.map(({ language }) => infoOf(order, language, from)),
  }
}

function infoOf(order: Order, language: Language, from: CapSender): CapInfo {
  const { facts, act } = order
  const words = wordsOf(order, language)
  const gravity = gravityOf(facts, act)
  return {
    language: languageTags[language],
    category: hazardCategory[facts.hazard],
    event: text(facts.what) ?? facts.template,
    responseType: responseTypes(facts, act),
    ...gravity,
    eventCode: [{ valueName: 'tsunagu:template', value: facts.template }],
    effective: capTime(order.approvedAt),
    expires: capTime(new Date(Math.max(+order.validUntil, +order.approvedAt)), 'up'),
    ...optional('senderName', text(facts.cityName)),
    ...words,
    web: from.webOf(order.messageId),
    ...optional('contact', text(facts.contact)),
    parameter: parametersOf(order),
    resource: [],
    area: order.areas.map((area) => areaOf(order, area)),
  }
}

/**
 * Headline, description and instruction. The body as it was composed is split, as aggregators ask; a body that a person
 * has changed stays whole, because nobody approved its halves.
 */
function wordsOf(
  order: Order,
  language: Language,
): Pick<CapInfo, 'headline' | 'description' | 'instruction'> {
  const { facts } = order
  const rendition = order.renditions.find((one) => one.language === language)?.rendition
  const lines = bodyLines(facts, language)
  const body = rendition?.text ?? lines.join('\n')
  const headline = optional('headline', text([...(rendition?.title ?? facts.what)].slice(0, 139).join('')))
  const isComposed = body === lines.join('\n')
  const todo = facts.action && facts.type !== 'cancel' && language === 'ja' ? facts.action : ''
  if (!isComposed || !todo) return { ...headline, ...optional('description', text(body)) }
  const rest = lines.filter((line) => line !== todo && !line.startsWith('避難所：')).join('\n')
  const where = facts.shelters.length > 0 ? `\n避難所：${facts.shelters.join('、')}` : ''
  return {
    ...headline,
    ...optional('description', text(rest)),
    ...optional('instruction', text(todo + where)),
  }
}

function parametersOf({ facts, municipalityCode }: Order): CapInfo['parameter'] {
  const parameters = [{ valueName: 'jp:municipality-code', value: municipalityCode }]
  if (facts.level !== null) parameters.unshift({ valueName: 'jp:keikai-level', value: String(facts.level) })
  return parameters
}

/** Polygons and geocode must be the same place (CAP §3.2.4), so the city's code stands only on the whole city. */
function areaOf({ facts, municipalityCode }: Order, area: Order['areas'][number]): CapArea {
  const geocode = facts.wholeCity
    ? { valueName: 'jp:municipality-code', value: municipalityCode }
    : { valueName: 'tsunagu:district', value: area.id }
  return {
    areaDesc: text(area.name) ?? facts.cityName,
    polygon: polygonsWithoutHoles(area.boundary),
    circle: [],
    geocode: [geocode],
  }
}

const notXml = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** What XML can hold, without white space at the ends; undefined when nothing is left. */
function text(words: string | undefined): string | undefined {
  return words?.replace(notXml, '').trim() || undefined
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string }
}
