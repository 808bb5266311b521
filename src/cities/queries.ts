import { type Kysely, sql } from 'kysely'
import type { CityTx, Outer } from '#platform/database/city.ts'
import { json } from '#platform/database/json.ts'
import { Refusal } from '#platform/refusal.ts'
import type { CityFacts, Mode } from './schema.ts'
import { listStaff, rolesHeld } from './staff/queries.ts'

export interface City {
  id: string
  slug: string
  name: string
  nameKana: string
  municipalityCode: string
  jmaAreaCode: string | null
  districtWord: string
  openedAt: Date
}

const cityColumns = [
  'id',
  'slug',
  'name',
  'name_kana as nameKana',
  'municipality_code as municipalityCode',
  'jma_area_code as jmaAreaCode',
  'district_word as districtWord',
  'opened_at as openedAt',
] as const

/** Every city that is open. */
export function citiesOf(db: Kysely<Outer>): Promise<City[]> {
  return db
    .selectFrom('city')
    .select(cityColumns)
    .where('closed_at', 'is', null)
    .orderBy('opened_at')
    .orderBy('slug')
    .execute()
}

/** A city by its name in addresses. */
export function cityBySlug(db: Kysely<Outer>, slug: string): Promise<City | undefined> {
  return db
    .selectFrom('city')
    .select(cityColumns)
    .where('slug', '=', slug)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
}

/** The city that a host name shows. @param host  lower case, without port */
export function cityByHost(db: Kysely<Outer>, host: string): Promise<City | undefined> {
  return db
    .selectFrom('city')
    .innerJoin('city_host', 'city_host.city_id', 'city.id')
    .select(cityColumns)
    .where('city_host.host', '=', host)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
}

/** The city of the transaction. @throws Refusal `not_found` */
export async function cityOf(tx: CityTx): Promise<City> {
  const city = await tx.selectFrom('city').select(cityColumns).where('id', '=', tx.cityId).executeTakeFirst()
  if (!city) throw new Refusal('not_found', { cityId: tx.cityId })
  return city
}

/** @returns false when another city has this slug */
export async function insertCity(tx: CityTx, city: City): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('city')
    .values({
      id: tx.cityId,
      slug: city.slug,
      name: city.name,
      name_kana: city.nameKana,
      municipality_code: city.municipalityCode,
      jma_area_code: city.jmaAreaCode,
      district_word: city.districtWord,
      opened_at: city.openedAt,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function updateCity(tx: CityTx, facts: CityFacts): Promise<void> {
  await tx
    .updateTable('city')
    .set({
      name: facts.name,
      name_kana: facts.nameKana,
      district_word: facts.districtWord,
      jma_area_code: facts.jmaAreaCode,
    })
    .where('id', '=', tx.cityId)
    .execute()
}

/** Host names of the transaction's city. */
export async function hostsOf(tx: CityTx): Promise<string[]> {
  const rows = await tx
    .selectFrom('city_host')
    .select('host')
    .where('city_id', '=', tx.cityId)
    .orderBy('host')
    .execute()
  return rows.map((row) => row.host)
}

/** @returns false when the host already shows a city */
export async function insertHost(tx: CityTx, host: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('city_host')
    .values({ host, city_id: tx.cityId })
    .onConflict((conflict) => conflict.column('host').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export interface ModeRow {
  id: string
  zone: string
  mode: Mode
  since: Date
  setBy: string | null
  reason: string
}

const modeColumns = ['id', 'zone', 'mode', 'since', 'set_by as setBy', 'reason'] as const

/** Two changes of a city's modes go one after the other; ends with the transaction. */
export async function lockModes(tx: CityTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('cities.mode ' || ${tx.cityId}, 0))`.execute(tx)
}

/** The newest row of every zone that has one. */
export async function modeRows(tx: CityTx): Promise<ModeRow[]> {
  const rows = await tx
    .selectFrom('city_mode')
    .select(modeColumns)
    .distinctOn('zone')
    .orderBy('zone')
    .orderBy('since', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows as ModeRow[]
}

/** What the modes were, newest first. */
export async function modeHistory(tx: CityTx, most: number): Promise<ModeRow[]> {
  const rows = await tx
    .selectFrom('city_mode')
    .select(modeColumns)
    .orderBy('since', 'desc')
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
  return rows as ModeRow[]
}

export async function insertMode(tx: CityTx, row: ModeRow): Promise<void> {
  const { setBy, ...rest } = row
  await tx
    .insertInto('city_mode')
    .values({ city_id: tx.cityId, ...rest, set_by: setBy })
    .execute()
}

export interface Drill {
  id: string
  title: string
  since: Date
}

/** The drill under way; the database lets there be one. */
export function drillOf(tx: CityTx): Promise<Drill | undefined> {
  return tx
    .selectFrom('drill')
    .select(['id', 'title', 'started_at as since'])
    .where('ended_at', 'is', null)
    .executeTakeFirst()
}

/** @returns false when a drill is already under way */
export async function insertDrill(tx: CityTx, drill: Drill, startedBy: string | null): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('drill')
    .values({
      city_id: tx.cityId,
      id: drill.id,
      title: drill.title,
      started_at: drill.since,
      started_by: startedBy,
    })
    .onConflict((conflict) => conflict.column('city_id').where('ended_at', 'is', null).doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** @returns false when it had ended before */
export async function finishDrill(tx: CityTx, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('drill')
    .set({ ended_at: at })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

export interface SettingRow {
  value: unknown
  changedAt: Date
}

export async function settingRow(tx: CityTx, topic: string): Promise<SettingRow | undefined> {
  return tx
    .selectFrom('city_setting')
    .select(['value', 'changed_at as changedAt'])
    .where('topic', '=', topic)
    .executeTakeFirst()
}

/** The same, held until the transaction ends: nobody else writes it meanwhile. */
export async function lockSetting(tx: CityTx, topic: string): Promise<SettingRow | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended('cities.setting ' || ${tx.cityId} || ${topic}, 0))`.execute(
    tx,
  )
  return settingRow(tx, topic)
}

export async function saveSetting(
  tx: CityTx,
  topic: string,
  value: unknown,
  by: string | null,
  at: Date,
): Promise<void> {
  const values = { value: json(value), changed_at: at, changed_by: by }
  await tx
    .insertInto('city_setting')
    .values({ city_id: tx.cityId, topic, ...values })
    .onConflict((conflict) => conflict.columns(['city_id', 'topic']).doUpdateSet(values))
    .execute()
}

export interface OnDuty {
  userId: string
  name: string
  section: string
  since: Date
}

/** Who took duty last; nobody once that person has left. */
export async function dutyOf(tx: CityTx): Promise<OnDuty | null> {
  const row = await tx
    .selectFrom('duty')
    .leftJoin('staff', (join) =>
      join.onRef('staff.user_id', '=', 'duty.user_id').onRef('staff.city_id', '=', 'duty.city_id'),
    )
    .select([
      'duty.user_id as userId',
      'staff.name',
      'staff.section',
      'duty.since',
      'staff.left_at as leftAt',
    ])
    .orderBy('duty.since', 'desc')
    .orderBy('duty.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row?.name || row.leftAt) return null
  return { userId: row.userId, name: row.name, section: row.section ?? '', since: row.since }
}

export async function insertDuty(tx: CityTx, id: string, userId: string, since: Date): Promise<void> {
  await tx.insertInto('duty').values({ city_id: tx.cityId, id, user_id: userId, since }).execute()
}

export interface Colleague {
  userId: string
  name: string
  section: string
  /** Held now. */
  roles: string[]
}

/** Staff who have not left, with what they may do. */
export async function colleaguesOf(tx: CityTx): Promise<Colleague[]> {
  const [staff, held] = [await listStaff(tx), await rolesHeld(tx)]
  return staff
    .filter((person) => person.left_at === null)
    .map(({ user_id, name, section }) => ({ userId: user_id, name, section, roles: held.get(user_id) ?? [] }))
}
