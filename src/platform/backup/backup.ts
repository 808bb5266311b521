import { randomBytes } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { Keys } from '../keys.ts'
import { BackupFault, writeFault } from './fault.ts'
import { encrypting, saltSize } from './frames.ts'
import {
  type DatabaseManifest,
  type DatabaseName,
  type Manifest,
  manifestFile,
  type Part,
} from './manifest.ts'
import {
  connectOwner,
  copyOut,
  holdStill,
  look,
  readCities,
  readMigrations,
  readSequences,
  readServerVersion,
  readTables,
  type Table,
} from './queries.ts'

export interface BackupOrder {
  /** Owner log-ins */
  outerUrl: string
  innerUrl: string
  keys: Keys
  /** The folder that will be the backup; it must not be there yet. */
  out: string
  now: Date
}

export interface BackupSummary {
  folder: string
  tables: number
  rows: number
  bytes: number
}

/**
 * Copies every table of both databases, each in one snapshot, encrypted, into a new folder that appears only when it is complete.
 * The city goes on working meanwhile.
 *
 * @throws BackupFault `exists`, `no_room`, `cannot_write`
 */
export async function backup(order: BackupOrder): Promise<BackupSummary> {
  const folder = resolve(order.out)
  if (existsSync(folder))
    throw new BackupFault('exists', `${folder} is already there: a backup is never written over another`)
  const beside = join(dirname(folder), `.${basename(folder)}.${process.pid}.partial`)
  try {
    await mkdir(beside, { recursive: true, mode: 0o700 })
    const salt = randomBytes(saltSize)
    const cities = await askCities(order.outerUrl)
    const write = (name: string, source: Readable) => writePart(beside, name, source, order.keys, salt)
    const databases = {
      outer: await copyDatabase('outer', order.outerUrl, cities, write),
      inner: await copyDatabase('inner', order.innerUrl, cities, write),
    }
    const list: Manifest = { format: 1, createdAt: order.now.toISOString(), databases }
    await write(manifestFile, Readable.from([Buffer.from(JSON.stringify(list))]))
    await settle(beside)
    await rename(beside, folder)
    await settle(dirname(folder))
    const parts = [...databases.outer.parts, ...databases.inner.parts]
    const sum = (of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0)
    return { folder, tables: parts.length, rows: sum((part) => part.rows), bytes: sum((part) => part.bytes) }
  } catch (fault) {
    await rm(beside, { recursive: true, force: true }).catch(() => undefined)
    throw writeFault(fault, folder)
  }
}

async function askCities(url: string): Promise<string[]> {
  const client = await connectOwner(url)
  try {
    return await readCities(client)
  } finally {
    await client.end()
  }
}

type Write = (name: string, source: Readable) => Promise<{ bytes: number; sha256: string }>

async function writePart(
  folder: string,
  name: string,
  source: Readable,
  keys: Keys,
  salt: Buffer,
): Promise<{ bytes: number; sha256: string }> {
  const { stream, summary } = encrypting(keys, salt, name)
  await pipeline(source, stream, createWriteStream(join(folder, name), { flush: true, mode: 0o600 }))
  return summary()
}

/** Waits until the disk knows the names in a folder. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function copyDatabase(
  name: DatabaseName,
  url: string,
  cities: readonly string[],
  write: Write,
): Promise<DatabaseManifest> {
  const client = await connectOwner(url)
  try {
    await client.query('begin isolation level repeatable read read only')
    const tables = await readTables(client)
    await holdStill(client, tables)
    const parts: Part[] = []
    for (const table of tables) parts.push(await copyTable(name, client, table, cities, write))
    await look(client, null)
    return {
      serverVersion: await readServerVersion(client),
      migrations: (await readMigrations(client)) ?? [],
      parts,
      sequences: await readSequences(client),
    }
  } finally {
    await client.end()
  }
}

async function copyTable(
  name: DatabaseName,
  client: pg.Client,
  table: Table,
  cities: readonly string[],
  write: Write,
): Promise<Part> {
  let rows = 0
  async function* lines(): AsyncGenerator<Buffer> {
    for (const { cityId, statement } of copyOut(table, cities)) {
      await look(client, cityId)
      const stream = client.query(copyTo(statement))
      yield* stream as AsyncIterable<Buffer>
      rows += stream.rowCount
    }
  }
  const file = `${name}.${table.schema}.${table.table}.part`
  const written = await write(file, Readable.from(lines(), { objectMode: false }))
  return { file, schema: table.schema, table: table.table, columns: table.columns, rows, ...written }
}
