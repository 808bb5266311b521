import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { listDrafts } from '../draft/queries.ts'
import { kawara, testAlerts, testMedium } from '../testing.ts'
import { capFile } from './cap-file.fixture.ts'
import { watchCapFolder } from './cap-folder.ts'
import { takeCap } from './from-cap.ts'

let databases: TestDatabases
let folder: string
beforeAll(async () => {
  databases = await testDatabases()
  folder = mkdtempSync(join(tmpdir(), 'cap-in-'))
})
afterAll(async () => {
  await databases.drop()
  rmSync(folder, { recursive: true, force: true })
})

let city: Awaited<ReturnType<typeof testAlerts>>
let inbox: string
let stop: () => Promise<void>
const districtsTouched = async () => [{ district: { id: kawara, name: '川原' }, share: 1 }]
beforeEach(async () => {
  city = await testAlerts(databases, [testMedium('city-site').medium])
  const row = await databases.outer
    .selectFrom('city')
    .select('slug')
    .where('id', '=', city.cityId)
    .executeTakeFirstOrThrow()
  inbox = join(folder, row.slug)
  mkdirSync(inbox, { recursive: true })
  stop = async () => {}
})
afterEach(() => stop())

const watch = () => {
  stop = watchCapFolder({ ...city.deps, districtsTouched }, folder, 20)
}
/** Lays a file down as if that had been a while ago. */
function lay(name: string, content: Uint8Array | string, secondsAgo = 60): void {
  writeFileSync(join(inbox, name), content)
  const then = Date.now() / 1000 - secondsAgo
  utimesSync(join(inbox, name), then, then)
}
const inFolder = (name: string) =>
  existsSync(join(inbox, name)) ? readdirSync(join(inbox, name)).sort() : []
const drafts = () => city.inside((tx) => listDrafts(tx, ['draft']))

test('a file becomes a draft and moves to taken; a faulty one moves to refused with its findings beside it', async () => {
  lay('good.xml', capFile())
  lay('bad.cap', '<alert>')
  lay('note.txt', 'not ours')
  watch()
  await expect.poll(() => inFolder('taken')).toEqual(['good.xml'])
  await expect.poll(() => inFolder('refused')).toEqual(['bad.cap', 'bad.cap.findings.json'])
  const findings = JSON.parse(readFileSync(join(inbox, 'refused/bad.cap.findings.json'), 'utf8')) as unknown[]
  expect(findings.length).toBeGreaterThan(0)
  expect(existsSync(join(inbox, 'note.txt'))).toBe(true)
  expect(await drafts()).toMatchObject([{ source: { kind: 'cap' } }])
})

test('a file that is still being written is left alone', async () => {
  lay('fresh.xml', new TextDecoder().decode(capFile()).slice(0, 200), -5)
  lay('old.xml', capFile({ identifier: 'old' }))
  watch()
  await expect.poll(() => inFolder('taken')).toEqual(['old.xml'])
  expect(existsSync(join(inbox, 'fresh.xml'))).toBe(true)
})

test('a crash between the draft and the move takes the file again, and gives the same draft', async () => {
  await city.inside((tx) => takeCap(tx, { ...city.deps, districtsTouched }, capFile(), 'system'))
  lay('again.xml', capFile())
  watch()
  await expect.poll(() => inFolder('taken')).toEqual(['again.xml'])
  expect(await drafts()).toHaveLength(1)
})

test('one that cannot be taken keeps no other waiting: a folder, a link, a giant, a broken database', async () => {
  mkdirSync(join(inbox, 'a.xml'))
  symlinkSync('/etc/hostname', join(inbox, 'b.xml'))
  lay('c.xml', new Uint8Array(1_000_001))
  lay('d.xml', capFile({ identifier: 'fault' }))
  lay('e.xml', capFile({ identifier: 'fine' }))
  const record = city.deps.record
  let faults = 0
  city.deps.record = async (tx, entry) => {
    if (faults++ === 0) throw new Error('the database is away')
    return record(tx, entry)
  }
  watch()
  await expect.poll(() => inFolder('taken')).toEqual(['d.xml', 'e.xml'])
  expect(inFolder('refused')).toEqual(['c.xml', 'c.xml.findings.json'])
  expect(await drafts()).toHaveLength(2)
})

test('a second file of the same name does not take the place of the first', async () => {
  lay('one.xml', capFile())
  watch()
  await expect.poll(() => inFolder('taken')).toEqual(['one.xml'])
  lay('one.xml', capFile({ identifier: 'other' }))
  await expect.poll(() => inFolder('taken').length).toBe(2)
})
