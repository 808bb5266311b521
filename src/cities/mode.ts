import type { Recorder } from '#platform/audit/audit.ts'
import type { NewId } from '#platform/clock.ts'
import type { CityTx } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import { districtsOf } from './areas/queries.ts'
import {
  type Drill,
  drillOf,
  finishDrill,
  insertDrill,
  insertMode,
  lockModes,
  type ModeRow,
  modeRows,
} from './queries.ts'
import { effectiveMode, modeFollows } from './rules.ts'
import type { Mode } from './schema.ts'

interface Deps {
  newId: NewId
  record: Recorder
}

/** Who acts: `actor` for the log, `userId` for the row (null: the system). */
export interface Actor {
  actor: string
  userId: string | null
}

/** The mode of the city, of every zone that has its own, and the drill under way. */
export async function modeOf(tx: CityTx): Promise<{ city: Mode; zones: ModeRow[]; drill: Drill | null }> {
  const rows = await modeRows(tx)
  const city = rows.find(({ zone }) => zone === 'city')?.mode ?? 'normal'
  const zones = rows.filter(({ zone }) => zone !== 'city')
  return { city, zones, drill: (await drillOf(tx)) ?? null }
}

/** The mode that holds in one zone. @param zone  `city`, `station` or `district:<code>` */
export async function modeIn(tx: CityTx, zone: string): Promise<Mode> {
  const { city, zones } = await modeOf(tx)
  return effectiveMode(city, zones.find((row) => row.zone === zone)?.mode)
}

/**
 * Sets the mode of the city or of a zone, with its reason. Nothing is overwritten: the newest row counts.
 *
 * @throws Refusal `wrong_step` (this mode does not follow that one), `not_found` (no such district)
 */
export async function setMode(
  tx: CityTx,
  deps: Deps,
  change: { mode: Mode; zone: string; reason: string },
  by: Actor,
  at: Date,
): Promise<ModeRow> {
  await lockModes(tx)
  const { mode, zone, reason } = change
  const code = /^district:(.+)$/.exec(zone)?.[1]
  if (code && !(await districtsOf(tx)).some((district) => district.code === code))
    throw new Refusal('not_found', { zone })
  const from = (await modeRows(tx)).find((row) => row.zone === zone)?.mode ?? 'normal'
  if (!modeFollows[from].includes(mode))
    throw new Refusal('wrong_step', { from, to: mode, allowed: modeFollows[from] })
  const row = { id: deps.newId(), zone, mode, since: at, setBy: by.userId, reason }
  await insertMode(tx, row)
  const details = { from, to: mode, zone, reason }
  await deps.record(tx, {
    actor: by.actor,
    action: 'cities.mode-set',
    subject: `city:${tx.cityId}`,
    details,
    at,
  })
  return row
}

/** Begins a drill. @throws Refusal `wrong_step` when one is under way */
export async function startDrill(tx: CityTx, deps: Deps, title: string, by: Actor, at: Date): Promise<Drill> {
  const drill = { id: deps.newId(), title, since: at }
  if (!(await insertDrill(tx, drill, by.userId)))
    throw new Refusal('wrong_step', { reason: 'drill_under_way' })
  await deps.record(tx, { actor: by.actor, action: 'cities.drill-started', subject: `drill:${drill.id}`, at })
  return drill
}

/** Ends the drill under way. @throws Refusal `wrong_step` when there is none */
export async function endDrill(tx: CityTx, deps: Deps, by: Actor, at: Date): Promise<void> {
  const drill = await drillOf(tx)
  if (!drill || !(await finishDrill(tx, drill.id, at)))
    throw new Refusal('wrong_step', { reason: 'no_drill' })
  await deps.record(tx, { actor: by.actor, action: 'cities.drill-ended', subject: `drill:${drill.id}`, at })
}
