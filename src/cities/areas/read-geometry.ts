import type { Geometry, MultiPolygon, Polygon, Position } from 'geojson'
import type { AreaFinding } from '../schema.ts'
import { crossing } from './crossings.ts'
import { finding } from './finding.ts'
import { polygonsOf, signedArea, wound } from './outline.ts'

/** Whether a value is [lon, lat] of finite numbers. */
export const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) && value.length >= 2 && value.every((part) => Number.isFinite(part))

/** How deep the positions lie. */
const depths = new Map([
  ['Point', 0],
  ['MultiPoint', 1],
  ['LineString', 1],
  ['MultiLineString', 2],
  ['Polygon', 2],
  ['MultiPolygon', 3],
])

const nowhere: Geometry = { type: 'Point', coordinates: [0, 0] }

/** A geometry with finite positions in Japan's range, heights cut off; else a finding. */
export function readGeometry(
  geometry: Record<string, unknown> | null,
  where: string,
  findings: AreaFinding[],
): Geometry {
  const depth = depths.get(String(geometry?.type))
  const positions: Position[] = []
  const coordinates = depth === undefined ? null : nested(geometry?.coordinates, depth, positions)
  if (!coordinates || positions.length === 0) {
    findings.push(
      finding('WRONG_GEOMETRY', where, String(geometry?.type ?? 'geometry がありません').slice(0, 40)),
    )
    return nowhere
  }
  const fault = whereaboutsFault(positions, where)
  if (fault) findings.push(fault)
  return { type: geometry?.type, coordinates } as Geometry
}

function nested(value: unknown, depth: number, positions: Position[]): unknown {
  if (depth === 0) {
    if (!isPosition(value)) return null
    const position = value.slice(0, 2)
    positions.push(position)
    return position
  }
  if (!Array.isArray(value) || value.length === 0) return null
  const parts = value.map((part) => nested(part, depth - 1, positions))
  return parts.includes(null) ? null : parts
}

/** Japan with its outer islands: 20–46° N, 122–154° E. */
function whereaboutsFault(positions: Position[], where: string): AreaFinding | null {
  const inJapan = ([lon = 0, lat = 0]: Position) => lon >= 122 && lon <= 154 && lat >= 20 && lat <= 46
  const strange = positions.find((position) => !inJapan(position))
  if (!strange) return null
  const [x = 0, y = 0] = strange
  const at = `${x}, ${y}`
  if (Math.abs(x) > 180 || Math.abs(y) > 180) return finding('NOT_DEGREES', where, at)
  return finding(inJapan([y, x]) ? 'SWAPPED' : 'OUTSIDE_JAPAN', where, at)
}

const noBoundary: Polygon = { type: 'Polygon', coordinates: [] }

/** A district's boundary, wound as RFC 7946 wants it; what is wrong with its rings becomes findings. */
export function readBoundary(
  shape: Geometry,
  where: string,
  findings: AreaFinding[],
): Polygon | MultiPolygon {
  if (shape === nowhere) return noBoundary
  if (shape.type !== 'Polygon' && shape.type !== 'MultiPolygon') {
    findings.push(finding('WRONG_GEOMETRY', where, `${shape.type}。地区は Polygon か MultiPolygon です`))
    return noBoundary
  }
  const polygons = polygonsOf(shape).map((rings) => rings.map(withoutRepeats))
  for (const rings of polygons) polygonFaults(rings, where, findings)
  const coordinates = polygons.map(wound)
  const [only] = coordinates
  return only && coordinates.length === 1
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates }
}

const samePlace = (a: Position = [], b: Position = []) => a[0] === b[0] && a[1] === b[1]

const withoutRepeats = (ring: Position[]) =>
  ring.filter((position, i) => i === 0 || !samePlace(position, ring[i - 1]))

function polygonFaults(rings: Position[][], where: string, findings: AreaFinding[]): void {
  const open = rings.findIndex((ring) => !samePlace(ring[0], ring.at(-1)))
  if (open >= 0) return void findings.push(finding('RING_OPEN', where, `輪${open + 1}`))
  const short = rings.findIndex((ring) => ring.length < 4)
  if (short >= 0) return void findings.push(finding('RING_TOO_SHORT', where, `輪${short + 1}`))
  const crossed = crossing(rings)
  if (crossed)
    return void findings.push(finding('SELF_INTERSECTING', where, `${crossed[0]}, ${crossed[1]} の近く`))
  if (Math.abs(signedArea(rings[0] ?? [])) < 1e-12) findings.push(finding('NO_AREA', where))
}
