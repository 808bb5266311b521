import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EDGE_PAIR_BUDGET, selfContact, squareDegrees } from './geometry.ts'
import type { CapPoint } from './schema.ts'

const points = (text: string): CapPoint[] =>
  text.split(' ').map((pair) => {
    const [lat = Number.NaN, lon = Number.NaN] = pair.split(',').map(Number)
    return { lat, lon }
  })
const kind = (ring: CapPoint[]) => selfContact(ring, { left: EDGE_PAIR_BUDGET }).kind

describe('a ring and itself', () => {
  test.for([
    ['a square', '0,0 0,2 2,2 2,0 0,0', 'none'],
    ['a square with a repeated point', '0,0 0,2 0,2 2,2 2,0 0,0', 'none'],
    ['a square with a point in the middle of an edge', '0,0 0,1 0,2 2,2 2,0 0,0', 'none'],
    ['a bow tie', '0,0 2,2 2,0 0,2 0,0', 'crosses'],
    ['a bow tie whose crossing is a point of its own', '0,0 1,1 2,2 2,0 1,1 0,2 0,0', 'crosses'],
    ['a path through a vertex of another edge', '0,0 0,4 4,4 4,1 -1,1 -1,0 0,0', 'crosses'],
    ['two squares that meet in a corner', '0,0 0,1 1,1 1,2 2,2 2,1 1,1 1,0 0,0', 'touches'],
    ['a corner that only reaches an edge', '0,0 0,4 4,4 4,2 0,2 4,1 0,0', 'touches'],
    [
      'a keyhole: in along a line, round a hole, out along it',
      '0,0 0,6 6,6 6,0 3,0 3,2 4,2 4,4 2,4 2,2 3,2 3,0 0,0',
      'touches',
    ],
    ['a spike', '0,0 0,2 0,5 0,2 2,2 2,0 0,0', 'touches'],
    ['a square over the 180th meridian', '0,179 0,-179 2,-179 2,179 0,179', 'none'],
    ['a bow tie over the 180th meridian', '0,179 2,-179 2,179 0,-179 0,179', 'crosses'],
    [
      'a corner near an edge of a real district',
      '35.123456,139.1 35.123456,139.3 35.2,139.2 35.1234561,139.2 35.2,139.15 35.123456,139.1',
      'none',
    ],
  ] as const)('%s', ([, text, expected]) => {
    expect(kind(points(text))).toBe(expected)
    expect(kind(points(text).toReversed())).toBe(expected)
  })

  const regular = fc.record({
    size: fc.integer({ min: 3, max: 60 }),
    lat: fc.double({ min: -70, max: 70, noNaN: true }),
  })
  const circleOf = (size: number, lat: number, turn = 1) =>
    Array.from({ length: size + 1 }, (_, i) => ({
      lat: lat + Math.sin(((i % size) * turn * 2 * Math.PI) / size),
      lon: 139 + Math.cos(((i % size) * turn * 2 * Math.PI) / size),
    }))

  test('a convex ring never meets itself, wherever it begins', () => {
    fc.assert(fc.property(regular, ({ size, lat }) => kind(circleOf(size, lat)) === 'none'))
  })

  test('a star of an odd number of points always crosses itself', () => {
    const odd = fc.integer({ min: 2, max: 30 }).map((n) => 2 * n + 1)
    fc.assert(fc.property(odd, (size) => kind(circleOf(size, 35, 2)) === 'crosses'))
  })

  test('it agrees with the plain comparison of all edges', () => {
    const grid = fc.record({ lat: fc.integer({ min: 0, max: 6 }), lon: fc.integer({ min: 0, max: 6 }) })
    fc.assert(
      fc.property(fc.array(grid, { minLength: 4, maxLength: 9 }), (corners) => {
        const ring = [...corners, corners[0] ?? { lat: 0, lon: 0 }]
        const [plain, ours] = [properCrossing(ring), kind(ring)]
        if (plain) expect(ours).toBe('crosses')
      }),
      { numRuns: 2_000 },
    )
  })
})

/** Whether any two edges cross inside both; exact for small whole numbers. */
function properCrossing(ring: CapPoint[]): boolean {
  const cross = (a: CapPoint, b: CapPoint, c: CapPoint) =>
    Math.sign((b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon))
  const edges = ring.slice(1).map((to, i) => [ring[i] ?? to, to] as const)
  return edges.some(([a, b]) =>
    edges.some(([c, d]) => cross(a, b, c) * cross(a, b, d) < 0 && cross(c, d, a) * cross(c, d, b) < 0),
  )
}

describe('cost', () => {
  const wavy = (size: number) =>
    Array.from({ length: size + 1 }, (_, i) => {
      const angle = ((i % size) * 2 * Math.PI) / size
      const radius = 0.1 + 0.01 * Math.sin(angle * 400)
      return { lat: 35.6 + radius * Math.sin(angle), lon: 139.5 + radius * Math.cos(angle) }
    })

  test('a boundary of 50,000 points stays inside the budget', () => {
    const budget = { left: EDGE_PAIR_BUDGET }
    expect(selfContact(wavy(49_999), budget).kind).toBe('none')
    expect(budget.left).toBeGreaterThan(0)
  })

  test('a comb of 25,000 long teeth is given up, not computed for minutes', () => {
    const teeth = Array.from({ length: 50_000 }, (_, i) => ({ lat: i / 1e3, lon: i % 4 < 2 ? 0 : 90 }))
    const began = process.cpuUsage()
    expect(kind([...teeth, ...points('50,90 50,-1 0,-1 0,0')])).toBe('unknown')
    const { user, system } = process.cpuUsage(began)
    expect((user + system) / 1_000).toBeLessThan(2_000)
  })

  test('the area of a line is nothing', () => {
    expect(squareDegrees(points('0,0 0,1 0,2 0,0'))).toBe(0)
    expect(squareDegrees(points('0,0 0,2 2,2 2,0 0,0'))).toBe(4)
  })
})
