import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CityTx, inCity } from '#platform/database/city.ts'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { areasOf } from '../../../db/seeds/demo.ts'
import { at, twoCities } from '../cities-testing.ts'
import { mapOf } from '../map.ts'
import { areaOf, cityArea, coverage, districtsTouched, insideCity, placeOf } from './area.ts'
import { importAreasCommand } from './command.ts'
import { importAreas } from './import.ts'
import { polygonsOf } from './outline.ts'
import { districtsOf, landmarksOf, neighbourhoodsOf } from './queries.ts'
import { commonSquareMetres, squareMetres } from './share.ts'

let databases: TestDatabases
let cities: Awaited<ReturnType<typeof twoCities>>
beforeAll(async () => {
  databases = await testDatabases()
  cities = await twoCities(databases)
})
afterAll(() => databases.drop())

const ours = <T>(work: (tx: CityTx) => Promise<T>) => inCity(databases.outer, cities.ours, work)
const theirs = <T>(work: (tx: CityTx) => Promise<T>) => inCity(databases.outer, cities.theirs, work)
const options = { dryRun: false, actor: 'system', at }
const copy = () =>
  structuredClone(areasOf('tsunagu')) as { features: { properties: Record<string, unknown> }[] }
const edited = (code: string, change: Record<string, unknown>) => {
  const file = copy()
  for (const each of file.features) if (each.properties.code === code) Object.assign(each.properties, change)
  return file
}
const rowVersions = () =>
  ours(
    async (tx) =>
      (
        await sql`select id, xmin::text from district union all select id, xmin::text from neighbourhood
    union all select id, xmin::text from landmark order by 1`.execute(tx)
      ).rows,
  )

describe('an import', () => {
  test('of the same file again writes no row', async () => {
    const before = await rowVersions()
    const report = await importAreas(cities.deps, cities.ours, areasOf('tsunagu'), options)
    expect(report).toMatchObject({ written: true, added: [], changed: [], unchanged: 62, findings: [] })
    expect(await rowVersions()).toEqual(before)
  })

  test('tried first says what would change, and changes nothing', async () => {
    const before = await rowVersions()
    const file = edited('kawara', { population: 26_900 })
    const report = await importAreas(cities.deps, cities.ours, file, { ...options, dryRun: true })
    expect(report.written).toBe(false)
    expect(report.changed).toEqual([
      {
        kind: 'district',
        code: 'kawara',
        name: '川原',
        fields: [{ field: 'population', before: 26_840, after: 26_900 }],
      },
    ])
    expect(await rowVersions()).toEqual(before)
  })

  test('keeps the id of what has the same code, and writes an entry in the log', async () => {
    const [before] = await ours((tx) => districtsOf(tx))
    await importAreas(cities.deps, cities.ours, edited('sakuragi', { name: '桜木台' }), options)
    const [after] = await ours((tx) => districtsOf(tx))
    expect(after).toMatchObject({ id: before?.id, name: '桜木台' })
    await importAreas(cities.deps, cities.ours, areasOf('tsunagu'), options)
    const logged = await ours((tx) =>
      tx.selectFrom('audit_entry').select('details').where('action', '=', 'cities.areas-imported').execute(),
    )
    expect(logged.map(({ details }) => details)).toContainEqual({ added: 0, changed: 1, unchanged: 61 })
  })

  test('with a single error writes nothing at all', async () => {
    const before = await rowVersions()
    const file = edited('torimi', { name: '鳥見野' })
    for (const each of file.features)
      if (each.properties.code === 'kawara-1') each.properties.district = 'atlantis'
    const report = await importAreas(cities.deps, cities.ours, file, options)
    expect(report).toMatchObject({
      written: false,
      findings: [{ rule: 'UNKNOWN_DISTRICT', severity: 'error' }],
    })
    expect(await rowVersions()).toEqual(before)
  })

  test('refuses districts that overlap by more than a hundredth, also with one kept from before', async () => {
    const kawara = copy().features.find((each) => each.properties.code === 'kawara')
    const twin = { ...kawara, properties: { ...kawara?.properties, code: 'kawara-new' } }
    const report = await importAreas(
      cities.deps,
      cities.ours,
      { type: 'FeatureCollection', features: [twin] },
      options,
    )
    expect(report.findings).toContainEqual(expect.objectContaining({ rule: 'OVERLAP', where: '川原・川原' }))
    expect(report.written).toBe(false)
  })

  test('leaves a district that is not in the file, and says so', async () => {
    const file = copy()
    file.features = file.features.filter(
      ({ properties }) => properties.code !== 'torimi' && properties.district !== 'torimi',
    )
    const report = await importAreas(cities.deps, cities.ours, file, options)
    expect(report).toMatchObject({
      written: true,
      changed: [],
      findings: [{ rule: 'NOT_IN_FILE', where: '鳥見' }],
    })
    expect(await ours((tx) => districtsOf(tx))).toHaveLength(7)
  })

  test('of two people at once goes one after the other', async () => {
    const file = edited('takadai', { population: 26_311 })
    const reports = await Promise.all([1, 2].map(() => importAreas(cities.deps, cities.ours, file, options)))
    expect(reports.map(({ changed }) => changed.length).sort()).toEqual([0, 1])
    await importAreas(cities.deps, cities.ours, areasOf('tsunagu'), options)
  })
})

describe('the command', () => {
  const run = async (command: Partial<Parameters<typeof importAreasCommand>[1]>) => {
    const lines: string[] = []
    const whole = {
      file: 'db/seeds/tsunagu/areas.geojson',
      citySlug: 'tsunagu',
      dryRun: true,
      json: false,
      at,
      ...command,
    }
    return { code: await importAreasCommand(cities.deps, whole, (line) => lines.push(line)), lines }
  }

  test('tries a file and says how it would end', async () => {
    expect(await run({})).toEqual({
      code: 0,
      lines: ['追加 0・変更 0・変わらず 62', '試し読みです。何も書き込んでいません'],
    })
  })

  test('ends with 1 and a report that a program can read when the file has errors', async () => {
    const { code, lines } = await run({ file: 'package.json', json: true })
    expect(code).toBe(1)
    expect(JSON.parse(lines.join(''))).toMatchObject({ written: false, findings: [{ rule: 'NOT_GEOJSON' }] })
  })

  test('ends with 2 when file or city are not there', async () => {
    expect((await run({ file: 'nowhere.geojson' })).code).toBe(2)
    expect((await run({ citySlug: 'atlantis' })).code).toBe(2)
  })
})

describe('the seeded city', () => {
  test('has 180,000 people in 89,000 households, 46,180 and 22,280 of them in 川原 and 下沢', async () => {
    await ours(async (tx) => {
      const all = await districtsOf(tx)
      const low = all.filter(({ code }) => ['kawara', 'shimozawa'].includes(code)).map(({ id }) => id)
      expect(await areaOf(tx, low)).toMatchObject({ population: 46_180, households: 22_280 })
      expect(await placeOf(tx, [], true)).toMatchObject({
        population: 180_000,
        households: 89_000,
        cityName: 'つなぐ市',
      })
      const neighbourhoods = await neighbourhoodsOf(tx)
      for (const { id, households } of all) {
        const of = neighbourhoods.filter(({ districtId }) => districtId === id)
        expect(of.length).toBeGreaterThanOrEqual(4)
        expect(of.reduce((sum, each) => sum + each.households, 0)).toBe(households)
      }
      expect((await landmarksOf(tx)).map(({ name }) => name)).toEqual(
        expect.arrayContaining(['結川', '彩野線', 'つなぐ駅']),
      )
    })
  })

  test('is tiled by its districts: no overlap, no gap, one outline', async () => {
    await ours(async (tx) => {
      const districts = await districtsOf(tx)
      const whole = await cityArea(tx)
      expect(polygonsOf(whole)).toHaveLength(1)
      expect(polygonsOf(whole)[0]).toHaveLength(1)
      const sum = districts.reduce((total, { boundary }) => total + squareMetres(boundary), 0)
      expect(Math.abs(squareMetres(whole) - sum)).toBeLessThan(1)
      for (const [i, one] of districts.entries())
        for (const other of districts.slice(i + 1))
          expect(commonSquareMetres(one.boundary, other.boundary)).toBeLessThan(1)
    })
  })
})

describe('a place', () => {
  test('names the chosen districts in map order, and the ids that are not the city’s', async () => {
    const [foreign] = await theirs((tx) => districtsOf(tx))
    const place = await ours(async (tx) => {
      const all = await districtsOf(tx)
      const chosen = ['shimozawa', 'kawara'].map((code) => all.find((each) => each.code === code)?.id ?? '')
      return placeOf(tx, [...chosen, foreign?.id ?? ''], false)
    })
    expect(place.districts.map(({ nameKana }) => nameKana)).toEqual(['かわら', 'しもざわ'])
    expect(place).toMatchObject({ population: 46_180, districtWord: '住区', unknown: [foreign?.id] })
  })

  test('of a station lies inside the city, of the neighbour outside', async () => {
    await ours(async (tx) => {
      expect(await insideCity(tx, [139.60078, 35.698747])).toBe(true)
      expect(await insideCity(tx, [139.5, 35.698])).toBe(false)
    })
  })
})

describe('an area drawn by another hand', () => {
  test('touches the districts it covers, with the share of each', async () => {
    await ours(async (tx) => {
      const kawara = (await districtsOf(tx)).find(({ code }) => code === 'kawara')
      const touched = await districtsTouched(tx, kawara ? [polygonsOf(kawara.boundary)[0]?.[0] ?? []] : [])
      expect(touched.map(({ district }) => district.name)).toEqual(['川原'])
      expect(touched[0]?.share).toBeCloseTo(1, 6)
    })
  })

  test('as small as a house is still found', async () => {
    const house = [
      [139.5827, 35.689],
      [139.5828, 35.689],
      [139.5828, 35.6891],
    ]
    const { districts, inside } = await ours((tx) => coverage(tx, [house]))
    expect(districts.map(({ district }) => district.name)).toEqual(['川原'])
    expect(inside).toBeCloseTo(1, 6)
  })

  test('beside the city touches nothing', async () => {
    const far = [
      [135, 34],
      [135.1, 34],
      [135.1, 34.1],
      [135, 34],
    ]
    expect(await ours((tx) => coverage(tx, [far, []]))).toEqual({ districts: [], inside: 0 })
  })
})

test('another city sees its own areas alone, whichever way it asks', async () => {
  await theirs(async (tx) => {
    expect((await districtsOf(tx)).map(({ name }) => name)).toEqual(['北町', '中町', '南町'])
    expect((await neighbourhoodsOf(tx)).every(({ name }) => /^(北|中|南)町/.test(name))).toBe(true)
    expect((await landmarksOf(tx)).map(({ name }) => name)).toEqual(['つなぐ市'])
    expect((await mapOf(tx)).features).toHaveLength(4)
  })
})
