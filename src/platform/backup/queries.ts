import pg from 'pg'
import { connection } from '../database/pools.ts'

export interface Table {
  schema: string
  table: string
  /** All that are stored: generated columns come by themselves. */
  columns: string[]
  /** Row-level security would hide rows from this log-in: it must copy city by city. */
  hidden: boolean
}

export interface Sequence {
  schema: string
  name: string
  /** As text: a bigint may be larger than a JavaScript number holds. */
  value: string
  called: boolean
}

/**
 * An owner's connection with the settings on which the text of rows depends, and without the time limits of everyday work.
 * Its loss reaches us through the query that runs; alone it must not end the process.
 */
export async function connectOwner(url: string): Promise<pg.Client> {
  const client = new pg.Client({ ...connection(url), application_name: 'tsunagu backup' })
  client.on('error', () => undefined)
  await client.connect()
  await client.query(`set datestyle to 'ISO, YMD'; set intervalstyle to 'postgres'; set timezone to 'UTC';
    set extra_float_digits to 3; set statement_timeout to 0; set lock_timeout to 0;
    set idle_in_transaction_session_timeout to 0`)
  return client
}

const quote = pg.escapeIdentifier
export const named = ({ schema, table }: Pick<Table, 'schema' | 'table'>): string =>
  `${quote(schema)}.${quote(table)}`
const ours = `n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`

/** Every table of every schema of ours, those that others refer to first. @throws Error when foreign keys form a ring */
export async function readTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table & { id: number }>(
    `select c.oid::int8 as id, n.nspname as schema, c.relname as table, row_security_active(c.oid) as hidden,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and ${ours} order by 2, 3`,
  )
  const references = await client.query<{ id: number; to: number }>(
    `select conrelid::int8 as id, confrelid::int8 as to from pg_constraint where contype = 'f' and conrelid <> confrelid`,
  )
  return inOrder(rows, references.rows)
}

function inOrder<T extends { id: number; schema: string; table: string }>(
  tables: readonly T[],
  references: readonly { id: number; to: number }[],
): T[] {
  const placed = new Set<number>()
  const ordered: T[] = []
  let rest = [...tables]
  while (rest.length > 0) {
    const free = rest.filter((table) => references.every((one) => one.id !== table.id || placed.has(one.to)))
    if (free.length === 0)
      throw new Error(
        `foreign keys form a ring among ${rest.map(named).join(', ')}: a restore could not load them`,
      )
    for (const table of free) placed.add(table.id)
    ordered.push(...free)
    rest = rest.filter((table) => !placed.has(table.id))
  }
  return ordered
}

export async function readSequences(client: pg.ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'S' and ${ours} order by 1, 2`,
  )
  const sequences: Sequence[] = []
  for (const { schema, name } of rows) {
    const found = await client.query<{ value: string; called: boolean }>(
      `select last_value::text as value, is_called as called from ${quote(schema)}.${quote(name)}`,
    )
    const [state] = found.rows
    if (state) sequences.push({ schema, name, ...state })
  }
  return sequences
}

/** @returns null when the database was never migrated */
export async function readMigrations(
  client: pg.ClientBase,
): Promise<{ name: string; checksum: string }[] | null> {
  const there = await client.query<{ there: boolean }>(
    `select to_regclass('tsunagu.migration') is not null as there`,
  )
  if (!there.rows[0]?.there) return null
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from tsunagu.migration order by name',
  )
  return rows
}

export async function readServerVersion(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  )
  return rows[0]?.version ?? ''
}

export async function readCities(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('select id from public.city order by id')
  return rows.map((row) => row.id)
}

/**
 * Statements that copy a whole table out: one, or one for each city where the log-in may not see past a city. Such a log-in is a
 * member of the other roles, too, and may see more through their policies: hence the explicit city.
 */
export function copyOut(
  table: Table,
  cities: readonly string[],
): { cityId: string | null; statement: string }[] {
  const rows = `select ${table.columns.map(quote).join(', ')} from ${named(table)}`
  if (!table.hidden) return [{ cityId: null, statement: `copy (${rows}) to stdout` }]
  return cities.map((cityId) => ({
    cityId,
    statement: `copy (${rows} where city_id = ${pg.escapeLiteral(cityId)}) to stdout`,
  }))
}

export const copyIn = (table: Pick<Table, 'schema' | 'table' | 'columns'>): string =>
  `copy ${named(table)} (${table.columns.map(quote).join(', ')}) from stdin`

/** Nothing may be dropped or altered under the backup's feet. */
export async function holdStill(client: pg.ClientBase, tables: readonly Table[]): Promise<void> {
  await client.query(`lock table ${tables.map(named).join(', ')} in access share mode`)
}

/** From now on rows that are hidden from us are an error, or those of `cityId` alone are seen. */
export async function look(client: pg.ClientBase, cityId: string | null): Promise<void> {
  await client.query(`select set_config('tsunagu.city', $1, true), set_config('row_security', $2, true)`, [
    cityId ?? '',
    cityId === null ? 'off' : 'on',
  ])
}

export async function setSequence(client: pg.ClientBase, sequence: Sequence): Promise<void> {
  await client.query('select setval($1::regclass, $2::bigint, $3)', [
    `${quote(sequence.schema)}.${quote(sequence.name)}`,
    sequence.value,
    sequence.called,
  ])
}

/** Opens the tables for loading, and answers how to shut them again: triggers sleep, the owner is past row-level security. */
export async function openForLoading(client: pg.ClientBase): Promise<() => Promise<void>> {
  const forced = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and c.relforcerowsecurity and ${ours}`,
  )
  const triggers = await client.query<{ name: string; trigger: string }>(
    `select c.oid::regclass::text as name, quote_ident(t.tgname) as trigger from pg_trigger t
     join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where not t.tgisinternal and t.tgenabled = 'O' and c.relkind = 'r' and ${ours}`,
  )
  for (const { name } of forced.rows) await client.query(`alter table ${name} no force row level security`)
  for (const { name, trigger } of triggers.rows)
    await client.query(`alter table ${name} disable trigger ${trigger}`)
  return async () => {
    for (const { name } of forced.rows) await client.query(`alter table ${name} force row level security`)
    for (const { name, trigger } of triggers.rows)
      await client.query(`alter table ${name} enable trigger ${trigger}`)
  }
}

/** @returns the first of these tables that holds a row */
export async function firstFilled(client: pg.ClientBase, tables: readonly Table[]): Promise<Table | null> {
  for (const table of tables) {
    const { rows } = await client.query<{ filled: boolean }>(
      `select exists (select from ${named(table)}) as filled`,
    )
    if (rows[0]?.filled) return table
  }
  return null
}

export async function emptyTables(client: pg.ClientBase, tables: readonly Table[]): Promise<void> {
  if (tables.length > 0) await client.query(`truncate ${tables.map(named).join(', ')}`)
}

/** Jobs that were running when the backup was made have no worker any more: they may run again at once, not after the library's 4 h. */
export async function releaseJobs(client: pg.ClientBase): Promise<void> {
  await client.query(`update graphile_worker._private_jobs set locked_at = null, locked_by = null where locked_at is not null;
    update graphile_worker._private_job_queues set locked_at = null, locked_by = null where locked_at is not null`)
}
