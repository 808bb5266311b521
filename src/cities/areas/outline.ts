import type { MultiPolygon, Polygon, Position } from 'geojson'

/** The polygons of a boundary, each as its rings. */
export const polygonsOf = (shape: Polygon | MultiPolygon): Position[][][] =>
  shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates

/** Twice the signed area of a closed ring in square degrees: positive when it runs anticlockwise. */
export function signedArea(ring: Position[]): number {
  const [ox = 0, oy = 0] = ring[0] ?? []
  let sum = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x = 0, y = 0] = ring[i] ?? []
    const [x2 = 0, y2 = 0] = ring[i + 1] ?? []
    sum += (x - ox) * (y2 - oy) - (x2 - ox) * (y - oy)
  }
  return sum
}

/** Rings as RFC 7946 §3.1.6 wants them: the outer one anticlockwise, holes clockwise. */
export const wound = (rings: Position[][]): Position[][] =>
  rings.map((ring, i) => (signedArea(ring) > 0 === (i === 0) ? ring : ring.toReversed()))

const key = ([x, y]: Position) => `${x},${y}`

/**
 * Many districts as one shape. Borders that two districts share exactly cancel out; where neighbours do not share their points
 * (two surveys of one line), the districts are put side by side instead, so that nothing is ever lost.
 */
export function outlineOf(shapes: readonly (Polygon | MultiPolygon)[]): MultiPolygon {
  const polygons = shapes.flatMap(polygonsOf).map(wound)
  const rings = ringsOf(polygons.flat())
  const merged = rings && nest(rings)
  return { type: 'MultiPolygon', coordinates: merged ?? polygons }
}

/** Closed rings of the edges that no neighbour runs backwards; null when they do not make clean rings. */
function ringsOf(rings: Position[][]): Position[][] | null {
  const edges = new Map<string, [from: Position, to: Position]>()
  for (const ring of rings)
    for (let i = 0; i + 1 < ring.length; i++) {
      const [from, to] = [ring[i] ?? [], ring[i + 1] ?? []]
      if (!edges.delete(`${key(to)} ${key(from)}`)) edges.set(`${key(from)} ${key(to)}`, [from, to])
    }
  const next = new Map<string, Position>()
  for (const [from, to] of edges.values()) {
    if (next.has(key(from))) return null
    next.set(key(from), to)
  }
  return chain(next)
}

function chain(next: Map<string, Position>): Position[][] | null {
  const made: Position[][] = []
  for (let start = next.keys().next(); !start.done; start = next.keys().next()) {
    const ring: Position[] = []
    for (let at = start.value; next.has(at); ) {
      const to = next.get(at) ?? []
      next.delete(at)
      ring.push(to)
      at = key(to)
    }
    const [last] = ring.slice(-1)
    if (!last || key(last) !== start.value) return null
    made.push([last, ...ring])
  }
  return made
}

/** Each hole into the outer ring around it; null when a hole lies in none. */
function nest(rings: Position[][]): Position[][][] | null {
  const outers = rings.filter((ring) => signedArea(ring) > 0).map((ring) => [ring])
  for (const hole of rings.filter((ring) => signedArea(ring) < 0)) {
    const home = outers.find(([outer = []]) => around(outer, hole[0] ?? []))
    if (!home) return null
    home.push(hole)
  }
  return outers
}

/** Whether a ring lies around a point: even-odd rule. */
export function around(ring: Position[], [x = 0, y = 0]: Position): boolean {
  let inside = false
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax = 0, ay = 0] = ring[i] ?? []
    const [bx = 0, by = 0] = ring[i + 1] ?? []
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}
