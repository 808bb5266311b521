import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { touchingPaths } from './map-path.ts'
import { fitProjection, type MapFeature, middleOf, type Point, scaleLength } from './map-shape.ts'

function square(id: string, west: number, south: number, size: number): MapFeature {
  const [east, north] = [west + size, south + size]
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return {
    type: 'Feature',
    properties: { kind: 'district', id, name: id },
    geometry: { type: 'Polygon', coordinates: [ring] },
  }
}

describe('the projection', () => {
  it('keeps every district inside of the drawing, whatever the city’s shape', () => {
    const lon = fc.double({ min: 123, max: 146, noNaN: true })
    const lat = fc.double({ min: 24, max: 45, noNaN: true })
    fc.assert(
      fc.property(lon, lat, fc.double({ min: 0.001, max: 1, noNaN: true }), (west, south, size) => {
        const city = [square('a', west, south, size), square('b', west + size, south, size)]
        const { place } = fitProjection(city, 640, 472, 16)
        for (const feature of city) {
          for (const [x, y] of (feature.geometry as { coordinates: number[][][] }).coordinates
            .flat()
            .map(place)) {
            expect(x).toBeGreaterThanOrEqual(15.9)
            expect(x).toBeLessThanOrEqual(624.1)
            expect(y).toBeGreaterThanOrEqual(15.9)
            expect(y).toBeLessThanOrEqual(456.1)
          }
        }
      }),
    )
  })

  it('puts north above south and shows a kilometre the same in both directions', () => {
    const { place, kilometre_px } = fitProjection([square('a', 139.6, 35.7, 0.05)], 640, 472, 16)
    const [x, y] = place([139.6, 35.7])
    const north = place([139.6, 35.7 + 1 / 111.32])
    const east = place([139.6 + 1 / (111.32 * Math.cos((35.725 * Math.PI) / 180)), 35.7])
    expect(y - north[1]).toBeCloseTo(kilometre_px, 3)
    expect(east[0] - x).toBeCloseTo(kilometre_px, 3)
  })
})

it('a name without a place of its own stands in the middle of its district', () => {
  const [lon, lat] = middleOf(square('a', 139.6, 35.7, 0.04))
  expect(lon).toBeCloseTo(139.62, 6)
  expect(lat).toBeCloseTo(35.72, 6)
})

it('the scale bar is a round length that fits', () => {
  expect(scaleLength(86, 106)).toEqual({ km: 1, px: 86 })
  expect(scaleLength(30, 106)).toEqual({ km: 2, px: 60 })
  expect(scaleLength(400, 106)).toEqual({ km: 0.2, px: 80 })
})

it('the border that two districts share bends the same way in both', () => {
  const border: Point[] = [
    [50, 0],
    [60, 20],
    [40, 40],
    [50, 60],
  ]
  const left: Point[] = [[0, 0], ...border, [0, 60], [0, 0]]
  const right: Point[] = [[100, 0], [100, 60], ...[...border].reverse(), [100, 0]]
  const [a = '', b = ''] = touchingPaths([[left], [right]])
  expect(bendsOf(a)).toContain('50 0>60 20')
  for (const bend of ['50 0>60 20', '60 20>40 40', '40 40>50 60']) {
    const back = bend.split('>').reverse().join('>')
    expect(controls(a, bend)).toEqual(controls(b, back)?.reverse())
  }
})

/** Each bend of a path as 「from>to」. */
function bendsOf(path: string): string[] {
  return pieces(path).map(({ from, to }) => `${from}>${to}`)
}

function controls(path: string, bend: string): string[] | undefined {
  return pieces(path).find(({ from, to }) => `${from}>${to}` === bend)?.controls
}

function pieces(path: string) {
  const [start = '', ...rest] = path.replace(/Z$/, '').slice(1).split('C')
  let from = start
  return rest.map((piece) => {
    const numbers = piece.split(' ')
    const to = numbers.slice(4, 6).join(' ')
    const found = { from, to, controls: [numbers.slice(0, 2).join(' '), numbers.slice(2, 4).join(' ')] }
    from = to
    return found
  })
}
