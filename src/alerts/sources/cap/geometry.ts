import type { CapPoint } from './schema.ts'

/** How many pairs of edges a file may cost; a boundary of 50,000 points with 400 bays needs 3 million. */
export const EDGE_PAIR_BUDGET = 20_000_000

/** Spent while polygons are compared; shared by all polygons of a file, so that many small ones cannot add up. */
export interface Budget {
  left: number
}

/** How a ring meets itself. `at` is the number (from 1) of the pair where the first of the two edges begins. */
export type SelfContact = { kind: 'none' } | { kind: 'crosses' | 'touches'; at: number } | { kind: 'unknown' }

/** Positions nearer than this count as equal, in degrees: about 10 nm, below what 15 digits of a longitude carry. */
const EPSILON = 1e-13

interface Ring {
  /** Degrees east, unwrapped so that a ring over the 180th meridian stays in one piece. */
  x: Float64Array
  /** Degrees north. */
  y: Float64Array
  /** Which pair of the file each vertex was. */
  source: Int32Array
  size: number
}

/** Vertices of a closed ring without the closing one and without repeats. */
function ringOf(points: CapPoint[]): Ring {
  const ring: Ring = {
    x: new Float64Array(points.length),
    y: new Float64Array(points.length),
    source: new Int32Array(points.length),
    size: 0,
  }
  for (const [i, { lat, lon }] of points.entries()) {
    const last = ring.size - 1
    const before = last < 0 ? lon : (ring.x[last] ?? 0)
    const x = lon - 360 * Math.round((lon - before) / 360)
    if (last >= 0 && x === before && lat === ring.y[last]) continue
    ring.x[ring.size] = x
    ring.y[ring.size] = lat
    ring.source[ring.size++] = i + 1
  }
  if (ring.size > 1 && ring.x[0] === ring.x[ring.size - 1] && ring.y[0] === ring.y[ring.size - 1]) ring.size--
  return ring
}

/** Whether first and last pair are the same place. */
export const isClosed = (points: CapPoint[]) =>
  points[0]?.lat === points.at(-1)?.lat && points[0]?.lon === points.at(-1)?.lon

/** Area in square degrees by the shoelace rule; 0 for a line or a point. */
export function squareDegrees(points: CapPoint[]): number {
  const { x, y, size } = ringOf(points)
  let sum = 0
  for (let i = 1; i + 1 < size; i++)
    sum +=
      ((x[i] ?? 0) - (x[0] ?? 0)) * ((y[i + 1] ?? 0) - (y[0] ?? 0)) -
      ((x[i + 1] ?? 0) - (x[0] ?? 0)) * ((y[i] ?? 0) - (y[0] ?? 0))
  return Math.abs(sum) / 2
}

/** -1, 0, 1: on which side of a→b the vertex c lies; 0 also for what rounding cannot tell. */
function side(r: Ring, a: number, b: number, c: number): number {
  const abx = at(r.x, b) - at(r.x, a)
  const aby = at(r.y, b) - at(r.y, a)
  const acx = at(r.x, c) - at(r.x, a)
  const acy = at(r.y, c) - at(r.y, a)
  const cross = abx * acy - aby * acx
  const doubt = EPSILON * (Math.abs(abx) + Math.abs(aby) + Math.abs(acx) + Math.abs(acy))
  return Math.abs(cross) <= doubt ? 0 : Math.sign(cross)
}

const at = (list: Float64Array | Int32Array, i: number) => list[i] ?? 0

/** Whether vertex c, known to be on the line a–b, lies between them. */
const between = (r: Ring, a: number, b: number, c: number) =>
  at(r.x, c) >= Math.min(at(r.x, a), at(r.x, b)) - EPSILON &&
  at(r.x, c) <= Math.max(at(r.x, a), at(r.x, b)) + EPSILON &&
  at(r.y, c) >= Math.min(at(r.y, a), at(r.y, b)) - EPSILON &&
  at(r.y, c) <= Math.max(at(r.y, a), at(r.y, b)) + EPSILON

/**
 * Whether the ring passes through itself at vertex v: the ways in and out of the other branch, towards p and q, lie on
 * different sides of the corner at v. Branches that run along each other only touch.
 */
function passesThrough(r: Ring, v: number, p: number, q: number): boolean {
  const angle = (to: number) => Math.atan2(at(r.y, to) - at(r.y, v), at(r.x, to) - at(r.x, v))
  const from = angle((v + r.size - 1) % r.size)
  const turn = (to: number) => (angle(to) - from + 4 * Math.PI) % (2 * Math.PI)
  const corner = turn((v + 1) % r.size)
  const [a, b] = [turn(p), turn(q)]
  const clear = (t: number) => t > 1e-9 && t < 2 * Math.PI - 1e-9 && Math.abs(t - corner) > 1e-9
  return clear(a) && clear(b) && a < corner !== b < corner
}

/** How edges i and j, which share no end, meet. */
function meet(r: Ring, i: number, j: number): 'none' | 'crosses' | 'touches' {
  const [i2, j2] = [(i + 1) % r.size, (j + 1) % r.size]
  const [a, b, c, d] = [side(r, i, i2, j), side(r, i, i2, j2), side(r, j, j2, i), side(r, j, j2, i2)]
  if (a * b < 0 && c * d < 0) return 'crosses'
  const iOnJ = c === 0 && between(r, j, j2, i)
  const jOnI = a === 0 && between(r, i, i2, j)
  if (iOnJ && same(r, i, j)) return passesThrough(r, i, (j + r.size - 1) % r.size, j2) ? 'crosses' : 'touches'
  if (iOnJ) return same(r, i, j2) ? 'touches' : passesThrough(r, i, j, j2) ? 'crosses' : 'touches'
  if (jOnI) return same(r, j, i2) ? 'touches' : passesThrough(r, j, i, i2) ? 'crosses' : 'touches'
  return (b === 0 && between(r, i, i2, j2)) || (d === 0 && between(r, j, j2, i2)) ? 'touches' : 'none'
}

const same = (r: Ring, a: number, b: number) => at(r.x, a) === at(r.x, b) && at(r.y, a) === at(r.y, b)

/**
 * Looks for places where a closed ring crosses or touches itself, on the plane of degrees (as the polygons are drawn):
 * edges sorted from west to east are compared while they overlap, so that ordinary shapes cost little more than sorting.
 *
 * @param budget  pairs of edges that may still be compared; `unknown` when it runs out
 */
export function selfContact(points: CapPoint[], budget: Budget): SelfContact {
  const r = ringOf(points)
  const west = (i: number) => Math.min(at(r.x, i), at(r.x, (i + 1) % r.size))
  const east = (i: number) => Math.max(at(r.x, i), at(r.x, (i + 1) % r.size))
  const order = Int32Array.from({ length: r.size }, (_, i) => i).sort((a, b) => west(a) - west(b))
  const active: number[] = []
  let touch: SelfContact = { kind: 'none' }
  for (const edge of order) {
    const from = west(edge) - EPSILON
    budget.left -= active.length
    if (budget.left < 0) return { kind: 'unknown' }
    let kept = 0
    for (const other of active) {
      if (east(other) < from) continue
      active[kept++] = other
      const found = contact(r, edge, other)
      if (found === 'crosses') return { kind: 'crosses', at: at(r.source, Math.min(edge, other)) }
      if (found === 'touches' && touch.kind === 'none')
        touch = { kind: 'touches', at: at(r.source, Math.min(edge, other)) }
    }
    active.length = kept
    active.push(edge)
  }
  return touch
}

function contact(r: Ring, i: number, j: number): 'none' | 'crosses' | 'touches' {
  const [i2, j2] = [(i + 1) % r.size, (j + 1) % r.size]
  if (Math.max(at(r.y, i), at(r.y, i2)) < Math.min(at(r.y, j), at(r.y, j2)) - EPSILON) return 'none'
  if (Math.max(at(r.y, j), at(r.y, j2)) < Math.min(at(r.y, i), at(r.y, i2)) - EPSILON) return 'none'
  if (i2 === j) return spike(r, i, i2, j2) ? 'touches' : 'none'
  if (j2 === i) return spike(r, j, j2, i2) ? 'touches' : 'none'
  return meet(r, i, j)
}

/** Whether the path a→b→c turns straight back on itself. */
const spike = (r: Ring, a: number, b: number, c: number) =>
  side(r, a, b, c) === 0 &&
  (at(r.x, a) - at(r.x, b)) * (at(r.x, c) - at(r.x, b)) +
    (at(r.y, a) - at(r.y, b)) * (at(r.y, c) - at(r.y, b)) >
    0
