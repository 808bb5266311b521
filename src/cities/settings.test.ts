import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#platform/clock.ts'
import { type CityTx, inCity } from '#platform/database/city.ts'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { alertRulesOf } from './alert-rules.ts'
import { at, system, twoCities } from './cities-testing.ts'
import { modeOf } from './mode.ts'
import { openCity } from './open-city.ts'
import { citiesOf, cityByHost, cityBySlug, cityOf, hostsOf, insertMode, settingRow } from './queries.ts'
import { alertSettingsSchema, isMunicipalityCode, openCitySchema } from './schema.ts'
import { readSetting, readSettingWithAge, writeSetting } from './settings.ts'

let databases: TestDatabases
let cities: Awaited<ReturnType<typeof twoCities>>
beforeAll(async () => {
  databases = await testDatabases()
  cities = await twoCities(databases)
})
afterAll(() => databases.drop())

const ours = <T>(work: (tx: CityTx) => Promise<T>) => inCity(databases.outer, cities.ours, work)
const theirs = <T>(work: (tx: CityTx) => Promise<T>) => inCity(databases.outer, cities.theirs, work)
const later = (minutes: number) => new Date(at.getTime() + minutes * 60_000)
const write = (value: unknown, minutes: number, seen?: Date | null) =>
  ours((tx) => writeSetting(tx, 'alerts', alertSettingsSchema, value, null, later(minutes), { seen }))

describe('a setting', () => {
  test('has its defaults until somebody decides otherwise', async () => {
    expect(await ours((tx) => readSetting(tx, 'alerts', alertSettingsSchema))).toMatchObject({
      deputyAfterMinutes: 3,
      duplicateMinutes: 10,
      quietHours: { important: { from: 22, to: 6 } },
    })
  })

  test('says which fields changed, and is left alone when none did', async () => {
    const value = alertSettingsSchema.parse({ contact: '防災課' })
    expect(await write(value, 1)).toEqual(['contact'])
    expect(await write(value, 2)).toEqual([])
    expect((await ours((tx) => settingRow(tx, 'alerts')))?.changedAt).toEqual(later(1))
  })

  test('is not overwritten by somebody who read it before another wrote', async () => {
    const { value, changedAt } = await ours((tx) => readSettingWithAge(tx, 'alerts', alertSettingsSchema))
    await write({ ...value, draftDays: 8 }, 10, changedAt)
    await expect(write({ ...value, draftDays: 9 }, 11, changedAt)).rejects.toMatchObject({
      code: 'changed_meanwhile',
    })
    await expect(write({ ...value, draftDays: 9 }, 11, null)).rejects.toMatchObject({
      code: 'changed_meanwhile',
    })
  })

  test('out of range is refused with the field’s name', async () => {
    await expect(write({ deputyAfterMinutes: 0 }, 12)).rejects.toMatchObject({
      code: 'bad_request',
      details: { fields: [{ path: 'deputyAfterMinutes' }] },
    })
  })

  test('of one city is not seen by another', async () => {
    await write(alertSettingsSchema.parse({ contact: 'つなぐ市だけ', harmlessWords: ['訓練公園'] }), 20)
    expect(await theirs((tx) => readSetting(tx, 'alerts', alertSettingsSchema))).toMatchObject({
      contact: '',
    })
    expect(await theirs(alertRulesOf)).toMatchObject({ harmlessWords: [] })
    expect(await ours(alertRulesOf)).toMatchObject({ harmlessWords: ['訓練公園'] })
  })
})

const another = {
  slug: 'kitamihara',
  name: '北見原市',
  nameKana: 'きたみはらし',
  municipalityCode: '139998',
  jmaAreaCode: null,
  districtWord: '学区',
  hosts: ['bousai.kitamihara.example'],
}

describe('opening a city', () => {
  test('makes city, host, settings and 平時, and nothing of it shows elsewhere', async () => {
    const id = await openCity(cities.deps, another, system, at)
    expect(await cityBySlug(databases.outer, 'kitamihara')).toMatchObject({ id, districtWord: '学区' })
    expect(await cityByHost(databases.outer, 'bousai.kitamihara.example')).toMatchObject({ id })
    await inCity(databases.outer, id, async (tx) => {
      expect(await cityOf(tx)).toMatchObject({ name: '北見原市' })
      expect(await hostsOf(tx)).toEqual(['bousai.kitamihara.example'])
      expect((await settingRow(tx, 'voice'))?.value).toMatchObject({ callSign: '' })
      expect((await modeOf(tx)).city).toBe('normal')
    })
    expect(await ours(hostsOf)).toEqual([])
    expect((await citiesOf(databases.outer)).map(({ slug }) => slug)).toContain('kitamihara')
  })

  test('whose slug or host is taken leaves nothing behind', async () => {
    const before = await citiesOf(databases.outer)
    const slugTaken = openCity(cities.deps, { ...another, slug: 'tsunagu' }, system, at)
    await expect(slugTaken).rejects.toMatchObject({ code: 'duplicate', details: { field: 'slug' } })
    const hostTaken = openCity(cities.deps, { ...another, slug: 'other' }, system, at)
    await expect(hostTaken).rejects.toMatchObject({ code: 'duplicate', details: { field: 'hosts' } })
    expect(await citiesOf(databases.outer)).toEqual(before)
  })

  test('that has closed is no longer found', async () => {
    const id = await openCity(
      cities.deps,
      { ...another, slug: 'gone', hosts: ['gone.example.jp'] },
      system,
      at,
    )
    await databases.outer.updateTable('city').set({ closed_at: at }).where('id', '=', id).execute()
    expect(await cityBySlug(databases.outer, 'gone')).toBeUndefined()
    expect(await cityByHost(databases.outer, 'gone.example.jp')).toBeUndefined()
  })

  test.each([
    ['132047', true], // 三鷹市
    ['131016', true], // 千代田区
    ['011002', true], // 札幌市
    ['132048', false],
    ['13204', false],
    ['あいうえおか', false],
  ])('the code %s is a municipality code: %s', (code, right) => {
    expect(isMunicipalityCode(code)).toBe(right)
  })

  test.each([
    ['a reading', { nameKana: '漢字' }],
    ['a host name', { hosts: ['town hall'] }],
    ['a slug', { slug: 'Tsunagu' }],
    ['a code', { municipalityCode: '139999' }],
  ])('asks again for %s that is none', (_, wrong) => {
    const city = { ...another, admin: { email: 'a@b.example', name: '田中' } }
    expect(openCitySchema.safeParse(city).success).toBe(true)
    expect(openCitySchema.safeParse({ ...city, ...wrong }).success).toBe(false)
  })
})

test('no row of another city can be written, even on purpose', async () => {
  const row = { id: newId(), zone: 'city', mode: 'watch' as const, since: at, setBy: null, reason: '越境' }
  const attempt = ours((tx) => insertMode(Object.assign(tx, { cityId: cities.theirs }), row))
  await expect(attempt).rejects.toThrow(/row-level security/)
})
