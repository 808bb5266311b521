import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { connection, type LoginRole, loginRoles, rolePassword } from './pools.ts'

/** A number that all processes agree on: only one migrates at a time. */
const migrationLock = 7_264_001

async function ensureRoles(owner: pg.Client, secret: string): Promise<void> {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
  for (const role of loginRoles) {
    const password = quoted(rolePassword(secret, role as LoginRole))
    await owner.query(`do $$ begin
        if not exists (select from pg_roles where rolname = '${role}') then create role ${role} login noinherit; end if;
      end $$`)
    await owner.query(`alter role ${role} with login password ${password}`)
  }
  await owner.query(`do $$ begin
      if not exists (select from pg_roles where rolname = 'tsunagu_sweeper') then create role tsunagu_sweeper nologin; end if;
    end $$`)
  // The queue's library makes its schema if need be, and PostgreSQL asks for this right even when the schema is there.
  const here = (await owner.query('select quote_ident(current_database()) as here')).rows[0].here as string
  await owner.query(`grant create on database ${here} to tsunagu_worker`)
  const me = (await owner.query('select current_user as me')).rows[0].me as string
  for (const role of [...loginRoles, 'tsunagu_sweeper']) await owner.query(`grant ${role} to "${me}"`)
}

/** The names of the migrations in a folder, in order. */
export function migrationNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z0-9-]+\.sql$/.test(name))
    .sort()
}

/**
 * Brings a database to the newest schema: roles first, then each migration that is missing, in order, each in its own transaction.
 *
 * @param folder  `db/migrations/outer` or `db/migrations/inner`
 * @returns the names of the migrations that ran
 * @throws Error when a migration that already ran was changed afterwards
 */
export async function migrate(ownerUrl: string, folder: string, secret: string): Promise<string[]> {
  const owner = new pg.Client(connection(ownerUrl))
  await owner.connect()
  try {
    await owner.query('select pg_advisory_lock($1)', [migrationLock])
    await ensureRoles(owner, secret)
    await owner.query(`create schema if not exists tsunagu;
      create table if not exists tsunagu.migration (
        name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
    const { rows } = await owner.query<{ name: string; checksum: string }>(
      'select name, checksum from tsunagu.migration',
    )
    const done = new Map(rows.map((row) => [row.name, row.checksum]))
    const ran: string[] = []
    for (const name of migrationNames(folder)) {
      const text = readFileSync(`${folder}/${name}`, 'utf8')
      const checksum = createHash('sha256').update(text).digest('hex')
      const known = done.get(name)
      if (known === checksum) continue
      if (known) throw new Error(`migration ${name} was changed after it ran: write a new one instead`)
      await applyOne(owner, name, text, checksum)
      ran.push(name)
    }
    return ran
  } finally {
    await owner.end()
  }
}

async function applyOne(owner: pg.Client, name: string, text: string, checksum: string): Promise<void> {
  try {
    await owner.query('begin')
    await owner.query('set local search_path to public')
    await owner.query(text)
    await owner.query('insert into tsunagu.migration (name, checksum) values ($1, $2)', [name, checksum])
    await owner.query('commit')
  } catch (fault) {
    await owner.query('rollback')
    throw new Error(`migration ${name}: ${(fault as Error).message}`, { cause: fault })
  }
}

/** Makes the database when it is missing. */
export async function ensureDatabase(serverUrl: string, database: string): Promise<void> {
  const client = new pg.Client(connection(serverUrl))
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
    if (rowCount === 0) await client.query(`create database "${database}"`)
  } finally {
    await client.end()
  }
}
