import { area } from '@turf/area'
import { featureCollection, polygon as polygonFeature } from '@turf/helpers'
import { intersect } from '@turf/intersect'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { polygonsOf } from './outline.ts'

type Shape = Polygon | MultiPolygon

/** Square metres on the sphere. */
export const squareMetres = (shape: Shape): number => area(shape)

/** West, south, east, north. */
type Box = [number, number, number, number]

function boxOf(shape: Shape): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x = 0, y = 0] of polygonsOf(shape).flat(2)) {
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  return box
}

const apart = (a: Box, b: Box) => a[0] >= b[2] || b[0] >= a[2] || a[1] >= b[3] || b[1] >= a[3]

/** Square metres that two shapes have in common. */
export function commonSquareMetres(one: Shape, other: Shape): number {
  if (apart(boxOf(one), boxOf(other))) return 0
  const features = [one, other].map((geometry) => ({ type: 'Feature' as const, properties: {}, geometry }))
  const common = intersect(featureCollection(features))
  return common ? area(common) : 0
}

/** A ring, closed when it was not, as a polygon; null when it has fewer than three corners. */
export function ringPolygon(ring: Position[]): Polygon | null {
  const [first] = ring
  const last = ring.at(-1)
  if (!first || !last) return null
  const closed = first[0] === last[0] && first[1] === last[1] ? ring : [...ring, first]
  return closed.length < 4 ? null : polygonFeature([closed]).geometry
}
