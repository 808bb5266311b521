import type { Polygon, Position } from 'geojson'
import { expect, test } from 'vitest'
import { around, outlineOf, signedArea } from './outline.ts'

const box = (x: number, y: number, wide = 1, high = 1): Polygon => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + wide, y],
      [x + wide, y + high],
      [x, y + high],
      [x, y],
    ],
  ],
})
const doubled = (polygons: Position[][][]) => polygons.flat().reduce((sum, ring) => sum + signedArea(ring), 0)

test('neighbours that share their border become one ring, whichever way each was wound', () => {
  const right = box(1, 0)
  right.coordinates[0]?.reverse()
  const { coordinates } = outlineOf([box(0, 0), right])
  expect(coordinates).toHaveLength(1)
  expect(doubled(coordinates)).toBe(4)
})

test('districts around a lake leave a hole', () => {
  const ring = [box(0, 0), box(1, 0), box(2, 0), box(0, 1), box(2, 1), box(0, 2), box(1, 2), box(2, 2)]
  const { coordinates } = outlineOf(ring)
  expect(coordinates.map((rings) => rings.length)).toEqual([2])
  expect(doubled(coordinates)).toBe(16)
  expect(around(coordinates[0]?.[1] ?? [], [1.5, 1.5])).toBe(true)
})

test('an island is a polygon of its own', () => {
  expect(outlineOf([box(0, 0), box(5, 5)]).coordinates).toHaveLength(2)
})

test('neighbours that touch in one corner, or share no points, are put side by side and nothing is lost', () => {
  const corner = outlineOf([box(0, 0), box(1, 1)])
  expect(doubled(corner.coordinates)).toBe(4)
  const surveyed = outlineOf([box(0, 0, 1, 2), box(1, 0), box(1, 1)])
  expect(doubled(surveyed.coordinates)).toBe(8)
})
