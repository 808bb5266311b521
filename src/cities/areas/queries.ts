import type { Geometry, MultiPolygon, Polygon, Position } from 'geojson'
import { sql } from 'kysely'
import type { CityTx } from '#platform/database/city.ts'
import { json } from '#platform/database/json.ts'
import type { LandmarkKind } from '../schema.ts'

export interface District {
  id: string
  code: string
  name: string
  kana: string
  population: number
  households: number
  boundary: Polygon | MultiPolygon
  label: Position | null
  order: number
}
export interface Neighbourhood {
  id: string
  code: string
  districtId: string
  name: string
  kana: string
  households: number
  order: number
}
export interface Landmark {
  id: string
  code: string
  kind: LandmarkKind
  name: string
  kana: string
  shape: Geometry
  label: Position | null
}

/** The city's districts in map order, or those of `ids` alone. */
export async function districtsOf(tx: CityTx, ids?: readonly string[]): Promise<District[]> {
  if (ids?.length === 0) return []
  const query = tx.selectFrom('district').selectAll().orderBy('sort_order').orderBy('code')
  const rows = await (ids ? query.where('id', 'in', ids) : query).execute()
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    kana: row.name_kana,
    population: row.population,
    households: row.households,
    boundary: row.boundary as unknown as Polygon | MultiPolygon,
    label: row.label as Position | null,
    order: row.sort_order,
  }))
}

/** 町会・自治会 of all districts, in the order of their file. */
export async function neighbourhoodsOf(tx: CityTx): Promise<Neighbourhood[]> {
  const rows = await tx
    .selectFrom('neighbourhood')
    .selectAll()
    .orderBy('sort_order')
    .orderBy('code')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    districtId: row.district_id,
    name: row.name,
    kana: row.name_kana,
    households: row.households,
    order: row.sort_order,
  }))
}

/** River, railway, roads, stations, neighbours and facilities of the map. */
export async function landmarksOf(tx: CityTx): Promise<Landmark[]> {
  const rows = await tx.selectFrom('landmark').selectAll().orderBy('kind').orderBy('code').execute()
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    kind: row.kind as LandmarkKind,
    name: row.name,
    kana: row.name_kana,
    shape: row.shape as unknown as Geometry,
    label: row.label as Position | null,
  }))
}

/** Two imports of one city go one after the other; ends with the transaction. */
export async function lockAreas(tx: CityTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('cities.areas ' || ${tx.cityId}, 0))`.execute(tx)
}

/** Writes a district; a row with its code keeps its id. */
export async function saveDistrict(tx: CityTx, district: District): Promise<void> {
  const values = {
    name: district.name,
    name_kana: district.kana,
    population: district.population,
    households: district.households,
    boundary: json(district.boundary),
    label: district.label && json(district.label),
    sort_order: district.order,
  }
  await tx
    .insertInto('district')
    .values({ city_id: tx.cityId, id: district.id, code: district.code, ...values })
    .onConflict((conflict) => conflict.columns(['city_id', 'code']).doUpdateSet(values))
    .execute()
}

/** Writes a 町会・自治会; a row with its code keeps its id. */
export async function saveNeighbourhood(tx: CityTx, neighbourhood: Neighbourhood): Promise<void> {
  const values = {
    district_id: neighbourhood.districtId,
    name: neighbourhood.name,
    name_kana: neighbourhood.kana,
    households: neighbourhood.households,
    sort_order: neighbourhood.order,
  }
  await tx
    .insertInto('neighbourhood')
    .values({ city_id: tx.cityId, id: neighbourhood.id, code: neighbourhood.code, ...values })
    .onConflict((conflict) => conflict.columns(['city_id', 'code']).doUpdateSet(values))
    .execute()
}

/** Writes a landmark; a row with its code keeps its id. */
export async function saveLandmark(tx: CityTx, landmark: Landmark): Promise<void> {
  const values = {
    kind: landmark.kind,
    name: landmark.name,
    name_kana: landmark.kana,
    shape: json(landmark.shape),
    label: landmark.label && json(landmark.label),
  }
  await tx
    .insertInto('landmark')
    .values({ city_id: tx.cityId, id: landmark.id, code: landmark.code, ...values })
    .onConflict((conflict) => conflict.columns(['city_id', 'code']).doUpdateSet(values))
    .execute()
}
