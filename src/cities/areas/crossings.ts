import type { Position } from 'geojson'

type Point = readonly [x: number, y: number]
interface Edge {
  a: Point
  b: Point
  /** Number of the edge in its ring, and of the ring: neighbours share an end and are not compared. */
  ring: number
}

const pointOf = ([x = 0, y = 0]: Position): Point => [x, y]
const same = (a: Point, b: Point) => a[0] === b[0] && a[1] === b[1]

/** Twice the area of a→b→c: positive when c lies left of a→b. */
const turn = (a: Point, b: Point, c: Point) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

const onSegment = (a: Point, b: Point, c: Point) =>
  Math.min(a[0], b[0]) <= c[0] &&
  c[0] <= Math.max(a[0], b[0]) &&
  Math.min(a[1], b[1]) <= c[1] &&
  c[1] <= Math.max(a[1], b[1])

/** Whether two edges have a place in common that is not an end of both. */
function meet({ a, b }: Edge, { a: c, b: d }: Edge): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)]
  if (abc * abd < 0 && cda * cdb < 0) return true
  const touches =
    (abc === 0 && onSegment(a, b, c) && !same(c, a) && !same(c, b)) ||
    (abd === 0 && onSegment(a, b, d) && !same(d, a) && !same(d, b)) ||
    (cda === 0 && onSegment(c, d, a) && !same(a, c) && !same(a, d)) ||
    (cdb === 0 && onSegment(c, d, b) && !same(b, c) && !same(b, d))
  return touches || (same(a, d) && same(b, c)) || (same(a, c) && same(b, d))
}

/** A place that a ring visits twice, its closing point aside. */
function visitedTwice(rings: Position[][]): Point | null {
  for (const ring of rings) {
    const seen = new Set<string>()
    for (const position of ring.slice(1)) {
      const key = `${position[0]},${position[1]}`
      if (seen.has(key)) return pointOf(position)
      seen.add(key)
    }
  }
  return null
}

function edgesOf(rings: Position[][]): Edge[] {
  return rings.flatMap((ring, number) =>
    ring.slice(1).map((to, i) => ({ a: pointOf(ring[i] ?? to), b: pointOf(to), ring: number })),
  )
}

/**
 * Where the closed rings of a polygon cross, touch or repeat themselves or each other.
 * Edges sorted from west to east are compared while they overlap: ordinary borders cost little more than sorting.
 *
 * @returns a place of the fault (lon, lat), or null when the polygon is simple
 */
export function crossing(rings: Position[][]): Position | null {
  const twice = visitedTwice(rings)
  if (twice) return [...twice]
  const west = ({ a, b }: Edge) => Math.min(a[0], b[0])
  const east = ({ a, b }: Edge) => Math.max(a[0], b[0])
  const edges = edgesOf(rings).sort((one, other) => west(one) - west(other))
  let active: Edge[] = []
  for (const edge of edges) {
    const from = west(edge)
    active = active.filter((other) => east(other) >= from)
    const fault = active.find((other) => meet(edge, other))
    if (fault) return [...edge.a]
    active.push(edge)
  }
  return null
}
