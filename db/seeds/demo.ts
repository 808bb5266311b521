import { readFileSync } from 'node:fs'
import type { Kysely } from 'kysely'
import {
  alertSettingsSchema,
  cityBySlug,
  districtsOf,
  importAreas,
  onDuty,
  openCity,
  takeDuty,
  voiceSettingsSchema,
  writeSetting,
} from '#cities/index.ts'
import type { DemoStaff } from '#cities/staff/index.ts'
import type { Recorder } from '#platform/audit/audit.ts'
import type { Clock, NewId } from '#platform/clock.ts'
import { inCity, type Outer } from '#platform/database/city.ts'
import { demoPeople } from './people.ts'

/** The city of the pictures. */
export const tsunagu = {
  slug: 'tsunagu',
  name: 'つなぐ市',
  nameKana: 'つなぐし',
  municipalityCode: '139998',
  jmaAreaCode: '1399900',
  districtWord: '住区',
  hosts: [],
}

/** The second city: for tests, and for whoever tries the form that opens one. */
export const tonari = {
  slug: 'tonari',
  name: 'となり市',
  nameKana: 'となりし',
  municipalityCode: '139980',
  jmaAreaCode: '1399800',
  districtWord: '地区',
  hosts: [],
}

/** The areas of a seeded city: parsed GeoJSON. */
export function areasOf(slug: 'tsunagu' | 'tonari'): unknown {
  return JSON.parse(readFileSync(new URL(`${slug}/areas.geojson`, import.meta.url), 'utf8'))
}

export interface SeedDeps {
  db: Kysely<Outer>
  clock: Clock
  newId: NewId
  record: Recorder
  /** Makes accounts and staff that are not there yet (cities/staff `seedDemoStaff`). */
  createStaff(
    cityId: string,
    people: readonly DemoStaff[],
  ): Promise<readonly { userId: string; email: string }[]>
}

/** Who does it, in the log. */
const system = { actor: 'system', userId: null }

/**
 * Makes the demonstration: つなぐ市 with its areas, people, settings and an officer on duty. What is there already stays as it is,
 * also when somebody changed it on a screen: a second start changes nothing.
 *
 * @returns the city's id
 */
export async function seedDemo(deps: SeedDeps): Promise<string> {
  const at = deps.clock()
  const known = await cityBySlug(deps.db, tsunagu.slug)
  const cityId = known?.id ?? (await openCity(deps, tsunagu, system, at))
  await seedAreas(deps, cityId, at)
  const staff = await deps.createStaff(cityId, demoPeople)
  const idOf = (email: string) => {
    const found = staff.find((person) => person.email === email)
    if (!found) throw new Error(`${email} is not among the people of the demonstration`)
    return found.userId
  }
  if (!known) await seedSettings(deps, cityId, [idOf('suzuki@tsunagu.example')], at)
  await inCity(deps.db, cityId, async (tx) => {
    if (!(await onDuty(tx))) await takeDuty(tx, deps, idOf('sato@tsunagu.example'), system, at)
  })
  return cityId
}

async function seedAreas(deps: SeedDeps, cityId: string, at: Date): Promise<void> {
  if ((await inCity(deps.db, cityId, (tx) => districtsOf(tx))).length > 0) return
  const report = await importAreas(deps, cityId, areasOf('tsunagu'), { dryRun: false, actor: 'system', at })
  if (!report.written) throw new Error(`the seed's areas have faults: ${JSON.stringify(report.findings)}`)
}

function seedSettings(deps: SeedDeps, cityId: string, deputies: string[], at: Date): Promise<unknown> {
  const alerts = { ...alertSettingsSchema.parse({}), deputies, contact: 'つなぐ市 防災課 電話 000-000-0000' }
  const voice = {
    callSign: 'こちらは、ぼうさいつなぐです',
    readings: [
      { written: '結川', spoken: 'ゆいかわ' },
      { written: '彩野線', spoken: 'さいのせん' },
      { written: '下沢', spoken: 'しもざわ' },
    ],
  }
  return inCity(deps.db, cityId, async (tx) => {
    await writeSetting(tx, 'alerts', alertSettingsSchema, alerts, null, at)
    await writeSetting(tx, 'voice', voiceSettingsSchema, voice, null, at)
  })
}
