import type { Feature, Geometry, Position } from 'geojson'

/** What a feature of the map is. Only districts can be chosen. */
export type MapKind = 'district' | 'neighbour' | 'river' | 'railway' | 'road' | 'station'

/** GeoJSON in longitude, latitude (WGS 84). `label` is where its name stands; otherwise its middle. */
export type MapFeature = Feature<Geometry, { kind: MapKind; id?: string; name?: string; label?: Position }>

/** A place on the drawing, in px from the top left. */
export type Point = [x: number, y: number]

export interface Projection {
  /** Longitude and latitude to a place on the drawing. */
  place: (position: Position) => Point
  /** How many px one kilometre takes. */
  kilometre_px: number
}

/** Kilometres of one degree of latitude. */
const degree_km = 111.32

/**
 * Fits the districts into a drawing: flat projection around the city's middle latitude, true enough for a city
 * (under 0.1 % over 50 km).
 */
export function fitProjection(
  features: readonly MapFeature[],
  width: number,
  height: number,
  padding: number,
): Projection {
  const positions = features
    .filter((each) => each.properties.kind === 'district')
    .flatMap((each) => positionsOf(each))
  const lons = positions.map(([lon]) => lon ?? 0)
  const lats = positions.map(([, lat]) => lat ?? 0)
  const [west, east] = [Math.min(...lons), Math.max(...lons)]
  const [south, north] = [Math.min(...lats), Math.max(...lats)]
  const middle = { lon: (west + east) / 2, lat: (south + north) / 2 }
  const stretch = Math.cos((middle.lat * Math.PI) / 180)
  const wide_km = Math.max((east - west) * degree_km * stretch, 0.001)
  const high_km = Math.max((north - south) * degree_km, 0.001)
  const kilometre_px = Math.min((width - 2 * padding) / wide_km, (height - 2 * padding) / high_km)
  return {
    kilometre_px,
    place: ([lon = middle.lon, lat = middle.lat]) => [
      width / 2 + (lon - middle.lon) * degree_km * stretch * kilometre_px,
      height / 2 - (lat - middle.lat) * degree_km * kilometre_px,
    ],
  }
}

function positionsOf(feature: MapFeature): Position[] {
  return linesOf(feature.geometry).flat()
}

/** Every ring or line of a geometry; a point is a line of one place. */
export function linesOf(geometry: Geometry): Position[][] {
  switch (geometry.type) {
    case 'Point':
      return [[geometry.coordinates]]
    case 'LineString':
      return [geometry.coordinates]
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates
    case 'MultiPolygon':
      return geometry.coordinates.flat()
    case 'GeometryCollection':
      return geometry.geometries.flatMap(linesOf)
    default:
      return []
  }
}

/** The middle of the largest ring (centre of its area): where a name stands when nobody said better. */
export function middleOf(feature: MapFeature): Position {
  const rings = linesOf(feature.geometry).map(centre)
  const largest = rings.sort((a, b) => b.area - a.area)[0]
  return largest ? largest.at : [0, 0]
}

function centre(ring: Position[]): { at: Position; area: number } {
  let [area, x, y] = [0, 0, 0]
  const [originX = 0, originY = 0] = ring[0] ?? []
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x1, y1] = [(ring[i]?.[0] ?? 0) - originX, (ring[i]?.[1] ?? 0) - originY]
    const [x2, y2] = [(ring[i + 1]?.[0] ?? 0) - originX, (ring[i + 1]?.[1] ?? 0) - originY]
    const cross = x1 * y2 - x2 * y1
    area += cross
    x += (x1 + x2) * cross
    y += (y1 + y2) * cross
  }
  if (area === 0) return { at: [originX, originY], area: 0 }
  return { at: [originX + x / (3 * area), originY + y / (3 * area)], area: Math.abs(area) }
}

/** A length for the scale bar: the longest of 0.1, 0.2, 0.5, 1, 2, 5 … km that is at most `widest_px` wide. */
export function scaleLength(kilometre_px: number, widest_px: number): { km: number; px: number } {
  const steps = [50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1]
  const km = steps.find((step) => step * kilometre_px <= widest_px) ?? 0.1
  return { km, px: km * kilometre_px }
}
