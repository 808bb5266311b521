import area from '@turf/area'
import type { MultiPolygon, Polygon } from 'geojson'
import { describe, expect, it, test } from 'vitest'
import type { Order } from '../medium.ts'
import type { MessageFacts } from '../schema.ts'
import { readCap } from '../sources/cap/read.ts'
import type { CapPoint } from '../sources/cap/schema.ts'
import { writeCap } from '../sources/cap/write.ts'
import { missingForXmllint, warnWithoutXmllint, xmllintVerdicts } from '../sources/cap/xmllint.fixture.ts'
import { capAlertOf, capTime } from './cap-alert.ts'
import { polygonsWithoutHoles } from './cap-polygon.ts'
import { bodyLines, headline } from './phrases.ts'

const from = {
  sender: 'bousai@city.tsunagu.example',
  webOf: (id: string) => `https://city.tsunagu.example/a/${id}.html`,
}
const ids = [1, 2, 3].map((n) => `0195a0c4-1111-7222-8333-44445555666${n}`) as [string, string, string]
const approvedAt = new Date('2026-11-22T18:42:40.925+09:00')

const ring = (west: number, south: number, size: number) => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]
const plain: Polygon = { type: 'Polygon', coordinates: [ring(139.5, 35.6, 0.1)] }

function facts(over: Partial<MessageFacts> = {}): MessageFacts {
  return {
    level: 4,
    hazard: 'flood',
    what: '避難指示',
    districts: [ids[0]],
    wholeCity: false,
    place: '',
    reason: '結川があふれるおそれがあります。',
    action: '危険な場所から全員避難してください。',
    shelters: ['第一小'],
    when: '',
    nextReview: '',
    contact: '災害対策本部 0000-12-3456',
    correctionReason: '',
    validUntil: '2026-11-24T18:42:00+09:00',
    kind: 'emergency',
    type: 'alert',
    drill: false,
    template: 'evacuation-order',
    cityName: 'つなぐ市',
    districtWord: '住区',
    districtNames: ['川原'],
    districtKana: ['かわはら'],
    population: 1,
    households: 1,
    earlierWhat: '避難指示',
    earlierAt: '18時42分',
    issuedAt: approvedAt.toISOString(),
    authorSection: '防災課',
    ...over,
  }
}

function order(over: Partial<MessageFacts> = {}, rest: Partial<Order> = {}): Order {
  const said = facts(over)
  const rendition = (language: 'ja' | 'ja-easy') => ({
    language,
    rendition: { title: headline(said), text: bodyLines(said, language).join('\n') },
  })
  return {
    dispatchId: ids[0],
    messageId: ids[0],
    act: said.type,
    drill: said.drill,
    areas: [{ id: ids[0], name: '川原', boundary: plain }],
    municipalityCode: '990001',
    approvedAt,
    validUntil: new Date(said.validUntil),
    facts: said,
    renditions: [rendition('ja'), rendition('ja-easy')],
    assets: [],
    earlier: [],
    ...rest,
  }
}

const earlier = [ids[1], ids[2]].map((messageId, i) => ({
  dispatchId: messageId,
  messageId,
  reference: null,
  approvedAt: new Date(approvedAt.getTime() - (2 - i) * 60_000),
}))
const written = (one: Order) => writeCap(capAlertOf(one, from))
const judged = (one: Order) => readCap(new TextEncoder().encode(written(one)))

describe('an alert of the city as CAP', () => {
  it('says who, when, what and how grave, in both kinds of Japanese', () => {
    const alert = capAlertOf(order(), from)
    expect(alert).toMatchObject({
      identifier: `urn:uuid:${ids[0]}`,
      sender: from.sender,
      sent: '2026-11-22T18:42:40+09:00',
      status: 'Actual',
      msgType: 'Alert',
      scope: 'Public',
    })
    expect(alert.info.map((info) => info.language)).toEqual(['ja', 'ja-simple'])
    expect(alert.info[0]).toMatchObject({
      category: ['Met', 'Safety'],
      event: '避難指示',
      responseType: ['Evacuate'],
      urgency: 'Immediate',
      severity: 'Severe',
      certainty: 'Likely',
      expires: '2026-11-24T18:42:00+09:00',
      web: `https://city.tsunagu.example/a/${ids[0]}.html`,
    })
    expect(alert.info[0]?.parameter).toContainEqual({ valueName: 'jp:keikai-level', value: '4' })
    expect(alert).not.toHaveProperty('references')
  })
  it('keeps what to do apart from what happened', () => {
    const [info] = capAlertOf(order(), from).info
    expect(info?.instruction).toBe('危険な場所から全員避難してください。\n避難所：第一小')
    expect(info?.description).toContain('結川があふれるおそれがあります。')
    expect(info?.description).not.toContain('全員避難')
  })
  it('gives words that a person has changed whole, as they were approved', () => {
    const changed = order()
    const [ja] = changed.renditions
    if (ja) ja.rendition = { title: '避難指示（川原）', text: '川原の人は全員逃げてください。' }
    const [info] = capAlertOf(changed, from).info
    expect(info).toMatchObject({
      headline: '避難指示（川原）',
      description: '川原の人は全員逃げてください。',
    })
    expect(info).not.toHaveProperty('instruction')
  })
  it('is an exercise when it is a drill', () => {
    expect(capAlertOf(order({ drill: true }), from)).toMatchObject({ status: 'Exercise', note: '訓練' })
  })
  it.each([
    ['update', 'Update', 'Evacuate', 'Immediate'],
    ['cancel', 'Cancel', 'None', 'Past'],
    ['lift', 'Update', 'AllClear', 'Past'],
  ] as const)('%s names all earlier messages and is %s / %s / %s', (type, msgType, response, urgency) => {
    const alert = capAlertOf(order({ type }, { earlier }), from)
    expect(alert).toMatchObject({ msgType, info: [{ responseType: [response], urgency }, {}] })
    expect(alert.references).toEqual([
      { sender: from.sender, identifier: `urn:uuid:${ids[1]}`, sent: '2026-11-22T18:40:40+09:00' },
      { sender: from.sender, identifier: `urn:uuid:${ids[2]}`, sent: '2026-11-22T18:41:40+09:00' },
    ])
  })
  it('a correction of what never went out here stands alone', () => {
    expect(capAlertOf(order({ type: 'update' }), from)).toMatchObject({ msgType: 'Alert' })
  })
  it('gives the code of the city only to the whole city, so that no reader warns all for one district', () => {
    const codeOf = (one: Order) => capAlertOf(one, from).info[0]?.area[0]?.geocode[0]?.valueName
    expect(codeOf(order())).toBe('tsunagu:district')
    expect(codeOf(order({ wholeCity: true }))).toBe('jp:municipality-code')
  })
  it('never ends before it began, whatever the fractions of a second', () => {
    const end = new Date(approvedAt.getTime() + 1)
    expect(judged(order({}, { validUntil: end })).valid).toBe(true)
    expect(capTime(end, 'up')).toBe('2026-11-22T18:42:41+09:00')
  })
})

const levels = [null, 1, 2, 3, 4, 5]
const every = levels.flatMap((level) =>
  (['alert', 'update', 'cancel', 'lift'] as const).flatMap((type) =>
    [false, true].map((drill) => order({ level, type, drill }, type === 'alert' ? {} : { earlier })),
  ),
)
const hostile = order({
  what: '避難 ]]> <b> & \u0000\u0007',
  action: '\ud800 逃げて',
  reason: ' ',
  contact: '\u000b',
})

it('our own reader finds no error in any of them', () => {
  for (const one of [...every, hostile])
    expect(judged(one).findings.filter((found) => found.severity === 'error')).toEqual([])
})
it('ordinary ones give not even a warning', () => {
  for (const one of every) expect(judged(one).findings).toEqual([])
})
warnWithoutXmllint('the files that we write, by libxml2 against cap12.xsd')
test.skipIf(missingForXmllint.length > 0)('libxml2 finds all of them valid against the XSD', () => {
  expect(xmllintVerdicts([...every, hostile].map(written)).filter((verdict) => verdict !== null)).toEqual([])
})

const squareMetres = (points: CapPoint[]) =>
  area({ type: 'Polygon', coordinates: [points.map(({ lat, lon }) => [lon, lat])] })
const holed: Polygon = {
  type: 'Polygon',
  coordinates: [ring(139.5, 35.6, 0.1), ring(139.52, 35.62, 0.02), ring(139.56, 35.65, 0.03)],
}

describe('a boundary as CAP polygons', () => {
  it('has latitude first and is closed', () => {
    expect(polygonsWithoutHoles(plain)).toEqual([
      [
        { lat: 35.6, lon: 139.5 },
        { lat: 35.6, lon: 139.6 },
        { lat: 35.7, lon: 139.6 },
        { lat: 35.7, lon: 139.5 },
        { lat: 35.6, lon: 139.5 },
      ],
    ])
  })
  it('leaves holes empty: the parts have the area of the boundary, and none meets itself', () => {
    const parts = polygonsWithoutHoles(holed)
    const sum = parts.map(squareMetres).reduce((all, one) => all + one, 0)
    expect(sum / area(holed)).toBeCloseTo(1, 5)
    expect(parts.length).toBeGreaterThan(1)
    expect(judged(order({}, { areas: [{ id: ids[0], name: '川原', boundary: holed }] })).findings).toEqual([])
  })
  it('takes every part of a boundary in several parts', () => {
    const two: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [holed.coordinates, [ring(139.8, 35.6, 0.1)]],
    }
    const sum = polygonsWithoutHoles(two)
      .map(squareMetres)
      .reduce((all, one) => all + one, 0)
    expect(sum / area(two)).toBeCloseTo(1, 5)
  })
  it('closes an open ring and drops what is no surface', () => {
    const open: Polygon = { type: 'Polygon', coordinates: [ring(139.5, 35.6, 0.1).slice(0, 4)] }
    expect(polygonsWithoutHoles(open)[0]).toHaveLength(5)
    expect(
      polygonsWithoutHoles({
        type: 'Polygon',
        coordinates: [
          [
            [1, 1],
            [1, 1],
            [1, 1],
          ],
        ],
      }),
    ).toEqual([])
  })
})
