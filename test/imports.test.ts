import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

/**
 * Who may import whom. Left: a room of the house; right: the rooms it may open, and through which door.
 * `*` = any file of the room; otherwise the file (or `ui/…`) named. Own files are always free, except that `ui/` reads only its own
 * pure files and types.
 */
const table: Record<string, string[]> = {
  platform: [],
  design: [],
  cities: ['platform:*'],
  speech: ['platform:*'],
  alerts: ['platform:*', 'cities:index.ts', 'cities:schema.ts', 'cities:staff/index.ts'],
  surveys: ['platform:*', 'cities:index.ts', 'cities:schema.ts'],
  post: ['platform:*', 'cities:index.ts', 'cities:schema.ts'],
  media: [
    'platform:*',
    'alerts:medium.ts',
    'alerts:schema.ts',
    'post:index.ts',
    'post:schema.ts',
    'speech:index.ts',
    'homes:index.ts',
    'station:index.ts',
  ],
  'main.ts': ['*'],
  serve: ['*'],
  bin: ['*'],
  'cli.ts': ['*'],
  cli: ['*'],
  db: ['*'],
  apps: ['design:*', 'cities:ui/', 'alerts:ui/', 'platform:ui/', 'platform:audit/ui/'],
  town: [],
  bench: ['*'],
  test: ['*'],
}

/** Doors that stand open in one place only, each with its reason. */
const exceptions: Record<string, string> = {
  'src/media/city-site -> src/alerts/rendition/cap-alert.ts':
    'the site publishes the CAP file of a message; the mapping belongs to alerts',
  'src/media/city-site -> src/alerts/sources/cap/write.ts': 'the one writer of CAP 1.2',
}

function* sources(folder: string): Generator<string> {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const path = `${folder}/${name}`
    if (['node_modules', 'dist', 'generated', 'fixtures'].includes(name)) continue
    if (statSync(path).isDirectory()) yield* sources(path)
    else if (/\.tsx?$/.test(name)) yield path
  }
}

interface Import {
  from: string
  to: string
  typeOnly: boolean
}

function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8')
  const found: Import[] = []
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g
  for (const match of text.matchAll(pattern)) {
    const target = match[2] ?? match[3] ?? ''
    if (target.startsWith('#'))
      found.push({ from: path, to: `src/${target.slice(1)}`, typeOnly: match[1] !== undefined })
    else if (target.startsWith('.'))
      found.push({ from: path, to: normalize(join(dirname(path), target)), typeOnly: match[1] !== undefined })
  }
  return found
}

const roomOf = (path: string): string => {
  const parts = path.split('/')
  return parts[0] === 'src' ? (parts[1] ?? '') : (parts[0] ?? '')
}
const inside = (path: string): string => path.split('/').slice(2).join('/')
const isTest = (path: string): boolean =>
  /(\.test\.tsx?|testing\.ts|\/testing\/|fixtures?\.ts|\.fixture\.ts)$/.test(path) ||
  path.includes('/testing/')

const all = ['src', 'apps', 'db', 'town', 'bench', 'test'].flatMap((folder) => [...sources(folder)])
const imports = all.flatMap(importsOf)

function allowed({ from, to, typeOnly }: Import): boolean {
  const [own, other] = [roomOf(from), roomOf(to)]
  if (own === other) return true
  if (isTest(from) && own !== 'town') return other !== 'town' || own === 'test' || own === 'bench'
  const doors = table[own]
  if (!doors) return false
  if (doors.includes('*')) return true
  if (
    Object.keys(exceptions).some((line) => {
      const [left, right] = line.split(' -> ')
      return from.startsWith(left ?? '-') && to === right
    })
  )
    return true
  if (inside(from).startsWith('ui/') && other === 'design') return true
  if (from.includes('/ui/') && other === 'design') return true
  if (typeOnly && own === 'alerts' && other === 'post') return false
  return doors.some((door) => {
    const [room, file] = door.split(':')
    return (
      room === other &&
      (file === '*' || inside(to) === file || (file?.endsWith('/') && inside(to).startsWith(file)))
    )
  })
}

describe('who may import whom', () => {
  test('every import between rooms goes through a door of the table', () => {
    expect(all.length).toBeGreaterThan(100)
    expect(imports.filter((one) => !allowed(one)).map((one) => `${one.from} -> ${one.to}`)).toEqual([])
  })

  test('every room of the house stands in the table', () => {
    expect([...new Set(all.map(roomOf))].filter((room) => !(room in table))).toEqual([])
  })

  test('the town never opens src, and src never opens the town', () => {
    const crossing = imports.filter(
      (one) =>
        (roomOf(one.from) === 'town') !== (roomOf(one.to) === 'town') &&
        !['bench', 'test'].includes(roomOf(one.from)),
    )
    expect(
      crossing
        .filter((one) => one.from.startsWith('town/') || one.from.startsWith('src/'))
        .map((one) => `${one.from} -> ${one.to}`),
    ).toEqual([])
  })

  test('server code imports no screen', () => {
    const server = imports.filter(
      (one) =>
        one.from.endsWith('.ts') &&
        one.from.startsWith('src/') &&
        !one.from.includes('/ui/') &&
        !one.from.startsWith('src/design/') &&
        !isTest(one.from),
    )
    expect(
      server
        .filter((one) => one.to.endsWith('.tsx') || one.to.includes('/ui/'))
        .map((one) => `${one.from} -> ${one.to}`),
    ).toEqual([])
  })

  test('a screen reads only pure files and types of its own room', () => {
    const pure = /\/(schema|templates|kinds|words|format|lifecycle|rules|role)\.ts$/
    const ui = imports.filter(
      (one) => one.from.startsWith('src/') && one.from.includes('/ui/') && !isTest(one.from),
    )
    const wrong = ui.filter(
      (one) =>
        !one.typeOnly && !one.to.includes('/ui/') && !one.to.startsWith('src/design/') && !pure.test(one.to),
    )
    expect(wrong.map((one) => `${one.from} -> ${one.to}`)).toEqual([])
  })

  test('the environment is read in main.ts and the command line alone', () => {
    const readers = all.filter(
      (path) =>
        (path.startsWith('src/') || path.startsWith('apps/')) &&
        !isTest(path) &&
        readFileSync(path, 'utf8').includes('process.env'),
    )
    expect(
      readers.filter(
        (path) => !['src/main.ts', 'src/cli.ts', 'src/platform/database/embedded.ts'].includes(path),
      ),
    ).toEqual([])
  })

  test('every server door loads under plain Node', () => {
    const doors = all.filter(
      (path) => /^src\/[a-z-]+\/index\.ts$/.test(path) && !path.startsWith('src/design/'),
    )
    expect(doors.length).toBeGreaterThanOrEqual(3)
    for (const door of doors) {
      // a real Node, without the test runner's transforms
      const { status, stderr } = spawnSync(
        process.execPath,
        ['--input-type=module', '-e', `await import('./${door}')`],
        { encoding: 'utf8' },
      )
      expect(`${door}: ${status} ${stderr}`).toBe(`${door}: 0 `)
    }
  })
})
