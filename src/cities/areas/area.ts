import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { CityTx } from '#platform/database/city.ts'
import { cityOf } from '../queries.ts'
import { outlineOf } from './outline.ts'
import { type District, districtsOf } from './queries.ts'
import { commonSquareMetres, ringPolygon, squareMetres } from './share.ts'

/** A place as a message names it. */
export interface Place {
  cityName: string
  municipalityCode: string
  districtWord: string
  population: number
  households: number
  /** In map order. */
  districts: { id: string; name: string; nameKana: string; boundary: Polygon | MultiPolygon }[]
  /** All districts of the city as one shape. */
  whole: MultiPolygon
  /** Ids that are not districts of the city. */
  unknown: string[]
}

const sum = (districts: District[], field: 'population' | 'households') =>
  districts.reduce((total, district) => total + district[field], 0)

/** The chosen districts, or the whole city: names, readings, people, households and boundaries. */
export async function placeOf(
  tx: CityTx,
  districtIds: readonly string[],
  wholeCity: boolean,
): Promise<Place> {
  const city = await cityOf(tx)
  const all = await districtsOf(tx)
  const chosen = wholeCity ? all : all.filter(({ id }) => districtIds.includes(id))
  return {
    cityName: city.name,
    municipalityCode: city.municipalityCode,
    districtWord: city.districtWord,
    population: sum(chosen, 'population'),
    households: sum(chosen, 'households'),
    districts: chosen.map(({ id, name, kana, boundary }) => ({ id, name, nameKana: kana, boundary })),
    whole: outlineOf(all.map(({ boundary }) => boundary)),
    unknown: districtIds.filter((id) => !all.some((district) => district.id === id)),
  }
}

/** The chosen districts in map order with the sums of their people and households. Unknown ids are left out. */
export async function areaOf(
  tx: CityTx,
  districtIds: readonly string[],
): Promise<{ districts: District[]; population: number; households: number }> {
  const districts = await districtsOf(tx, districtIds)
  return { districts, population: sum(districts, 'population'), households: sum(districts, 'households') }
}

/** The whole city as one shape; empty while it has no districts. */
export async function cityArea(tx: CityTx): Promise<MultiPolygon> {
  return outlineOf((await districtsOf(tx)).map(({ boundary }) => boundary))
}

/** Whether a point (lon, lat) lies in the city; its border counts. */
export async function insideCity(tx: CityTx, point: Position): Promise<boolean> {
  const districts = await districtsOf(tx)
  return districts.some(({ boundary }) => booleanPointInPolygon(point, boundary))
}

export interface Touched {
  /** In map order. A sliver is left out: less than a thousandth of the district and less than a twentieth of the given area. */
  districts: { district: District; share: number }[]
  /** How much of the given area lies in the city, 0 to 1. */
  inside: number
}

/** Below both shares a touch is taken for the thickness of a border drawn by another hand. */
const least = { ofDistrict: 0.001, ofGiven: 0.05 }

/**
 * Which districts an area covers, and how far. Overlapping polygons count twice, at most to the whole.
 *
 * @param polygons  outer rings, lon lat; an open ring is closed, a ring with fewer than three corners is skipped
 */
export async function coverage(tx: CityTx, polygons: readonly Position[][]): Promise<Touched> {
  const districts = await districtsOf(tx)
  const shapes = polygons.flatMap((ring) => ringPolygon(ring) ?? [])
  const common = districts.map((district) =>
    shapes.reduce((total, shape) => total + commonSquareMetres(district.boundary, shape), 0),
  )
  const given = shapes.reduce((total, shape) => total + squareMetres(shape), 0)
  const covered = common.reduce((total, each) => total + each, 0)
  if (given === 0) return { districts: [], inside: 0 }
  return {
    districts: districts.flatMap((district, i) => {
      const shared = common[i] ?? 0
      const share = Math.min(1, shared / squareMetres(district.boundary))
      return share >= least.ofDistrict || shared >= given * least.ofGiven ? [{ district, share }] : []
    }),
    inside: Math.min(1, covered / given),
  }
}

/** The districts that an area touches, with the share of each district that it covers. See `coverage`. */
export async function districtsTouched(
  tx: CityTx,
  polygons: readonly Position[][],
): Promise<{ district: District; share: number }[]> {
  return (await coverage(tx, polygons)).districts
}
