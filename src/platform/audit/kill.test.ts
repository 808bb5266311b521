import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { type TestDatabases, testCity, testDatabases } from '../database/testing.ts'
import { readKeys } from '../keys.ts'
import { headKeys } from './head.ts'
import { countWaiting } from './sealer-queries.ts'
import { verifyLog } from './verify.ts'

let databases: TestDatabases
const home = mkdtempSync(join(tmpdir(), 'audit-kill-'))
const headsFile = join(home, 'heads.jsonl')
const keysFile = join(home, 'keys.json')
const keys = readKeys(keysFile, true)

beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

/** A process that seals in tiny batches, so that a kill falls into the middle of one. */
const program = `
  import pg from 'pg'
  import { startSealer } from './src/platform/audit/sealer.ts'
  import { connection } from './src/platform/database/pools.ts'
  import { readKeys } from './src/platform/keys.ts'
  import { createLog } from './src/platform/log.ts'
  const [url, secret, keysFile, headsFile] = process.argv.slice(1)
  const workerPool = new pg.Pool(connection(url, { name: 'tsunagu_worker', secret }))
  const { signing } = readKeys(keysFile, false)
  startSealer({ workerPool, signing, headsFile, clock: () => new Date(), log: createLog('silent'), everyMs: 1, most: 3 })`

function sealerProcess(): ChildProcess {
  const given = [databases.outerUrl, inject('databaseSecret'), keysFile, headsFile]
  return spawn(process.execPath, ['--input-type=module', '-e', program, '--', ...given], { stdio: 'inherit' })
}
const sealed = async () =>
  (await databases.owner.query<{ n: number }>('select count(*)::int as n from audit_leaf')).rows[0]?.n ?? 0

test('kill -9 in the middle of sealing, again and again with two processes, loses and doubles nothing', async () => {
  const city = await testCity(databases)
  await databases.owner.query(
    `insert into audit_entry (city_id, id, at, actor, action, subject)
     select $1, gen_random_uuid(), now(), 'system', 'test.many', 'thing:' || i from generate_series(1, 1500) i`,
    [city],
  )
  let running = [sealerProcess(), sealerProcess()]
  for (let kills = 0; kills < 6; kills++) {
    const before = await sealed()
    await vi.waitFor(async () => expect(await sealed()).toBeGreaterThan(before + 30), {
      timeout: 10_000,
      interval: 3,
    })
    const [victim, ...others] = running as [ChildProcess, ...ChildProcess[]]
    victim.kill('SIGKILL')
    await once(victim, 'exit')
    running = [...others, sealerProcess()]
  }
  await vi.waitFor(async () => expect(await countWaiting(databases.workerPool)).toBe(0), { timeout: 20_000 })
  for (const one of running) one.kill('SIGKILL')
  const verdict = await verifyLog(databases.workerPool, { headsFile, keys: headKeys(keys.signing) })
  expect(verdict).toMatchObject({ ok: true, entries: 1500, faults: [] })
}, 60_000)
