// Makes the areas of the seeded cities from their pictures: node db/seeds/make-areas.ts
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Feature, Geometry, Position } from 'geojson'
import type { Picture, PictureDistrict, PictureLandmark, Stretch } from './picture.ts'
import { tonari } from './tonari/picture.ts'
import { tsunagu } from './tsunagu/picture.ts'

const pixels_per_km = 86
/** Kilometres of a degree of latitude, and of longitude at 35.7° N. */
const km = { lat: 111.32, lon: 111.32 * Math.cos((35.7 * Math.PI) / 180) }
/** Points of a curve between two points of the picture: about 100 m apart. */
const steps = 4

const place = ([x = 0, y = 0]: Position): Position => [
  Number((139.6 + (x - 320) / pixels_per_km / km.lon).toFixed(6)),
  Number((35.7 - (y - 236) / pixels_per_km / km.lat).toFixed(6)),
]

/** Catmull-Rom through the points; where a line ends, its end counts twice. */
function smooth(points: Position[], closed: boolean): Position[] {
  const at = (i: number): Position =>
    (closed
      ? points[(i + points.length) % points.length]
      : points[Math.min(Math.max(i, 0), points.length - 1)]) ?? [0, 0]
  const segments = closed ? points.length : points.length - 1
  const made = Array.from({ length: segments * steps }, (_, n) => {
    const [i, t] = [Math.floor(n / steps), (n % steps) / steps]
    return between(at(i - 1), at(i), at(i + 1), at(i + 2), t)
  })
  return closed ? made : [...made, at(points.length - 1)]
}

function between(a: Position, b: Position, c: Position, d: Position, t: number): Position {
  const mix = (axis: 0 | 1) => {
    const [p, q, r, s] = [a[axis] ?? 0, b[axis] ?? 0, c[axis] ?? 0, d[axis] ?? 0]
    return q + ((r - p) * t + (2 * p - 5 * q + 4 * r - s) * t ** 2 + (3 * q - p - 3 * r + s) * t ** 3) / 2
  }
  return [mix(0), mix(1)]
}

/** The points of a stretch without its last, which the next stretch begins with. */
function pointsOf(picture: Picture, [name, from, to]: Stretch): Position[] {
  const line = picture.lines[name]
  if (!line) throw new Error(`no line ${name}`)
  const curve = smooth(line.points, line.closed === true)
  const [start, end] = [line.points.indexOf(from) * steps, line.points.indexOf(to) * steps]
  if (start < 0 || end < 0) throw new Error(`${name} does not pass there`)
  if (start < end) return curve.slice(start, end)
  return line.closed
    ? [...curve.slice(start), ...curve.slice(0, end)]
    : curve.slice(end + 1, start + 1).reverse()
}

/** RFC 7946 §3.1.6: the outer ring runs anticlockwise. */
function ring(points: Position[]): Position[] {
  const placed = points.map(place)
  const doubled = placed.reduce((sum, [x = 0, y = 0], i) => {
    const [x2 = 0, y2 = 0] = placed[(i + 1) % placed.length] ?? []
    return sum + x * y2 - x2 * y
  }, 0)
  const open = doubled < 0 ? placed.reverse() : placed
  return [...open, open[0] ?? [0, 0]]
}

const feature = (properties: Record<string, unknown>, geometry: Geometry | null) =>
  ({ type: 'Feature', properties, geometry }) as Feature<Geometry | null>

function districtFeatures(picture: Picture, district: PictureDistrict) {
  const { border, neighbourhoods, label, ...properties } = district
  const coordinates = [ring(border.flatMap((stretch) => pointsOf(picture, stretch)))]
  const known = neighbourhoods.reduce((sum, [, , , households]) => sum + (households ?? 0), 0)
  return [
    feature({ kind: 'district', ...properties, label: place(label) }, { type: 'Polygon', coordinates }),
    ...neighbourhoods.map(([code, name, kana, households = district.households - known]) =>
      feature({ kind: 'neighbourhood', code, name, kana, households, district: district.code }, null),
    ),
  ]
}

function landmarkFeature(picture: Picture, { shape, label, ...properties }: PictureLandmark) {
  const named = label ? { ...properties, label: place(label) } : properties
  if (typeof shape !== 'string') return feature(named, { type: 'Point', coordinates: place(shape) })
  const line = picture.lines[shape]
  if (!line) throw new Error(`no line ${shape}`)
  return feature(named, { type: 'LineString', coordinates: smooth(line.points, false).map(place) })
}

/** The areas file of a city: one feature a line, so that a change is seen in a diff. */
export function areasFile(picture: Picture): string {
  const features = [
    ...picture.districts.flatMap((district) => districtFeatures(picture, district)),
    ...picture.landmarks.map((landmark) => landmarkFeature(picture, landmark)),
  ]
  const lines = features.map((each) => `    ${JSON.stringify(each)}`)
  return `{\n  "type": "FeatureCollection",\n  "features": [\n${lines.join(',\n')}\n  ]\n}\n`
}

/** Path beside this file → what should stand in it. */
export const areasFiles = {
  'tsunagu/areas.geojson': () => areasFile(tsunagu),
  'tonari/areas.geojson': () => areasFile(tonari),
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, make] of Object.entries(areasFiles)) {
    writeFileSync(new URL(path, import.meta.url), make())
    console.log(`written: db/seeds/${path}`)
  }
}
