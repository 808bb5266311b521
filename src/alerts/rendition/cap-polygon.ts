import { polygon as feature, featureCollection } from '@turf/helpers'
import { intersect } from '@turf/intersect'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { CapPoint } from '../sources/cap/schema.ts'

/** Seven places are 1 cm: finer than any boundary of a city, and no file grows by digits that mean nothing. */
const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7

/**
 * A boundary as CAP polygons: outer rings only, latitude first, closed. CAP knows no holes, and a hole that is filled
 * warns people whom the city did not name; so a polygon with holes is cut through each of them into parts without.
 *
 * @param boundary  GeoJSON, WGS 84, lon lat
 */
export function polygonsWithoutHoles(boundary: Polygon | MultiPolygon): CapPoint[][] {
  const polygons = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates
  return polygons.flatMap((rings) => withoutHoles(rings)).flatMap((ring) => capRing(ring))
}

function withoutHoles(rings: Position[][]): Position[][] {
  const [outer, hole] = rings
  if (!outer) return []
  if (!hole) return [outer]
  const lons = hole.map((position) => position[0] ?? 0)
  const cut = (Math.min(...lons) + Math.max(...lons)) / 2
  return [half(rings, -180, cut), half(rings, cut, 180)].flatMap((parts) => parts.flatMap(withoutHoles))
}

/** What lies between two meridians. */
function half(rings: Position[][], west: number, east: number): Position[][][] {
  const band = [
    [
      [west, -90],
      [east, -90],
      [east, 90],
      [west, 90],
      [west, -90],
    ],
  ]
  const part = intersect(featureCollection([feature(rings), feature(band)]))?.geometry
  if (!part) return []
  return part.type === 'Polygon' ? [part.coordinates] : part.coordinates
}

/** Empty when nothing with an area is left. */
function capRing(ring: Position[]): CapPoint[][] {
  const points: CapPoint[] = []
  for (const [lon = 0, lat = 0] of ring) {
    const point = { lat: round(lat), lon: round(lon) }
    const before = points.at(-1)
    if (before?.lat !== point.lat || before.lon !== point.lon) points.push(point)
  }
  const [first] = points
  if (!first) return []
  const last = points.at(-1)
  if (last?.lat !== first.lat || last.lon !== first.lon) points.push({ ...first })
  return points.length >= 4 ? [points] : []
}
