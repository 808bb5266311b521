import pg from 'pg'
import type { SealedColumn } from './columns.ts'

const quote = pg.escapeIdentifier

/** One city's rows for the length of `work`, in a transaction of its own. */
export async function inOneCity<T>(
  client: pg.ClientBase,
  cityId: string,
  work: () => Promise<T>,
): Promise<T> {
  await client.query('begin')
  try {
    await client.query(`select set_config('tsunagu.city', $1, true)`, [cityId])
    const done = await work()
    await client.query('commit')
    return done
  } catch (fault) {
    await client.query('rollback').catch(() => undefined)
    throw fault
  }
}

/** The cities of the outer database; the inner one has the same. */
export async function readCityIds(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('select id from public.city order by id')
  return rows.map((row) => row.id)
}

/** The next values after `after` that do not begin with `prefix`: sealed with another key than today's. */
export async function readOtherwiseSealed(
  client: pg.ClientBase,
  { table, column }: SealedColumn,
  cityId: string,
  prefix: Buffer,
  after: string | null,
  most: number,
): Promise<{ id: string; sealed: Buffer }[]> {
  const name = quote(column)
  const { rows } = await client.query<{ id: string; sealed: Buffer }>(
    `select id, ${name} as sealed from public.${quote(table)}
     where city_id = $1 and ${name} is not null and substring(${name} from 1 for $2) <> $3 and ($4::uuid is null or id > $4)
     order by id limit $5`,
    [cityId, prefix.length, prefix, after, most],
  )
  return rows
}

/** Writes the new values where the old ones still stand: what somebody changed meanwhile stays theirs. */
export async function replaceSealed(
  client: pg.ClientBase,
  { table, column }: SealedColumn,
  cityId: string,
  values: readonly { id: string; old: Buffer; fresh: Buffer }[],
): Promise<number> {
  const name = quote(column)
  const { rowCount } = await client.query(
    `update public.${quote(table)} t set ${name} = n.fresh
     from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as n (id, old, fresh)
     where t.city_id = $1 and t.id = n.id and t.${name} = n.old`,
    [cityId, values.map((one) => one.id), values.map((one) => one.old), values.map((one) => one.fresh)],
  )
  return rowCount ?? 0
}

/** @returns how many values of this city begin with `prefix` */
export async function countSealedWith(
  client: pg.ClientBase,
  { table, column }: SealedColumn,
  cityId: string,
  prefix: Buffer,
): Promise<number> {
  const name = quote(column)
  const { rows } = await client.query<{ count: number }>(
    `select count(*) as count from public.${quote(table)} where city_id = $1 and substring(${name} from 1 for $2) = $3`,
    [cityId, prefix.length, prefix],
  )
  return rows[0]?.count ?? 0
}
