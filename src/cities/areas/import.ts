import { isDeepStrictEqual } from 'node:util'
import type { Kysely } from 'kysely'
import type { Recorder } from '#platform/audit/audit.ts'
import type { NewId } from '#platform/clock.ts'
import { type CityTx, inCity, type Outer } from '#platform/database/city.ts'
import type { AreaFinding, ImportReport } from '../schema.ts'
import { finding } from './finding.ts'
import { polygonsOf } from './outline.ts'
import {
  type District,
  districtsOf,
  type Landmark,
  landmarksOf,
  lockAreas,
  type Neighbourhood,
  neighbourhoodsOf,
  saveDistrict,
  saveLandmark,
  saveNeighbourhood,
} from './queries.ts'
import { type ReadArea, type Rename, readAreas } from './read.ts'
import { commonSquareMetres, squareMetres } from './share.ts'

export interface ImportDeps {
  db: Kysely<Outer>
  newId: NewId
  record: Recorder
}

export interface ImportOptions {
  /** Says what would change and changes nothing. */
  dryRun: boolean
  /** For the log: `person:<id>` or `system`. */
  actor: string
  at: Date
  rename?: Rename
}

/** Two districts may share this much of the smaller one: neighbouring surveys never meet exactly. */
const overlapAllowed = 0.01

/**
 * Takes districts, 町会 and landmarks from a GeoJSON file, all or nothing. Rows are found again by `code`: the same file twice
 * changes nothing the second time. What is not in the file stays.
 *
 * @param geojson  parsed JSON of any shape; faults come back as findings, never as an exception
 */
export async function importAreas(
  deps: ImportDeps,
  cityId: string,
  geojson: unknown,
  options: ImportOptions,
): Promise<ImportReport> {
  const read = readAreas(geojson, options.rename)
  return inCity(deps.db, cityId, async (tx) => {
    await lockAreas(tx)
    const kept = await existing(tx)
    const plan = makePlan(kept, read.areas, deps.newId)
    const findings = [...read.findings, ...plan.findings]
    if (!findings.some(isError)) findings.push(...absent(kept, read.areas))
    const written = !options.dryRun && !findings.some(isError)
    const { added, changed, unchanged } = plan
    const report: ImportReport = { written, added, changed, unchanged, findings }
    if (!written || added.length + changed.length === 0) return report
    for (const district of plan.districts) await saveDistrict(tx, district)
    for (const neighbourhood of plan.neighbourhoods) await saveNeighbourhood(tx, neighbourhood)
    for (const landmark of plan.landmarks) await saveLandmark(tx, landmark)
    const details = { added: added.length, changed: changed.length, unchanged }
    await deps.record(tx, { ...options, action: 'cities.areas-imported', subject: `city:${cityId}`, details })
    return report
  })
}

const isError = (each: AreaFinding) => each.severity === 'error'

/** Districts that the city has and a sound file has not. */
function absent(kept: Existing, areas: ReadArea[]): AreaFinding[] {
  const codes = areas.filter(({ kind }) => kind === 'district').map(({ code }) => code)
  return kept.districts
    .filter(({ code }) => !codes.includes(code))
    .map(({ name }) => finding('NOT_IN_FILE', name))
}

interface Existing {
  districts: District[]
  neighbourhoods: Neighbourhood[]
  landmarks: Landmark[]
}

async function existing(tx: CityTx): Promise<Existing> {
  return {
    districts: await districtsOf(tx),
    neighbourhoods: await neighbourhoodsOf(tx),
    landmarks: await landmarksOf(tx),
  }
}

interface Plan extends Existing, Pick<ImportReport, 'added' | 'changed' | 'unchanged'> {
  findings: AreaFinding[]
}

/** What of the file differs from what is kept: only that is written. */
function makePlan(kept: Existing, areas: ReadArea[], newId: NewId): Plan {
  const plan: Plan = {
    ...{ districts: [], neighbourhoods: [], landmarks: [] },
    ...{ added: [], changed: [], unchanged: 0, findings: [] },
  }
  const all = planDistricts(plan, kept.districts, areas, newId)
  planNeighbourhoods(plan, kept.neighbourhoods, areas, newId, all)
  for (const area of areas) {
    if (area.kind === 'district' || area.kind === 'neighbourhood') continue
    const { where: _, ...facts } = area
    const before = kept.landmarks.find(({ code }) => code === area.code)
    const after = { ...facts, id: before?.id ?? newId() }
    if (note(plan, area.kind, before, after)) plan.landmarks.push(after)
  }
  plan.findings.push(...overlaps([...all.values()]))
  return plan
}

/** @returns the districts as they will be, by code */
function planDistricts(plan: Plan, kept: District[], areas: ReadArea[], newId: NewId): Map<string, District> {
  const all = new Map(kept.map((district) => [district.code, district]))
  const read = areas.filter((each) => each.kind === 'district')
  const order = orderIn(kept, read)
  for (const area of read) {
    const { kind, where: _, ...facts } = area
    const before = all.get(area.code)
    const after = { ...facts, id: before?.id ?? newId(), order: order(area.code) }
    all.set(area.code, after)
    if (note(plan, kind, before, after)) plan.districts.push(after)
  }
  return all
}

function planNeighbourhoods(
  plan: Plan,
  kept: Neighbourhood[],
  areas: ReadArea[],
  newId: NewId,
  districts: Map<string, District>,
): void {
  const read = areas.filter((each) => each.kind === 'neighbourhood')
  const order = orderIn(kept, read)
  for (const { kind, where, district, ...facts } of read) {
    const districtId = districts.get(district)?.id
    if (!districtId) {
      plan.findings.push(finding('UNKNOWN_DISTRICT', where, district || 'district がありません'))
      continue
    }
    const before = kept.find(({ code }) => code === facts.code)
    const after = { ...facts, districtId, id: before?.id ?? newId(), order: order(facts.code) }
    if (note(plan, kind, before, after)) plan.neighbourhoods.push(after)
  }
}

/** A file that holds everything sets the order; a part of it leaves the order and puts what is new at the end. */
function orderIn(
  kept: { code: string; order: number }[],
  read: { code: string }[],
): (code: string) => number {
  const place = new Map(read.map(({ code }, i) => [code, i]))
  if (kept.every(({ code }) => place.has(code))) return (code) => place.get(code) ?? 0
  const known = new Map(kept.map(({ code, order }) => [code, order]))
  const end = Math.max(...known.values()) + 1
  return (code) => known.get(code) ?? end + (place.get(code) ?? 0)
}

type Row = District | Neighbourhood | Landmark

/** Counts a row as added, changed or unchanged. @returns whether it must be written */
function note(plan: Plan, kind: ReadArea['kind'], before: Row | undefined, after: Row): boolean {
  const { code, name } = after
  if (!before) {
    plan.added.push({ kind, code, name })
    return true
  }
  const fields = Object.entries(after).flatMap(([field, value]) => {
    const old = (before as unknown as Record<string, unknown>)[field]
    return isDeepStrictEqual(old, value)
      ? []
      : [{ field, ...readable('before', old), ...readable('after', value) }]
  })
  if (fields.length === 0) plan.unchanged++
  else plan.changed.push({ kind, code, name, fields })
  return fields.length > 0
}

/** Words and figures as they are, a boundary as its number of points, the rest not at all. */
function readable(side: 'before' | 'after', value: unknown): Record<string, string | number> {
  if (typeof value === 'string' || typeof value === 'number') return { [side]: value }
  if (typeof value !== 'object' || value === null || !('type' in value)) return {}
  const shape = value as District['boundary']
  if (shape.type !== 'Polygon' && shape.type !== 'MultiPolygon') return {}
  return { [side]: `${polygonsOf(shape).flat(2).length}点` }
}

function overlaps(districts: District[]): AreaFinding[] {
  return districts.flatMap((one, i) =>
    districts.slice(i + 1).flatMap((other) => {
      const common = commonSquareMetres(one.boundary, other.boundary)
      const share = common / Math.min(squareMetres(one.boundary), squareMetres(other.boundary))
      if (!(share > overlapAllowed)) return []
      return [finding('OVERLAP', `${one.name}・${other.name}`, `小さい方の${(share * 100).toFixed(1)}%`)]
    }),
  )
}
