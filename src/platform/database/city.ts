import { type Kysely, sql, type Transaction } from 'kysely'
import type { DB } from './generated/outer.ts'

export type Outer = DB

declare const city: unique symbol

/** A transaction that sees the rows of one city and no other. A query that needs one asks for it by type. */
export type CityTx = Transaction<Outer> & { readonly [city]: true; readonly cityId: string }

/**
 * Runs `work` in a transaction of one city: row-level security shows it that city's rows alone.
 * Never call the outside world inside.
 */
export function inCity<T>(db: Kysely<Outer>, cityId: string, work: (tx: CityTx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`select set_config('tsunagu.city', ${cityId}, true)`.execute(tx)
    return work(Object.assign(tx, { cityId }) as unknown as CityTx)
  })
}
