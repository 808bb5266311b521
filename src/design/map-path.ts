import type { Point } from './map-shape.ts'

const round = (value: number) => Math.round(value * 10) / 10

/** An SVG path through the points, straight from one to the next. */
export function straightPath(points: readonly Point[], closed: boolean): string {
  const line = points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')
  return points.length === 0 ? '' : `M${line}${closed ? 'Z' : ''}`
}

/** An SVG path that bends through the points (Catmull–Rom, the same in both directions). */
export function smoothPath(points: readonly Point[]): string {
  const [first] = points
  if (!first) return ''
  return `M${round(first[0])} ${round(first[1])}${bends(points)}`
}

function bends(points: readonly Point[]): string {
  let path = ''
  for (let i = 0; i + 1 < points.length; i++) {
    const from = points[i] as Point
    const to = points[i + 1] as Point
    const before = points[i - 1] ?? from
    const after = points[i + 2] ?? to
    const c1 = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6].map(round)
    const c2 = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6].map(round)
    path += `C${c1.join(' ')} ${c2.join(' ')} ${round(to[0])} ${round(to[1])}`
  }
  return path
}

/**
 * Smooth outlines of areas that touch. A border that two areas share bends exactly the same way in both, because each
 * ring is cut where its neighbours change and every piece is smoothed by itself.
 *
 * @param areas  the rings of each area; a ring's last point repeats its first, as in GeoJSON
 * @returns one path per area, with all its rings
 */
export function touchingPaths(areas: readonly (readonly Point[])[][]): string[] {
  const owners = new Map<string, string>()
  areas.forEach((rings, area) => {
    for (const ring of rings) {
      for (let i = 0; i + 1 < ring.length; i++) {
        const edge = edgeName(ring[i] as Point, ring[i + 1] as Point)
        owners.set(edge, `${owners.get(edge) ?? ''},${area}`)
      }
    }
  })
  return areas.map((rings) => rings.map((ring) => ringPath(ring, owners)).join(''))
}

function edgeName(a: Point, b: Point): string {
  const [p, q] = [`${round(a[0])} ${round(a[1])}`, `${round(b[0])} ${round(b[1])}`]
  return p < q ? `${p}|${q}` : `${q}|${p}`
}

function ringPath(ring: readonly Point[], owners: Map<string, string>): string {
  const open = ring.slice(0, -1)
  const count = open.length
  if (count < 3) return ''
  const owner = (i: number) => owners.get(edgeName(open[i % count] as Point, open[(i + 1) % count] as Point))
  const start = open.findIndex((_, i) => owner(i) !== owner(i + count - 1))
  if (start === -1) return `${smoothLoop(open)}`
  const turned = [...open.slice(start), ...open.slice(0, start), open[start] as Point]
  let path = `M${round(turned[0]?.[0] ?? 0)} ${round(turned[0]?.[1] ?? 0)}`
  let piece: Point[] = [turned[0] as Point]
  for (let i = 1; i < turned.length; i++) {
    piece.push(turned[i] as Point)
    const ends = i === turned.length - 1 || owner(start + i) !== owner(start + i - 1)
    if (!ends) continue
    path += bends(piece)
    piece = [turned[i] as Point]
  }
  return `${path}Z`
}

/** A ring that touches nobody: smooth all the way around. */
function smoothLoop(open: readonly Point[]): string {
  const last = open.at(-1) as Point
  const [first, second] = [open[0] as Point, open[1] as Point]
  const around = bends([last, ...open, first, second])
  const pieces = around.split('C').slice(2, -1)
  return `M${round(first[0])} ${round(first[1])}${pieces.map((piece) => `C${piece}`).join('')}Z`
}
