import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { record } from '../audit/audit.ts'
import { newId } from '../clock.ts'
import { inCity } from '../database/city.ts'
import { type Embedded, startEmbedded } from '../database/embedded.ts'
import { ensureDatabase, migrate } from '../database/migrate.ts'
import { connection } from '../database/pools.ts'
import { type TestDatabases, testCity, testDatabases } from '../database/testing.ts'
import { type Keys, readKeys } from '../keys.ts'
import { createLog } from '../log.ts'
import { enqueue } from '../queue/queue.ts'
import { backup } from './backup.ts'
import type { BackupFault } from './fault.ts'
import { restore } from './restore.ts'

const home = mkdtempSync(join(tmpdir(), 'tsunagu-backup-'))
const now = new Date('2026-11-23T09:00:00Z')
const log = createLog('silent')
let here: TestDatabases
let elsewhere: Embedded
let keys: Keys
let made: string
let number = 0

beforeAll(async () => {
  chmodSync(home, 0o755)
  keys = { ...readKeys(join(home, 'keys.json'), true), database: inject('databaseSecret') }
  here = await testDatabases()
  elsewhere = await startEmbedded({
    folder: `${home}/postgres`,
    password: 'elsewhere',
    settings: { fsync: 'off', shared_buffers: '32MB', max_connections: '30' },
  })
  await live(await testCity(here))
  await live(await testCity(here))
  made = join(home, 'made')
  await backup({ outerUrl: here.outerUrl, innerUrl: here.innerUrl, keys, out: made, now })
})
afterAll(async () => {
  await elsewhere.stop()
  await here.drop()
  rmSync(home, { recursive: true, force: true })
})

/** A day in a city: rows of every awkward kind, a job, a line of the log, a sealed value. */
async function live(cityId: string): Promise<void> {
  await inCity(here.outer, cityId, async (tx) => {
    const district = {
      city_id: cityId,
      name_kana: '',
      population: 1,
      households: 1,
      boundary: '{"a":[1,"\\\\N\\t\\n"]}',
    }
    for (const [at, name] of ['桜木\t\\N', '"鳥見",\n', '高台\r\\.', '𠮷﨑葛󠄀'].entries())
      await tx
        .insertInto('district')
        .values({ ...district, id: newId(), code: `d-${at}`, name })
        .execute()
    await tx
      .insertInto('medium_setting')
      .values({
        city_id: cityId,
        id: newId(),
        medium: 'email',
        enabled: true,
        sealed: Buffer.from([0, 92, 255, 10]),
        at: now,
      })
      .execute()
    await record(tx, { actor: 'system', action: 'test.lived', subject: 'city:1', at: new Date() })
    await enqueue(tx, 'test-task', { id: 'later' })
  })
  await here.outer
    .insertInto('city_host')
    .values({ host: `${cityId}.example`, city_id: cityId })
    .execute()
}

/** Two new databases on the other server, as its superuser or as a plain owner. */
async function target(owner?: string) {
  const names = ['outer', 'inner'].map((name) => `${name}_${++number}`)
  const admin = new pg.Client(connection(elsewhere.url('postgres')))
  await admin.connect()
  for (const name of names) {
    await ensureDatabase(elsewhere.url('postgres'), name)
    if (owner) await admin.query(`alter database ${name} owner to ${owner}`)
  }
  await admin.end()
  const url = (name: string) =>
    owner ? elsewhere.url(name).replace(/\/\/[^@]*@/, `//${owner}:plain@`) : elsewhere.url(name)
  return {
    outerUrl: url(names[0] as string),
    innerUrl: url(names[1] as string),
    migrations: 'db/migrations',
    keys,
    log,
  }
}

/** Every row of every table as a hash; read past row-level security. */
async function fingerprint(url: string): Promise<Map<string, string[]>> {
  const client = new pg.Client(connection(url))
  await client.connect()
  const tables = await client.query<{ name: string }>(`select c.oid::regclass::text as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r'
    and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`)
  const found = new Map<string, string[]>()
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ h: string }>(
      `select md5(t::text) || md5(row_to_json(t)::text) as h from ${name} t order by 1`,
    )
    found.set(
      name,
      rows.map((row) => row.h),
    )
  }
  await client.end()
  return found
}

function differences(a: Map<string, string[]>, b: Map<string, string[]>): string[] {
  const lacking = (from: Map<string, string[]>, to: Map<string, string[]>) =>
    [...from].flatMap(([name, rows]) => {
      const there = new Set(to.get(name) ?? [])
      return rows.filter((row) => !there.has(row)).map((row) => `${name} ${row}`)
    })
  return [...lacking(a, b), ...lacking(b, a), ...(a.size === b.size ? [] : ['tables'])]
}
const superuser = (url: string) => elsewhere.url(url.split('/').at(-1)?.split('?')[0] as string)
const count = (found: Map<string, string[]>) =>
  [...found.values()].reduce((sum, rows) => sum + rows.length, 0)

async function reasonOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (fault: BackupFault) => fault.reason ?? fault.message,
  )
}

test('a backup restored on another server gives no row of difference, and the city lives on there', async () => {
  const there = await target()
  const summary = await restore({ dir: made, ...there })
  const [before, after] = [await fingerprint(here.outerUrl), await fingerprint(there.outerUrl)]
  expect(differences(before, after)).toEqual([])
  expect(differences(await fingerprint(here.innerUrl), await fingerprint(there.innerUrl))).toEqual([])
  expect(count(before)).toBeGreaterThan(20)
  expect(summary).toMatchObject({ madeAt: now.toISOString(), broughtUp: [] })
  const client = new pg.Client(connection(there.outerUrl))
  await client.connect()
  const next =
    await client.query(`select nextval('audit_pending_number_seq') > (select max(number) from audit_pending) as ok,
    (select count(*)::int from pg_class where relforcerowsecurity) as forced,
    (select count(*)::int from pg_trigger where tgenabled <> 'O') as asleep`)
  const forced = await here.owner.query(
    'select count(*)::int as forced from pg_class where relforcerowsecurity',
  )
  expect(next.rows[0]).toEqual({ ok: true, forced: forced.rows[0].forced, asleep: 0 })
  await client.end()
})

test('an owner without special rights backs up and restores as completely, city by city', async () => {
  const admin = new pg.Client(connection(elsewhere.url('postgres')))
  await admin.connect()
  await admin.query(`create role plain login createrole password 'plain'`)
  for (const role of ['tsunagu_app', 'tsunagu_auth', 'tsunagu_worker', 'tsunagu_sweeper']) {
    await admin.query(
      `do $$ begin create role ${role} login; exception when duplicate_object then null; end $$`,
    )
    await admin.query(`grant ${role} to plain with admin option`)
  }
  await admin.end()
  const there = await target('plain')
  await restore({ dir: made, ...there })
  const again = join(home, 'by-plain')
  await backup({ outerUrl: there.outerUrl, innerUrl: there.innerUrl, keys, out: again, now })
  const third = await target()
  await restore({ dir: again, ...third })
  const original = await fingerprint(here.outerUrl)
  expect(differences(original, await fingerprint(superuser(there.outerUrl)))).toEqual([])
  expect(differences(original, await fingerprint(third.outerUrl))).toEqual([])
})

test('a backup of an earlier version is brought up to date after it was loaded', async () => {
  const folder = join(home, 'newer')
  cpSync('db/migrations', folder, { recursive: true })
  writeFileSync(
    `${folder}/outer/9999_later.sql`,
    `create table later (name text primary key); insert into later select 'district ' || count(*) from district;`,
  )
  const there = await target()
  const summary = await restore({ dir: made, ...there, migrations: folder })
  expect(summary.broughtUp).toEqual(['9999_later.sql'])
  const client = new pg.Client(connection(there.outerUrl))
  await client.connect()
  expect((await client.query('select name from later')).rows).toEqual([{ name: 'district 8' }])
  await client.end()
})

test('a job that was running when the backup was made is free to run after the restore', async () => {
  const jobs = 'graphile_worker._private_jobs'
  await here.owner.query(`update ${jobs} set locked_at = now(), locked_by = 'worker-of-yesterday'`)
  const out = join(home, 'running')
  await backup({ outerUrl: here.outerUrl, innerUrl: here.innerUrl, keys, out, now })
  await here.owner.query(`update ${jobs} set locked_at = null, locked_by = null`)
  const there = await target()
  await restore({ dir: out, ...there })
  expect(differences(await fingerprint(here.outerUrl), await fingerprint(there.outerUrl))).toEqual([])
})

test('a changed, cut, exchanged or missing file is refused before anything is loaded', async () => {
  const part = 'outer.public.district.part'
  const other = 'outer.public.city_host.part'
  const harms: Record<string, (dir: string) => void> = {
    changed: (dir) => {
      const octets = readFileSync(join(dir, part))
      octets[octets.length - 30] = (octets[octets.length - 30] ?? 0) ^ 1
      writeFileSync(join(dir, part), octets)
    },
    cut: (dir) => writeFileSync(join(dir, part), readFileSync(join(dir, part)).subarray(0, -1)),
    cutToNothing: (dir) => writeFileSync(join(dir, part), ''),
    longer: (dir) =>
      writeFileSync(join(dir, part), Buffer.concat([readFileSync(join(dir, part)), Buffer.alloc(1)])),
    exchanged: (dir) => cpSync(join(dir, other), join(dir, part)),
    missing: (dir) => rmSync(join(dir, part)),
    manifestChanged: (dir) => {
      const octets = readFileSync(join(dir, 'manifest.part'))
      octets[80] = (octets[80] ?? 0) ^ 1
      writeFileSync(join(dir, 'manifest.part'), octets)
    },
  }
  const there = await target()
  for (const [name, harm] of Object.entries(harms)) {
    const dir = join(home, `harm-${name}`)
    cpSync(made, dir, { recursive: true })
    harm(dir)
    expect([name, await reasonOf(restore({ dir, ...there }))]).toEqual([name, 'damaged'])
  }
  expect(count(await fingerprint(there.outerUrl))).toBe(0)
})

test('a table of an older backup put into a newer one is refused, though both are genuine', async () => {
  const later = join(home, 'later')
  await backup({ outerUrl: here.outerUrl, innerUrl: here.innerUrl, keys, out: later, now })
  cpSync(join(made, 'outer.public.district.part'), join(later, 'outer.public.district.part'))
  expect(await reasonOf(restore({ dir: later, ...(await target()) }))).toBe('damaged')
})

test('a fault in the middle of loading leaves both databases empty, and a second attempt succeeds', async () => {
  const there = await target()
  await migrate(there.outerUrl, 'db/migrations/outer', keys.database)
  const client = new pg.Client(connection(there.outerUrl))
  await client.connect()
  await client.query(`alter table neighbourhood rename to neighbourhood_aside`)
  expect(await reasonOf(restore({ dir: made, ...there }))).toBe('other_version')
  expect((await client.query('select count(*)::int as n from city')).rows).toEqual([{ n: 0 }])
  await client.query(`alter table neighbourhood_aside rename to neighbourhood`)
  expect(await reasonOf(restore({ dir: made, ...there }))).toBe('done')
  expect(await reasonOf(restore({ dir: made, ...there }))).toBe('not_empty')
  await client.end()
})

test('another key file, another version and a folder that is no backup are named', async () => {
  const there = await target()
  const stranger = readKeys(join(home, 'stranger.json'), true)
  const sealing = stranger.sealing.map((key) => ({ ...key, kid: 'k9' }))
  expect(await reasonOf(restore({ dir: made, ...there, keys: { ...stranger, sealing } }))).toBe('wrong_key')
  expect(await reasonOf(restore({ dir: made, ...there, keys: stranger }))).toBe('damaged')
  expect(await reasonOf(restore({ dir: home, ...there }))).toBe('not_a_backup')
  const changed = join(home, 'changed')
  cpSync('db/migrations', changed, { recursive: true })
  writeFileSync(`${changed}/outer/0002_alerts.sql`, 'select 1')
  expect(await reasonOf(restore({ dir: made, ...there, migrations: changed }))).toBe('other_version')
})

test('nothing of the rows can be read in the files, and a second backup of the same rows looks different', async () => {
  const again = join(home, 'again')
  await backup({ outerUrl: here.outerUrl, innerUrl: here.innerUrl, keys, out: again, now })
  for (const name of readdirSync(made))
    expect(readFileSync(join(made, name)).includes(Buffer.from('桜木'))).toBe(false)
  const file = 'outer.public.district.part'
  expect(readFileSync(join(again, file)).equals(readFileSync(join(made, file)))).toBe(false)
})

test('a place that cannot be written is said in words, and nothing is left there', async () => {
  const order = { outerUrl: here.outerUrl, innerUrl: here.innerUrl, keys, now }
  expect(await reasonOf(backup({ ...order, out: made }))).toBe('exists')
  expect(await reasonOf(backup({ ...order, out: '/dev/null/backup' }))).toBe('cannot_write')
  expect(readdirSync(home).filter((name) => name.includes('partial'))).toEqual([])
})
