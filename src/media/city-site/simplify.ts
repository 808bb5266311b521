import type { MultiPolygon, Polygon, Position } from 'geojson'

export type Point = readonly [number, number]

/**
 * Leaves out what a line has anyway (Douglas–Peucker).
 *
 * @param tolerance  the farthest that a left-out point may lie from the line, in the unit of the points
 */
export function simplify(points: readonly Point[], tolerance: number): Point[] {
  const keep = new Uint8Array(points.length).fill(0)
  const open: [number, number][] = [[0, points.length - 1]]
  keep[0] = 1
  keep[points.length - 1] = 1
  for (let next = open.pop(); next; next = open.pop()) {
    const [from, to] = next
    let farthest = -1
    let distance = tolerance
    for (let i = from + 1; i < to; i++) {
      const away = fromLine(points[i], points[from], points[to])
      if (away > distance) [farthest, distance] = [i, away]
    }
    if (farthest < 0) continue
    keep[farthest] = 1
    open.push([from, farthest], [farthest, to])
  }
  return points.filter((_, i) => keep[i] === 1)
}

/** Distance from the stretch a–b; from a itself where both are one point, as the ends of a ring are. */
function fromLine(p: Point = [0, 0], a: Point = [0, 0], b: Point = [0, 0]): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length = Math.hypot(dx, dy)
  if (length === 0) return Math.hypot(p[0] - a[0], p[1] - a[1])
  return Math.abs(dx * (a[1] - p[1]) - (a[0] - p[0]) * dy) / length
}

/** A thousandth of what is drawn: less than a pixel on a page. */
const finest = 1_000

/** A boundary as fine as a drawing of it needs; the official one stands in the CAP file. */
export function forDrawing<T extends Polygon | MultiPolygon>(boundary: T): T {
  const all = (boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates).flat(2)
  const lats = all.map((position) => position[1] ?? 0).sort((a, b) => a - b)
  const lons = all.map((position) => position[0] ?? 0).sort((a, b) => a - b)
  const extent = Math.max((lats.at(-1) ?? 0) - (lats[0] ?? 0), (lons.at(-1) ?? 0) - (lons[0] ?? 0))
  const ring = (positions: Position[]): Position[] =>
    simplify(
      positions.map(([lon = 0, lat = 0]) => [lon, lat] as const),
      extent / finest,
    ).map(([lon, lat]) => [lon, lat])
  const coordinates =
    boundary.type === 'Polygon'
      ? boundary.coordinates.map(ring)
      : boundary.coordinates.map((rings) => rings.map(ring))
  return { ...boundary, coordinates }
}
