import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from '../clock.ts'
import { inCity } from '../database/city.ts'
import { type TestDatabases, testCity, testDatabases } from '../database/testing.ts'
import { readKeys } from '../keys.ts'
import { createLog } from '../log.ts'
import { record } from './audit.ts'
import { headKeys, signHead } from './head.ts'
import { newestHead, readHeads, setHeadsAside } from './heads-file.ts'
import { hashEntry, storedEntryColumns } from './leaf.ts'
import { type Sealer, startSealer } from './sealer.ts'
import { countWaiting } from './sealer-queries.ts'
import { verifyLog } from './verify.ts'

let databases: TestDatabases
let city: string
let headsFile: string
let sealers: Sealer[] = []
const keys = readKeys(join(mkdtempSync(join(tmpdir(), 'audit-keys-')), 'keys.json'), true)

beforeAll(async () => {
  databases = await testDatabases()
  city = await testCity(databases)
})
afterAll(() => databases.drop())
beforeEach(async () => {
  headsFile = join(mkdtempSync(join(tmpdir(), 'audit-')), 'audit', 'heads.jsonl')
  await databases.owner.query('truncate audit_entry, audit_pending, audit_leaf, audit_head')
})
afterEach(async () => {
  for (const sealer of sealers) await sealer.stop()
  sealers = []
})

const start = (most = 5_000) => {
  const { workerPool } = databases
  const log = createLog('silent')
  const sealer = startSealer({
    workerPool,
    signing: keys.signing,
    headsFile,
    clock: systemClock,
    log,
    everyMs: 5,
    most,
  })
  sealers.push(sealer)
  return sealer
}
const happen = (count: number) =>
  inCity(databases.outer, city, async (tx) => {
    for (let i = 0; i < count; i++)
      await record(tx, { actor: 'system', action: 'test.happened', subject: `thing:${i}`, at: new Date() })
  })
const allSealed = () =>
  vi.waitFor(async () => expect(await countWaiting(databases.workerPool)).toBe(0), {
    timeout: 10_000,
    interval: 5,
  })
const verify = () => verifyLog(databases.workerPool, { headsFile, keys: headKeys(keys.signing) })
const owner = (statement: string, values: unknown[] = []) => databases.owner.query(statement, values)
const reasons = async () => (await verify()).faults.map((fault) => `${fault.reason} ${fault.seq}`)

async function sealedLog(count: number): Promise<void> {
  const sealer = start(4)
  await happen(count)
  await allSealed()
  await sealer.stop()
}

test('an entry is sealed soon after its deed is committed, and the signed head stands outside the database', async () => {
  start()
  await happen(3)
  await allSealed()
  await vi.waitFor(() => expect(newestHead(headsFile)?.treeSize).toBe(3))
  expect(await verify()).toMatchObject({ ok: true, entries: 3, faults: [] })
})

test('what is rolled back leaves no trace in the log', async () => {
  start()
  const deed = inCity(databases.outer, city, async (tx) => {
    await record(tx, { actor: 'system', action: 'test.undone', subject: 'thing:1', at: new Date() })
    throw new Error('changed my mind')
  })
  await expect(deed).rejects.toThrow('changed my mind')
  await happen(1)
  await allSealed()
  expect(await verify()).toMatchObject({ ok: true, entries: 1 })
})

test('text that PostgreSQL cannot keep does not undo the deed', async () => {
  start()
  const details = { reason: 'a\u0000b', more: ['\ud800'] }
  await inCity(databases.outer, city, (tx) =>
    record(tx, { actor: 'system', action: 'test.odd', subject: 'thing:\u0000', details, at: new Date() }),
  )
  await allSealed()
  expect(await verify()).toMatchObject({ ok: true, entries: 1 })
})

test('two processes seal one tree, and one goes on when the other is killed', async () => {
  const first = start(7)
  await vi.waitFor(() => expect(first.state().is).toBe('sealing'))
  const second = start(7)
  await vi.waitFor(() => expect(second.state().is).toBe('elsewhere'))
  await Promise.all([happen(40), happen(40)])
  await owner(`select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and objid = 7264002 and granted`) // the death of its connection is all that a kill -9 shows
  await happen(40)
  await allSealed()
  expect(await verify()).toMatchObject({ ok: true, entries: 120 })
})

test('a head that a crash kept from the file is written at the next start, a half line is cut off', async () => {
  await sealedLog(9)
  const lines = readFileSync(headsFile, 'utf8').trimEnd().split('\n')
  writeFileSync(headsFile, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)?.slice(0, 40)}`)
  expect(newestHead(headsFile)?.treeSize).toBeLessThan(9)
  const again = start()
  await vi.waitFor(() => expect(newestHead(headsFile)?.treeSize).toBe(9))
  await again.stop()
  expect(await verify()).toMatchObject({ ok: true, entries: 9 })
})

test('a changed entry is found', async () => {
  await sealedLog(9)
  await owner(`update audit_entry set details = '{"by":"someone"}' where subject = 'thing:5'`)
  expect(await reasons()).toEqual(['entry_changed 5'])
})

test('a time changed by a microsecond is found', async () => {
  await sealedLog(2)
  await owner(`update audit_entry set at = at + interval '1 microsecond' where subject = 'thing:1'`)
  expect(await reasons()).toEqual(['entry_changed 1'])
})

test('a deleted entry is found', async () => {
  await sealedLog(9)
  await owner(`delete from audit_entry where subject = 'thing:5'`)
  expect(await reasons()).toEqual(['entry_missing 5'])
})

test('an entry deleted together with its leaf is found', async () => {
  await sealedLog(9)
  await owner('delete from audit_entry e using audit_leaf l where l.entry_id = e.id and l.seq = 5')
  await owner('delete from audit_leaf where seq = 5')
  expect(await reasons()).toContain('leaf_missing 5')
})

test('an entry written anew together with its leaf is found by the root and by the file', async () => {
  await sealedLog(9)
  await owner(`update audit_entry set actor = 'person:someone-else' where subject = 'thing:6'`)
  const { rows } = await owner(`select ${storedEntryColumns} from audit_entry e where e.subject = 'thing:6'`)
  await owner('update audit_leaf set leaf_hash = $1 where seq = 6', [hashEntry(rows[0])])
  const found = await reasons()
  expect(found.filter((fault) => fault.startsWith('entry_changed'))).toEqual([])
  expect(found.some((fault) => fault.startsWith('root_differs'))).toBe(true)
  expect(found.some((fault) => fault.startsWith('file_differs'))).toBe(true)
})

test('two leaves that changed places are found', async () => {
  await sealedLog(9)
  await owner(`update audit_leaf set seq = case seq when 1 then -1 else -2 end where seq in (1, 2)`)
  await owner('update audit_leaf set seq = case seq when -1 then 2 else 1 end where seq < 0')
  const found = await reasons()
  expect(found.filter((fault) => /entry_changed/.test(fault))).toEqual([])
  expect(found.some((fault) => fault.startsWith('root_differs'))).toBe(true)
})

test('a leaf added behind the last head is found, and the sealer does not sign it', async () => {
  await sealedLog(3)
  await owner(`insert into audit_leaf (seq, city_id, entry_id, leaf_hash)
    select 3, city_id, gen_random_uuid(), leaf_hash from audit_leaf where seq = 0`)
  expect(await reasons()).toEqual(['entry_missing 3', 'subtree_differs 3', 'leaf_without_head 3'])
  const sealer = start()
  await vi.waitFor(() => expect(sealer.state()).toEqual({ is: 'refused', reason: 'leaf_without_head' }))
})

test('a changed head is found, and one signed with a stranger key too', async () => {
  await sealedLog(9)
  await owner("update audit_head set at = at + interval '1 second' where tree_size = 9")
  expect(await reasons()).toEqual(['wrong_signature 9'])
  const stranger = readKeys(join(mkdtempSync(join(tmpdir(), 'stranger-')), 'keys.json'), true)
  const { rows } = await owner('select root_hash, at from audit_head where tree_size = 9')
  const forged = signHead(9, rows[0].root_hash, rows[0].at, stranger.signing)
  await owner('update audit_head set signature = $1 where tree_size = 9', [
    Buffer.from(forged.signature, 'base64'),
  ])
  expect(await reasons()).toEqual(['wrong_signature 9'])
})

test('a database rolled back to an earlier day is found, and the sealer waits until a person has accepted it', async () => {
  await sealedLog(9)
  const [earlier] = readHeads(headsFile).heads
  const size = earlier?.treeSize as number
  await owner('delete from audit_entry e using audit_leaf l where l.entry_id = e.id and l.seq >= $1', [size])
  await owner('delete from audit_leaf where seq >= $1', [size])
  await owner('delete from audit_head where tree_size > $1', [size])
  expect(await reasons()).toEqual(['rolled_back 9'])
  const sealer = start()
  await vi.waitFor(() => expect(sealer.state()).toEqual({ is: 'refused', reason: 'rolled_back' }))
  await happen(2)
  expect(await setHeadsAside(headsFile, new Date())).toMatch(/until/)
  await allSealed()
  expect(await verify()).toMatchObject({ ok: true, entries: size + 2 })
})

test('a history that was written anew from the first entry is found by the file alone', async () => {
  await sealedLog(9)
  const kept = readFileSync(headsFile)
  await owner('truncate audit_entry, audit_pending, audit_leaf, audit_head')
  writeFileSync(headsFile, '')
  await sealedLog(9)
  writeFileSync(headsFile, kept)
  expect((await reasons()).every((fault) => fault.startsWith('file_differs'))).toBe(true)
  expect(await verify()).toMatchObject({ ok: false })
  const sealer = start()
  await vi.waitFor(() => expect(sealer.state()).toEqual({ is: 'refused', reason: 'file_differs' }))
})

test('a file that is gone or damaged is said, not taken for an empty log', async () => {
  await sealedLog(9)
  const kept = readFileSync(headsFile, 'utf8')
  writeFileSync(headsFile, `{"no":"head"}\n${kept}`)
  expect(await reasons()).toEqual(['file_damaged 1'])
  writeFileSync(headsFile, '')
  expect(await reasons()).toEqual(['file_missing 0'])
})

test('an entry hidden from the sealer is found, and one deleted before it was sealed', async () => {
  await happen(2)
  await owner('delete from audit_pending where number = (select min(number) from audit_pending)')
  expect(await reasons()).toEqual(['entry_hidden 1'])
  await owner('delete from audit_entry')
  expect(await reasons()).toEqual(['entry_gone_unsealed 1'])
})

test('the application can neither change the log nor take an entry from the list', async () => {
  for (const statement of [
    'delete from audit_pending',
    'update audit_leaf set seq = 1',
    'delete from audit_head',
  ])
    await expect(databases.appPool.query(statement)).rejects.toThrow(/permission denied/)
  await expect(databases.workerPool.query("update audit_entry set actor = 'x'")).rejects.toThrow(
    /permission denied/,
  )
})

test('10,000 entries are sealed in a few batches without hashing the tree again', async () => {
  await owner(
    `insert into audit_entry (city_id, id, at, actor, action, subject)
     select $1, gen_random_uuid(), now(), 'system', 'test.many', 'thing:' || i from generate_series(1, 10000) i`,
    [city],
  )
  // the owner is outside a city; the trigger puts its entries on the list all the same
  const began = performance.now()
  start()
  await allSealed()
  const took = performance.now() - began
  expect(await verify()).toMatchObject({ ok: true, entries: 10_000, heads: 2 })
  expect(took).toBeLessThan(10_000)
}, 60_000)
