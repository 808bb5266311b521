import fc from 'fast-check'
import {
  CATEGORIES,
  type CapAlert,
  type CapArea,
  type CapInfo,
  CERTAINTIES,
  MSG_TYPES,
  NOT_XML,
  RESPONSE_TYPES,
  SCOPES,
  SEVERITIES,
  STATUSES,
  URGENCIES,
} from './schema.ts'

/** Any alert that the schema admits, hard texts and numbers included. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(...' \n\r\t<>&"\']]>&amp;\u3000避難😀'), minLength: 1, maxLength: 12 }),
  )
  .filter((t) => !NOT_XML.test(t) && !/^[ \t\r\n]|[ \t\r\n]$/.test(t))
const name = text.filter((t) => /^[^\s,<&]+$/.test(t))
const member = text.filter((t) => /^[^"\t\r\n]+$/.test(t))
const two = (min: number, max: number) => fc.integer({ min, max }).map((n) => String(n).padStart(2, '0'))
const dateTime = fc
  .tuple(
    fc.integer({ min: 1900, max: 2199 }),
    two(1, 12),
    two(1, 28),
    two(0, 23),
    two(0, 59),
    fc.constantFrom('+09:00', '-00:00', '-11:30', '+14:00'),
  )
  .map(([y, m, d, h, s, offset]) => `${y}-${m}-${d}T${h}:${s}:${s}${offset}`)
const degrees = (max: number) =>
  fc
    .oneof(fc.double({ min: -max, max, noNaN: true }), fc.constantFrom(0, max, -max, 1e-7, 5e-324))
    .map((n) => n + 0)
const point = fc.record({ lat: degrees(90), lon: degrees(180) })
const feet = fc.integer({ min: -1e15, max: 1e15 }).map((n) => n / 1e6 + 0)
const value = fc.record({ valueName: text, value: fc.oneof(text, fc.constant('')) })
const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 })
const atLeastOne = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 3 })
const optional = <T>(required: (keyof T)[]) => ({ requiredKeys: required as never })

const area: fc.Arbitrary<CapArea> = fc.record(
  {
    areaDesc: text,
    polygon: some(fc.array(point, { minLength: 4, maxLength: 8 })),
    circle: some(
      fc.record({
        lat: degrees(90),
        lon: degrees(180),
        radiusKm: fc.double({ min: 0, max: 20_000, noNaN: true }).map((n) => n + 0),
      }),
    ),
    geocode: some(value),
    altitude: feet,
    ceiling: feet,
  },
  optional<CapArea>(['areaDesc', 'polygon', 'circle', 'geocode']),
)
const resource = fc.record(
  {
    resourceDesc: text,
    mimeType: text,
    size: fc.nat(),
    uri: fc.webUrl({ withQueryParameters: true }),
    derefUri: fc.base64String({ minLength: 4, maxLength: 40 }),
    digest: text,
  },
  { requiredKeys: ['resourceDesc', 'mimeType'] },
)
const info: fc.Arbitrary<CapInfo> = fc.record(
  {
    language: fc.constantFrom('ja', 'en-US', 'x-pig-latin', 'zh-Hans-HK'),
    category: atLeastOne(fc.constantFrom(...CATEGORIES)),
    event: text,
    responseType: some(fc.constantFrom(...RESPONSE_TYPES)),
    urgency: fc.constantFrom(...URGENCIES),
    severity: fc.constantFrom(...SEVERITIES),
    certainty: fc.constantFrom(...CERTAINTIES),
    audience: text,
    eventCode: some(value),
    effective: dateTime,
    onset: dateTime,
    expires: dateTime,
    senderName: text,
    headline: text,
    description: text,
    instruction: text,
    web: fc.webUrl(),
    contact: text,
    parameter: some(value),
    resource: some(resource),
    area: some(area),
  },
  optional<CapInfo>([
    'language',
    'category',
    'event',
    'responseType',
    'urgency',
    'severity',
    'certainty',
    'eventCode',
    'parameter',
    'resource',
    'area',
  ]),
)
export const anyAlert: fc.Arbitrary<CapAlert> = fc.record(
  {
    identifier: name,
    sender: name,
    sent: dateTime,
    status: fc.constantFrom(...STATUSES),
    msgType: fc.constantFrom(...MSG_TYPES),
    source: text,
    scope: fc.constantFrom(...SCOPES),
    restriction: text,
    addresses: atLeastOne(member),
    code: some(text),
    note: text,
    references: atLeastOne(fc.record({ sender: name, identifier: name, sent: dateTime })),
    incidents: atLeastOne(member),
    info: some(info),
  },
  optional<CapAlert>(['identifier', 'sender', 'sent', 'status', 'msgType', 'scope', 'code', 'info']),
)
