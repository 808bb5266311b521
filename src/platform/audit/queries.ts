import { sql } from 'kysely'
import type { CityTx } from '../database/city.ts'
import { type StoredEntry, storedEntryColumns } from './leaf.ts'
import type { Subtree } from './merkle.ts'
import { closingSeq, type HeadRow, pickSubtrees } from './sealer-queries.ts'

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

/** What a list of the log may be narrowed by. */
export interface EntryFilter {
  /** Entries older than this one. */
  before?: string | undefined
  subject?: string | undefined
  /** The whole action, or a module's with a full stop at the end: `alerts.` */
  action?: string | undefined
  limit: number
}

/** An entry with its place in the tree; `seq` is null while it waits for the sealer. */
export type ListedEntry = StoredEntry & { seq: number | null }

/** Newest first. */
export async function listEntries(tx: CityTx, filter: EntryFilter): Promise<ListedEntry[]> {
  const { before, subject, action, limit } = filter
  const { rows } = await sql<ListedEntry>`
    select ${sql.raw(storedEntryColumns)}, l.seq from audit_entry e left join audit_leaf l on l.entry_id = e.id
    where (${before ?? null}::uuid is null
        or (e.at, e.id) < (select b.at, b.id from audit_entry b where b.city_id = ${tx.cityId} and b.id = ${before ?? null}::uuid))
      and e.city_id = ${tx.cityId}
      and (${subject ?? null}::text is null or e.subject = ${subject ?? null}::text)
      and (${action ?? null}::text is null or e.action = ${action ?? null}::text
        or (right(${action ?? null}::text, 1) = '.' and starts_with(e.action, ${action ?? null}::text)))
    order by e.at desc, e.id desc limit ${limit}`.execute(tx)
  return rows
}

/** @returns null when this city has no such entry */
export async function readEntry(
  tx: CityTx,
  id: string,
): Promise<(ListedEntry & { leaf_hash: Buffer | null }) | null> {
  const { rows } = await sql<ListedEntry & { leaf_hash: Buffer | null }>`
    select ${sql.raw(storedEntryColumns)}, l.seq, l.leaf_hash from audit_entry e left join audit_leaf l on l.entry_id = e.id
    where e.city_id = ${tx.cityId} and e.id = ${id}::uuid`.execute(tx)
  return rows[0] ?? null
}

/** The newest head of the log; null while nothing was ever sealed. */
export async function readHead(tx: CityTx): Promise<HeadRow | null> {
  const row = await tx
    .selectFrom('audit_head')
    .selectAll()
    .orderBy('tree_size', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** The hashes that a proof is made of: one row each. */
export async function readSubtrees(tx: CityTx, wanted: readonly Subtree[]): Promise<Buffer[]> {
  if (wanted.length === 0) return []
  const rows = await tx
    .selectFrom('audit_leaf')
    .select(['seq', 'leaf_hash', 'subtrees'])
    .where('seq', 'in', wanted.map(closingSeq))
    .execute()
  return pickSubtrees(wanted, rows)
}
