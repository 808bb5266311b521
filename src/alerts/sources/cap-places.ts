import type { Position } from 'geojson'
import type { CityTx } from '#platform/database/city.ts'
import type { Facts } from '../schema.ts'
import type { CapArea, CapInfo } from './cap/schema.ts'
import { municipalityOf } from './queries.ts'

/** Districts that a shape touches, each with the share of the district that it covers; filled from cities. */
export type DistrictsTouched = (
  tx: CityTx,
  polygons: readonly Position[][],
) => Promise<{ district: { id: string; name: string }; share: number }[]>

export type Where = Pick<Facts, 'districts' | 'wholeCity'>

/** A circle as a polygon of 48 corners, lon lat; radius in kilometres on a sphere of 6,371 km. */
function ring(circle: { lat: number; lon: number; radiusKm: number }): Position[] {
  const corners: Position[] = []
  const up = (circle.radiusKm / 6371) * (180 / Math.PI)
  for (let step = 0; step <= 48; step++) {
    const angle = ((step % 48) / 48) * 2 * Math.PI
    corners.push([
      circle.lon + (up * Math.sin(angle)) / Math.cos((circle.lat * Math.PI) / 180),
      circle.lat + up * Math.cos(angle),
    ])
  }
  return corners
}

const shapesOf = (areas: readonly CapArea[]): Position[][] =>
  areas.flatMap((area) => [
    ...area.polygon.map((points) => points.map((point): Position => [point.lon, point.lat])),
    ...area.circle.filter((circle) => circle.radiusKm > 0).map(ring),
  ])

/**
 * Where a file's info block holds in this city. A shape wins over a code: the code of the whole city often stands beside a part of it.
 *
 * @returns null when its shapes lie outside the city; no district when it gives neither shapes nor a code that we know
 */
export async function placesOf(
  tx: CityTx,
  touched: DistrictsTouched,
  info: CapInfo | undefined,
): Promise<Where | null> {
  const areas = info?.area ?? []
  const city = await municipalityOf(tx)
  const ours = [city.municipalityCode, city.municipalityCode.slice(0, 5), city.jmaAreaCode]
  const wholeCity = areas.some((area) => area.geocode.some((one) => ours.includes(one.value)))
  const shapes = shapesOf(areas)
  if (shapes.length === 0) return { districts: [], wholeCity }
  const districts = (await touched(tx, shapes)).map((one) => one.district.id)
  if (districts.length === 0 && !wholeCity) return null
  return { districts, wholeCity: wholeCity && districts.length === 0 }
}
