import type { CityTx } from '#platform/database/city.ts'
import { districtsOf, landmarksOf, neighbourhoodsOf } from './areas/queries.ts'

/** Districts and landmarks as GeoJSON, for every map of the city; `kind` and `id` in the properties. */
export async function mapOf(tx: CityTx) {
  const districts = (await districtsOf(tx)).map(({ boundary, label, order: _, ...facts }) => ({
    type: 'Feature' as const,
    properties: { kind: 'district' as const, ...facts, ...(label ? { label } : {}) },
    geometry: boundary,
  }))
  const landmarks = (await landmarksOf(tx)).map(({ shape, label, ...facts }) => ({
    type: 'Feature' as const,
    properties: { ...facts, ...(label ? { label } : {}) },
    geometry: shape,
  }))
  return { type: 'FeatureCollection' as const, features: [...districts, ...landmarks] }
}

/** Districts with their 町会・自治会 and the city's sums. */
export async function districtList(tx: CityTx) {
  const neighbourhoods = await neighbourhoodsOf(tx)
  const districts = (await districtsOf(tx)).map(({ id, code, name, kana, population, households }) => ({
    ...{ id, code, name, kana, population, households },
    neighbourhoods: neighbourhoods
      .filter(({ districtId }) => districtId === id)
      .map((each) => ({
        id: each.id,
        code: each.code,
        name: each.name,
        kana: each.kana,
        households: each.households,
      })),
  }))
  const sum = (field: 'population' | 'households') =>
    districts.reduce((total, each) => total + each[field], 0)
  return { districts, population: sum('population'), households: sum('households') }
}
