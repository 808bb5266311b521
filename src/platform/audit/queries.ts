import { sql } from 'kysely'
import type { CityTx } from '../database/city.ts'

/** PostgreSQL keeps neither NUL nor half a surrogate pair in text; a log entry must not fail for that. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd')

function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? storable(inner) : inner))
}

/** Appends an entry, unchained; the trigger `audit_wait` puts it on the sealer's list. */
export async function insertEntry(
  tx: CityTx,
  entry: { id: string; at: Date; actor: string; action: string; subject: string; details: object },
): Promise<void> {
  await tx
    .insertInto('audit_entry')
    .values({
      city_id: tx.cityId,
      id: entry.id,
      at: entry.at,
      actor: storable(entry.actor),
      action: entry.action,
      subject: storable(entry.subject),
      details: sql`${storableJson(entry.details)}::jsonb`,
    })
    .execute()
}
