import { CapAlert, type CapArea, type CapInfo, type CapResource, type CapValue } from './schema.ts'
import { CAP_1_2 } from './xsd.ts'

/**
 * Writes an alert as CAP 1.2, always valid against cap12.xsd; reading it back gives an equal alert.
 * Whether it also keeps the rules beyond the schema is `checkAlert`'s question.
 *
 * @returns XML 1.0 in UTF-8 with its declaration, one element a line
 * @throws ZodError naming every path that CAP or XML cannot hold (control characters, lone surrogates, white space at
 *   an end, a date without offset, …)
 */
export function writeCap(alert: CapAlert): string {
  const a = CapAlert.parse(alert)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<alert xmlns="${CAP_1_2}">`,
    ...element('identifier', a.identifier),
    ...element('sender', a.sender),
    ...element('sent', a.sent),
    ...element('status', a.status),
    ...element('msgType', a.msgType),
    ...element('source', a.source),
    ...element('scope', a.scope),
    ...element('restriction', a.restriction),
    ...element('addresses', a.addresses?.map(quoteMember).join(' ')),
    ...a.code.flatMap((code) => element('code', code)),
    ...element('note', a.note),
    ...element('references', a.references?.map((r) => `${r.sender},${r.identifier},${r.sent}`).join(' ')),
    ...element('incidents', a.incidents?.map(quoteMember).join(' ')),
    ...a.info.flatMap((info) => group('info', writeInfo(info))),
    '</alert>',
    '',
  ].join('\n')
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }
const escapeXml = (text: string) =>
  text.replaceAll(/[&<>\r]/g, (character) => ESCAPES[character] ?? character)

const element = (name: string, text: string | undefined) =>
  text === undefined ? [] : [`<${name}>${escapeXml(text)}</${name}>`]
const group = (name: string, lines: string[]) => [
  `<${name}>`,
  ...lines.map((line) => `  ${line}`),
  `</${name}>`,
]
const quoteMember = (member: string) => (member.includes(' ') ? `"${member}"` : member)
const values = (name: string, pairs: CapValue[]) =>
  pairs.flatMap((pair) =>
    group(name, [...element('valueName', pair.valueName), ...element('value', pair.value)]),
  )

function writeInfo(info: CapInfo): string[] {
  return [
    ...element('language', info.language),
    ...info.category.flatMap((category) => element('category', category)),
    ...element('event', info.event),
    ...info.responseType.flatMap((type) => element('responseType', type)),
    ...element('urgency', info.urgency),
    ...element('severity', info.severity),
    ...element('certainty', info.certainty),
    ...element('audience', info.audience),
    ...values('eventCode', info.eventCode),
    ...element('effective', info.effective),
    ...element('onset', info.onset),
    ...element('expires', info.expires),
    ...element('senderName', info.senderName),
    ...element('headline', info.headline),
    ...element('description', info.description),
    ...element('instruction', info.instruction),
    ...element('web', info.web),
    ...element('contact', info.contact),
    ...values('parameter', info.parameter),
    ...info.resource.flatMap((resource) => group('resource', writeResource(resource))),
    ...info.area.flatMap((area) => group('area', writeArea(area))),
  ]
}

const writeResource = (resource: CapResource) => [
  ...element('resourceDesc', resource.resourceDesc),
  ...element('mimeType', resource.mimeType),
  ...element('size', resource.size?.toFixed(0)),
  ...element('uri', resource.uri),
  ...element('derefUri', resource.derefUri),
  ...element('digest', resource.digest),
]

function writeArea(area: CapArea): string[] {
  return [
    ...element('areaDesc', area.areaDesc),
    ...area.polygon.flatMap((points) => element('polygon', points.map(writePoint).join(' '))),
    ...area.circle.flatMap((circle) =>
      element('circle', `${writePoint(circle)} ${decimal(circle.radiusKm)}`),
    ),
    ...values('geocode', area.geocode),
    ...element('altitude', area.altitude === undefined ? undefined : decimal(area.altitude)),
    ...element('ceiling', area.ceiling === undefined ? undefined : decimal(area.ceiling)),
  ]
}

const writePoint = ({ lat, lon }: { lat: number; lon: number }) => `${decimal(lat)},${decimal(lon)}`

/** A number without exponent that reads back the same: XML Schema decimals and CAP coordinates know none. */
function decimal(n: number): string {
  const shortest = String(n)
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(shortest) ?? []
  if (exponent === undefined) return shortest
  const shift = Number(exponent)
  const digits = whole + fraction
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - whole.length)}${digits}`
  return `${sign}${digits.padEnd(whole.length + shift, '0')}`
}
