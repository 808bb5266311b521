import type { Geometry, MultiPolygon, Polygon, Position } from 'geojson'
import { type AreaFinding, type AreaKind, landmarkKinds } from '../schema.ts'
import { finding } from './finding.ts'
import { isPosition, readBoundary, readGeometry } from './read-geometry.ts'

interface Named {
  code: string
  name: string
  kana: string
  /** `features[3] 川原`, for findings. */
  where: string
}
export interface ReadDistrict extends Named {
  kind: 'district'
  population: number
  households: number
  boundary: Polygon | MultiPolygon
  label: Position | null
}
export interface ReadNeighbourhood extends Named {
  kind: 'neighbourhood'
  households: number
  /** Code of the district above. */
  district: string
}
export interface ReadLandmark extends Named {
  kind: (typeof landmarkKinds)[number]
  shape: Geometry
  label: Position | null
}
export type ReadArea = ReadDistrict | ReadNeighbourhood | ReadLandmark

const mostPoints = 50_000

/** Our name of a property → the name in the file: `{ name: 'S_NAME', population: 'JINKO' }`. */
export type Rename = Record<string, string>

/**
 * Reads a file of areas strictly; every fault becomes a finding. What could be read comes back beside them.
 *
 * @see RFC 7946; lon, lat in WGS 84 (JGD2011 is the same within a metre)
 */
export function readAreas(
  file: unknown,
  rename: Rename = {},
): { areas: ReadArea[]; findings: AreaFinding[] } {
  const findings: AreaFinding[] = []
  const whole = wholeFile(file)
  if ('fault' in whole) return { areas: [], findings: [whole.fault] }
  const areas = whole.features.flatMap((feature, index) => {
    const area = readFeature(feature, index, rename, findings)
    return area ? [area] : []
  })
  repeatedCodes(areas, findings)
  if (!whole.features.some((feature, index) => kindOf(bag(feature, index, rename)) === 'district'))
    findings.push(finding('NO_DISTRICT'))
  return { areas, findings }
}

type RawFeature = { type: 'Feature'; properties: unknown; geometry: unknown }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function wholeFile(file: unknown): { fault: AreaFinding } | { features: RawFeature[] } {
  if (!isObject(file) || file.type !== 'FeatureCollection' || !Array.isArray(file.features))
    return { fault: finding('NOT_GEOJSON') }
  const features: unknown[] = file.features
  if (!features.every((each) => isObject(each) && each.type === 'Feature'))
    return { fault: finding('NOT_GEOJSON', '', 'features の中に Feature でないものがあります') }
  const crs = foreignCrs(file.crs)
  if (crs) return { fault: finding('WRONG_CRS', '', crs) }
  const points = countPoints(features.map((each) => (each as RawFeature).geometry))
  if (points > mostPoints) return { fault: finding('TOO_MANY_POINTS', '', `${points}点`) }
  return { features: features as RawFeature[] }
}

/** GeoJSON of before 2016 could name another system; these are longitude and latitude within a metre of WGS 84. */
function foreignCrs(crs: unknown): string | null {
  if (crs === undefined || crs === null) return null
  const name = isObject(crs) && isObject(crs.properties) ? String(crs.properties.name) : '不明'
  return /(CRS84|EPSG:{1,2}(4326|4612|6668|4269))$/.test(name) ? null : name.slice(0, 80)
}

/** Pairs of numbers in nested arrays; stops counting past the limit. */
function countPoints(geometries: unknown[]): number {
  let count = 0
  const waiting: unknown[] = [...geometries]
  while (waiting.length > 0 && count <= mostPoints) {
    const each = waiting.pop()
    if (Array.isArray(each)) {
      if (typeof each[0] === 'number') count++
      else for (const part of each) waiting.push(part)
    } else if (isObject(each)) waiting.push(each.coordinates, each.geometries)
  }
  return count
}

interface Bag {
  properties: Record<string, unknown>
  geometry: Record<string, unknown> | null
  where: string
}

function bag(feature: RawFeature, index: number, rename: Rename): Bag {
  const given = isObject(feature.properties) ? feature.properties : {}
  const renamed = Object.entries(rename).map(([ours, theirs]) => [ours, given[theirs]])
  const properties = { ...given, ...Object.fromEntries(renamed) }
  const called = typeof properties.name === 'string' ? ` ${properties.name.slice(0, 20)}` : ''
  return {
    properties,
    geometry: isObject(feature.geometry) ? feature.geometry : null,
    where: `features[${index}]${called}`,
  }
}

/** A polygon without a kind is a district: so files made elsewhere need no such column. */
function kindOf({ properties, geometry }: Bag): AreaKind | null {
  const { kind } = properties
  if (kind === undefined || kind === null)
    return geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon' ? 'district' : null
  const known: readonly unknown[] = ['district', 'neighbourhood', ...landmarkKinds]
  return known.includes(kind) ? (kind as AreaKind) : null
}

function readFeature(
  feature: RawFeature,
  index: number,
  rename: Rename,
  findings: AreaFinding[],
): ReadArea | null {
  const raw = bag(feature, index, rename)
  const kind = kindOf(raw)
  const before = findings.length
  if (!kind) {
    findings.push(finding('UNKNOWN_KIND', raw.where))
    return null
  }
  const named = readNamed(raw, kind, findings)
  const area =
    kind === 'neighbourhood' ? neighbourhood(raw, named, findings) : placed(raw, kind, named, findings)
  const broken = findings.slice(before).some((each) => each.severity === 'error')
  return broken ? null : area
}

const textOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''

function readNamed({ properties, where }: Bag, kind: AreaKind, findings: AreaFinding[]): Named {
  const [code, name, kana] = [textOf(properties.code), textOf(properties.name), textOf(properties.kana)]
  if (code === '') findings.push(finding('MISSING_CODE', where))
  else if (!/^[a-z0-9-]{1,40}$/.test(code)) findings.push(finding('BAD_CODE', where, code.slice(0, 40)))
  if (name === '' || name.length > 40) findings.push(finding('MISSING_NAME', where))
  if (kana === '' && kind !== 'road') findings.push(finding('MISSING_KANA', where))
  return { code, name, kana: kana.slice(0, 80), where }
}

/** A whole number of at least 0, also when the file holds it as text; never rounded. */
function countOf(value: unknown): number | null {
  const text = typeof value === 'string' ? value.trim().replaceAll(',', '') : value
  const count = text === '' || text === null || text === undefined ? Number.NaN : Number(text)
  return Number.isInteger(count) && count >= 0 && count < 20_000_000 ? count : null
}

function neighbourhood({ properties, where }: Bag, named: Named, findings: AreaFinding[]): ReadNeighbourhood {
  const households = countOf(properties.households)
  if (households === null) findings.push(finding('MISSING_HOUSEHOLDS', where))
  return {
    ...named,
    kind: 'neighbourhood',
    households: households ?? 0,
    district: textOf(properties.district),
  }
}

function placed(
  raw: Bag,
  kind: Exclude<AreaKind, 'neighbourhood'>,
  named: Named,
  findings: AreaFinding[],
): ReadArea {
  const { properties, geometry, where } = raw
  const label = isPosition(properties.label) ? [...properties.label] : null
  const shape = readGeometry(geometry, where, findings)
  if (kind !== 'district') return { ...named, kind, shape, label }
  const [population, households] = [countOf(properties.population), countOf(properties.households)]
  if (population === null) findings.push(finding('MISSING_POPULATION', where))
  if (households === null) findings.push(finding('MISSING_HOUSEHOLDS', where))
  if ((households ?? 0) > (population ?? 0) && population !== null)
    findings.push(finding('MORE_HOUSEHOLDS_THAN_PEOPLE', where, `${households} > ${population}`))
  const boundary = readBoundary(shape, where, findings)
  return { ...named, kind, population: population ?? 0, households: households ?? 0, boundary, label }
}

/** Codes of districts, of neighbourhoods and of landmarks are three lists. */
function repeatedCodes(areas: ReadArea[], findings: AreaFinding[]): void {
  const seen = new Map<string, string>()
  for (const area of areas) {
    const list = area.kind === 'district' || area.kind === 'neighbourhood' ? area.kind : 'landmark'
    const first = seen.get(`${list} ${area.code}`)
    if (first) findings.push(finding('DUPLICATE_CODE', area.where, `${area.code}、${first} と同じ`))
    else seen.set(`${list} ${area.code}`, area.where)
  }
}
