import type { MultiPolygon, Polygon, Position } from 'geojson'
import { html } from 'hono/html'
import type { Markup } from './markup.ts'
import { simplify } from './simplify.ts'

/** One area with its name, to be drawn. */
interface Shape {
  name: string
  boundary: Polygon | MultiPolygon
}

/** Drawing units: whole ones are enough on a screen of 640 pixels, and keep the page small. */
const width = 640
const tallest = 460
const margin = 28

interface Frame {
  x(lon: number): number
  y(lat: number): number
  height: number
  /** Drawing units a kilometre. */
  unitsPerKm: number
}

const ringsOf = (boundary: Polygon | MultiPolygon): Position[][] =>
  boundary.type === 'Polygon' ? boundary.coordinates : boundary.coordinates.flat()

/** Degrees to drawing units: a plane is true enough over one city. A degree of latitude is 111.2 km. */
function frameOf(positions: Position[]): Frame | undefined {
  const lons = positions.map((position) => position[0] ?? 0)
  const lats = positions.map((position) => position[1] ?? 0)
  const [west, east] = [least(lons), -least(lons.map((lon) => -lon))]
  const [south, north] = [least(lats), -least(lats.map((lat) => -lat))]
  const kmPerLon = 111.2 * Math.cos(((south + north) / 2) * (Math.PI / 180))
  const [wide, high] = [(east - west) * kmPerLon, (north - south) * 111.2]
  if (!(wide > 0 && high > 0)) return undefined
  const unitsPerKm = Math.min((width - 2 * margin) / wide, (tallest - 2 * margin) / high)
  const left = (width - wide * unitsPerKm) / 2
  return {
    x: (lon) => left + (lon - west) * kmPerLon * unitsPerKm,
    y: (lat) => margin + (north - lat) * 111.2 * unitsPerKm,
    height: Math.round(high * unitsPerKm + 2 * margin),
    unitsPerKm,
  }
}

const least = (values: number[]) =>
  values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)

/** Whole units, without the points that a straight line has anyway. */
function pathOf(ring: Position[], frame: Frame): string {
  const points = ring.map(([lon = 0, lat = 0]) => [frame.x(lon), frame.y(lat)] as const)
  const kept = simplify(points, 1).map(([x, y]) => `${Math.round(x)} ${Math.round(y)}`)
  return `M${kept.join('L')}Z`
}

/** The middle of the largest ring's bounding box: where the name stands. */
function middle(shape: Shape, frame: Frame): [number, number] {
  const boxes = ringsOf(shape.boundary).map((ring) => {
    const xs = ring.map(([lon = 0]) => frame.x(lon))
    const ys = ring.map(([, lat = 0]) => frame.y(lat))
    const [left, right, top, bottom] = [
      least(xs),
      -least(xs.map((x) => -x)),
      least(ys),
      -least(ys.map((y) => -y)),
    ]
    return { area: (right - left) * (bottom - top), at: [(left + right) / 2, (top + bottom) / 2] as const }
  })
  const largest = boxes.sort((a, b) => b.area - a.area)[0]
  return [Math.round(largest?.at[0] ?? 0), Math.round(largest?.at[1] ?? 0)]
}

/** The longest of 1, 2, 5, … km that takes at most a third of the width. */
function scaleKm(frame: Frame): number {
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]
  return steps.findLast((km) => km * frame.unitsPerKm <= width / 3) ?? 0.1
}

/**
 * The areas as one drawing, north up, with their names and a scale. Empty when there is nothing to draw.
 *
 * @param level  decides the colour; null is grey
 */
export function areaMap(shapes: readonly Shape[], level: number | null, label: string): Markup | '' {
  const frame = frameOf(shapes.flatMap((shape) => ringsOf(shape.boundary).flat()))
  if (!frame) return ''
  const km = scaleKm(frame)
  const bar = Math.round(km * frame.unitsPerKm)
  const foot = frame.height + 18
  return html`<svg class="map m${level ?? 0}" viewBox="0 0 ${width} ${frame.height + 34}" role="img" aria-label="${label}">${shapes.map(
    (shape) =>
      html`<path d="${ringsOf(shape.boundary)
        .map((ring) => pathOf(ring, frame))
        .join('')}"/>`,
  )}${shapes.map((shape) => {
    const [x, y] = middle(shape, frame)
    return html`<text x="${x}" y="${y + 11}">${shape.name}</text>`
  })}<path class="bar" d="M${margin} ${foot - 8}v8h${bar}v-8"/><text class="km" x="${margin + bar + 10}" y="${foot + 5}">${km < 1 ? `${km * 1000} m` : `${km} km`}</text></svg>`
}
