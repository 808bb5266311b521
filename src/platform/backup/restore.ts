import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { migrate } from '../database/migrate.ts'
import { connection } from '../database/pools.ts'
import type { Keys } from '../keys.ts'
import type { Log } from '../log.ts'
import { prepareQueue } from '../queue/worker.ts'
import { BackupFault } from './fault.ts'
import { type DatabaseManifest, type DatabaseName, databaseNames, type Part } from './manifest.ts'
import {
  connectOwner,
  copyIn,
  emptyTables,
  firstFilled,
  openForLoading,
  readMigrations,
  readTables,
  releaseJobs,
  setSequence,
  type Table,
} from './queries.ts'
import { checkParts, openPart, readManifest } from './read-backup.ts'

export interface RestoreOrder {
  dir: string
  /** Owner log-ins of two databases that exist and are empty */
  outerUrl: string
  innerUrl: string
  /** The key file of the backup's day; the database roles get its passwords. */
  keys: Keys
  /** `db/migrations` */
  migrations: string
  log: Log
}

export interface RestoreSummary {
  madeAt: string
  tables: number
  rows: number
  /** Migrations newer than the backup that ran after loading */
  broughtUp: string[]
}

/** Tables that say which schema stands; the restore has seen to them already. */
const schemaTables = ['tsunagu.migration', 'graphile_worker.migrations']
const nameOf = (table: Pick<Table, 'schema' | 'table'>): string => `${table.schema}.${table.table}`

/**
 * Loads a backup into two empty databases. Everything is read and checked first; both databases are loaded in a transaction
 * each and committed at the end, so that a fault leaves nothing behind. Then newer migrations run over the loaded rows.
 *
 * @throws BackupFault `not_a_backup`, `wrong_key`, `damaged`, `other_version`, `not_empty`
 */
export async function restore(order: RestoreOrder): Promise<RestoreSummary> {
  const list = await readManifest(order.dir, order.keys)
  const parts = databaseNames.flatMap((name) => list.databases[name].parts)
  for (const name of databaseNames) knowMigrations(`${order.migrations}/${name}`, list.databases[name])
  await checkParts(order.dir, parts, order.keys)
  const clients: pg.Client[] = []
  try {
    for (const name of databaseNames) {
      await prepare(name, order, list.databases[name])
      const client = await connectOwner(urlOf(name, order))
      clients.push(client)
      await load(client, order, list.databases[name])
    }
    for (const client of clients) await client.query('commit')
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
  const broughtUp: string[] = []
  for (const name of databaseNames)
    broughtUp.push(...(await migrate(urlOf(name, order), `${order.migrations}/${name}`, order.keys.database)))
  const rows = parts.reduce((total, part) => total + part.rows, 0)
  return { madeAt: list.createdAt, tables: parts.length, rows, broughtUp }
}

const urlOf = (name: DatabaseName, order: RestoreOrder): string =>
  name === 'outer' ? order.outerUrl : order.innerUrl

function knowMigrations(folder: string, { migrations }: DatabaseManifest): void {
  for (const { name, checksum } of migrations) {
    const path = `${folder}/${name}`
    const here = existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : null
    if (here !== checksum)
      throw new BackupFault(
        'other_version',
        `the backup was made with migration ${name}, which this version of Tsunagu ${here ? 'has with another text' : 'does not have'}: use the version that made the backup, or a newer one`,
      )
  }
}

/** Brings an untouched database to exactly the backup's schema; refuses one that stands elsewhere. */
async function prepare(name: DatabaseName, order: RestoreOrder, wanted: DatabaseManifest): Promise<void> {
  const url = urlOf(name, order)
  const client = await connectOwner(url)
  let there: { name: string; checksum: string }[] | null
  try {
    there = await readMigrations(client)
    const strange = there ? null : (await readTables(client))[0]
    if (strange) throw notEmpty(name, nameOf(strange))
  } finally {
    await client.end()
  }
  const text = (list: typeof wanted.migrations) => JSON.stringify(list.map((one) => [one.name, one.checksum]))
  if (there && text(there) !== text(wanted.migrations))
    throw new BackupFault(
      'other_version',
      `the ${name} database stands at ${there.at(-1)?.name ?? 'no migration'}, the backup at ${wanted.migrations.at(-1)?.name}: restore into a new, untouched database; it is brought up to date by itself`,
    )
  if (!there) await migrateTo(url, `${order.migrations}/${name}`, wanted, order.keys)
  if (wanted.parts.some((part) => part.schema === 'graphile_worker')) await makeQueue(url, order)
}

async function migrateTo(url: string, folder: string, wanted: DatabaseManifest, keys: Keys): Promise<void> {
  const only = mkdtempSync(join(tmpdir(), 'tsunagu-restore-'))
  try {
    for (const { name } of wanted.migrations) copyFileSync(`${folder}/${name}`, `${only}/${name}`)
    await migrate(url, only, keys.database)
  } finally {
    rmSync(only, { recursive: true, force: true })
  }
}

async function makeQueue(url: string, { keys, log }: RestoreOrder): Promise<void> {
  const pool = new pg.Pool({
    ...connection(url, { name: 'tsunagu_worker', secret: keys.database }),
    max: 1,
  })
  pool.on('error', (fault) => log.warn({ event: 'restore.connection-lost', reason: fault.message }))
  try {
    await prepareQueue(pool, log)
  } finally {
    await pool.end()
  }
}

async function load(client: pg.Client, order: RestoreOrder, wanted: DatabaseManifest): Promise<void> {
  await client.query('begin')
  const shut = await openForLoading(client)
  const tables = await readTables(client)
  const [schema, rows] = [true, false].map((of) =>
    tables.filter((table) => schemaTables.includes(nameOf(table)) === of),
  ) as [Table[], Table[]]
  const filled = await firstFilled(client, rows)
  if (filled) throw notEmpty('target', nameOf(filled))
  const queueKept = !(await sameQueue(client, wanted))
  await emptyTables(
    client,
    schema.filter((table) => !(queueKept && table.schema === 'graphile_worker')),
  )
  for (const part of wanted.parts) {
    if (queueKept && nameOf(part) === 'graphile_worker.migrations') continue
    await loadPart(client, order, part, tables)
  }
  if (wanted.parts.some((part) => part.schema === 'graphile_worker')) await releaseJobs(client)
  for (const sequence of wanted.sequences) await setSequence(client, sequence)
  await shut()
}

const notEmpty = (which: string, table: string): BackupFault =>
  new BackupFault(
    'not_empty',
    `the ${which} database is not empty (${table} has rows): a backup is only restored into an empty database`,
  )

/** Whether the queue's library made the same tables here; else its own list of versions stays as it is. */
async function sameQueue(client: pg.Client, wanted: DatabaseManifest): Promise<boolean> {
  const part = wanted.parts.find((one) => nameOf(one) === 'graphile_worker.migrations')
  if (!part) return true
  const { rows } = await client.query<{ count: number }>(
    'select count(*) as count from graphile_worker.migrations',
  )
  return rows[0]?.count === part.rows
}

async function loadPart(client: pg.Client, order: RestoreOrder, part: Part, tables: readonly Table[]) {
  const here = tables.find((table) => nameOf(table) === nameOf(part))
  const missing = part.columns.filter((column) => !here?.columns.includes(column))
  if (missing.length > 0)
    throw new BackupFault(
      'other_version',
      `${nameOf(part)} of the backup has columns that are unknown here (${missing.join(', ')}): use the version that made the backup`,
    )
  const stream = client.query(copyFrom(copyIn(part)))
  await pipeline(openPart(order.dir, part.file, order.keys), stream)
  if (stream.rowCount !== part.rows)
    throw new BackupFault('damaged', `${part.file} gave ${stream.rowCount} rows instead of ${part.rows}`)
}
