/** A column of sealed values. Its context is `sealContext(table, column, city_id, id)`; its table's key is (city_id, id). */
export interface SealedColumn {
  database: 'outer' | 'inner'
  table: string
  column: string
}

/**
 * Every sealed column of both databases: a `bytea` whose name begins with `sealed`. Re-sealing and the dropping of a key go by this
 * list; a test compares it with the catalogue.
 */
export const sealedColumns: readonly SealedColumn[] = [
  { database: 'outer', table: 'mail_key', column: 'sealed_private_key' },
  { database: 'outer', table: 'medium_setting', column: 'sealed' },
  { database: 'outer', table: 'subscriber', column: 'sealed_address' },
]
