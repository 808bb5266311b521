import fc from 'fast-check'
import type { Position } from 'geojson'
import { describe, expect, test } from 'vitest'
import type { AreaRule } from '../schema.ts'
import { readAreas } from './read.ts'

const square = (x = 139.5, y = 35.7, side = 0.01): Position[] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
]

const facts = {
  kind: 'district',
  code: 'kita',
  name: '北町',
  kana: 'きたまち',
  population: 100,
  households: 40,
}

const district = (
  properties: Record<string, unknown> = {},
  coordinates: unknown = [square()],
  type = 'Polygon',
) => ({
  type: 'Feature',
  properties: { ...facts, ...properties },
  geometry: { type, coordinates },
})

const file = (...features: unknown[]) => ({ type: 'FeatureCollection', features })

const rulesOf = (read: ReturnType<typeof readAreas>) => read.findings.map(({ rule }) => rule)

test('a sound file has no findings', () => {
  const { areas, findings } = readAreas(file(district()))
  expect(findings).toEqual([])
  expect(areas).toMatchObject([
    { kind: 'district', code: 'kita', population: 100, boundary: { type: 'Polygon' } },
  ])
})

test('a polygon without a kind is a district, and properties may have other names', () => {
  const raw = district({ kind: undefined, name: undefined, S_NAME: '西町', code: undefined, KEY: 132040 })
  const { areas, findings } = readAreas(file(raw), { name: 'S_NAME', code: 'KEY' })
  expect(findings).toEqual([])
  expect(areas).toMatchObject([{ code: '132040', name: '西町' }])
})

test('rings come out as RFC 7946 winds them, without repeated points and heights', () => {
  const clockwise = square()
    .reverse()
    .flatMap(([x = 0, y = 0]) => [
      [x, y, 12],
      [x, y, 12],
    ])
  const { areas, findings } = readAreas(file(district({}, [clockwise])))
  expect(findings).toEqual([])
  expect(areas[0]).toMatchObject({
    boundary: { coordinates: [square().slice(0, 1).concat(square().slice(1))] },
  })
})

const bowtie: Position[] = [
  [139.5, 35.7],
  [139.51, 35.71],
  [139.51, 35.7],
  [139.5, 35.71],
  [139.5, 35.7],
]
const eight: Position[] = [
  [139.5, 35.7],
  [139.505, 35.705],
  [139.51, 35.7],
  [139.51, 35.71],
  [139.505, 35.705],
  [139.5, 35.71],
  [139.5, 35.7],
]
const flat: Position[] = [
  [139.5, 35.7],
  [139.51, 35.7],
  [139.52, 35.7],
  [139.5, 35.7],
]

const faults: [AreaRule, string, unknown][] = [
  ['NOT_GEOJSON', 'something else', { hello: 1 }],
  ['NOT_GEOJSON', 'one feature alone', district()],
  ['NOT_GEOJSON', 'a list that holds something else', file(district(), 7)],
  ['NO_DISTRICT', 'no district', file()],
  [
    'WRONG_CRS',
    'plane rectangular coordinates by name',
    { ...file(district()), crs: { properties: { name: 'urn:ogc:def:crs:EPSG::6677' } } },
  ],
  ['NOT_DEGREES', 'metres', file(district({}, [square(-12000, -35000, 100)]))],
  ['SWAPPED', 'latitude first', file(district({}, [square().map(([x = 0, y = 0]) => [y, x])]))],
  ['OUTSIDE_JAPAN', 'another country', file(district({}, [square(2.3, 48.8)]))],
  ['WRONG_GEOMETRY', 'a district that is a line', file(district({}, square(), 'LineString'))],
  ['WRONG_GEOMETRY', 'no geometry', file({ ...district(), geometry: null })],
  ['WRONG_GEOMETRY', 'words for numbers', file(district({}, [[['a', 'b']]]))],
  [
    'RING_TOO_SHORT',
    'a ring of two points',
    file(
      district({}, [
        [
          [139.5, 35.7],
          [139.6, 35.7],
          [139.5, 35.7],
        ],
      ]),
    ),
  ],
  ['RING_OPEN', 'an open ring', file(district({}, [square().slice(0, 4)]))],
  ['SELF_INTERSECTING', 'a bow tie', file(district({}, [bowtie]))],
  ['SELF_INTERSECTING', 'a figure of eight through one point', file(district({}, [eight]))],
  ['SELF_INTERSECTING', 'a border that turns straight back', file(district({}, [flat]))],
  ['UNKNOWN_KIND', 'an unknown kind', file(district(), district({ kind: 'castle', code: 'c' }))],
  ['MISSING_CODE', 'no code', file(district({ code: ' ' }))],
  ['BAD_CODE', 'a Japanese code', file(district({ code: '北' }))],
  ['DUPLICATE_CODE', 'a code twice', file(district(), district({}, [square(139.6)]))],
  ['MISSING_NAME', 'no name', file(district({ name: undefined }))],
  ['MISSING_POPULATION', 'no population', file(district({ population: undefined }))],
  ['MISSING_POPULATION', 'half a person', file(district({ population: 10.5 }))],
  ['MISSING_POPULATION', 'an empty cell', file(district({ population: '' }))],
  ['MISSING_HOUSEHOLDS', 'fewer than none', file(district({ households: -1 }))],
]

describe('a file is refused for', () => {
  test.each(faults)('%s: %s', (rule, _, raw) => {
    const read = readAreas(raw)
    expect(rulesOf(read)).toContain(rule)
    expect(read.findings.find((each) => each.rule === rule)?.severity).toBe('error')
  })

  test('TOO_MANY_POINTS: more than 50,000 points, before any geometry is looked at', () => {
    const ring = Array.from({ length: 50_001 }, (_, i) => [139 + i / 1e6, 35.7])
    expect(rulesOf(readAreas(file(district({}, [ring]))))).toEqual(['TOO_MANY_POINTS'])
  })
})

describe('a file is only remarked upon for', () => {
  test.each([
    ['MISSING_KANA', district({ kana: undefined })],
    ['MORE_HOUSEHOLDS_THAN_PEOPLE', district({ population: 10, households: 11 })],
  ])('%s', (rule, feature) => {
    expect(readAreas(file(feature)).findings).toMatchObject([{ rule, severity: 'warning' }])
  })
})

test('a finding names the feature by number and name', () => {
  const { findings } = readAreas(file(district(), district({ code: 'x', population: null }, [square(139.6)])))
  expect(findings).toMatchObject([{ rule: 'MISSING_POPULATION', where: 'features[1] 北町' }])
})

test('a border of 49,000 points is checked without comparing every pair of its edges (that would take minutes)', () => {
  const ring = Array.from({ length: 49_000 }, (_, i) => {
    const angle = (i / 49_000) * 2 * Math.PI
    const radius = 0.02 + 0.002 * Math.sin(angle * 40)
    return [139.5 + radius * Math.cos(angle), 35.7 + radius * Math.sin(angle)]
  })
  const began = performance.now()
  const read = readAreas(file(district({}, [[...ring, ring[0]]])))
  expect(read.findings).toEqual([])
  expect(performance.now() - began).toBeLessThan(8000)
})

test('whatever the file holds, reading it ends in findings and never in an exception', () => {
  const number = fc.oneof(fc.double(), fc.integer({ min: 20, max: 150 }))
  const position = fc.array(number, { maxLength: 4 })
  const geometry = fc.record({
    type: fc.constantFrom('Polygon', 'MultiPolygon', 'Point', 'GeometryCollection', 'constructor'),
    coordinates: fc.oneof(
      fc.jsonValue(),
      fc.array(fc.array(position)),
      fc.array(fc.array(fc.array(position))),
    ),
  })
  const feature = fc.record({
    type: fc.constant('Feature'),
    properties: fc.oneof(
      fc.jsonValue(),
      fc.record({ ...Object.fromEntries(Object.keys(facts).map((key) => [key, fc.jsonValue()])) }),
    ),
    geometry: fc.oneof(geometry, fc.jsonValue()),
  })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc.array(feature).map((features) => file(...features)),
      ),
      (raw) => {
        const { areas, findings } = readAreas(raw)
        expect(findings.length + areas.length).toBeGreaterThan(0)
      },
    ),
    { numRuns: 300 },
  )
})
