import type pg from 'pg'
import { type StoredEntry, storedEntryColumns } from './leaf.ts'
import type { HeadRow, LeafRow } from './sealer-queries.ts'

/** A leaf beside the entry it stands for; `entry` is null when the entry is gone. */
export interface LeafAndEntry {
  leaf: LeafRow
  entry: StoredEntry | null
}

/** The next leaves after `seq`, in order. */
export async function readLeavesAfter(
  client: pg.ClientBase,
  seq: number,
  most: number,
): Promise<LeafAndEntry[]> {
  const { rows } = await client.query<LeafRow & StoredEntry & { of_city: string; leaf_entry: string }>(
    `select l.seq, l.city_id as of_city, l.entry_id as leaf_entry, l.leaf_hash, l.subtrees, ${storedEntryColumns}
     from audit_leaf l left join audit_entry e on e.city_id = l.city_id and e.id = l.entry_id
     where l.seq > $1 order by l.seq limit $2`,
    [seq, most],
  )
  return rows.map((row) => ({
    leaf: { ...row, city_id: row.of_city, entry_id: row.leaf_entry },
    entry: row.id ? row : null,
  }))
}

export async function readAllHeads(client: pg.ClientBase): Promise<HeadRow[]> {
  const { rows } = await client.query<HeadRow>('select * from audit_head order by tree_size')
  return rows
}

/** Entries that neither a leaf nor the sealer's list knows: somebody took them out of its sight. */
export async function countHidden(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ hidden: number }>(
    `select count(*) as hidden from audit_entry e
     where not exists (select from audit_leaf l where l.entry_id = e.id)
       and not exists (select from audit_pending p where p.city_id = e.city_id and p.entry_id = e.id)`,
  )
  return rows[0]?.hidden ?? 0
}

/** Places on the sealer's list whose entry is gone: deleted before it was sealed. */
export async function countGoneUnsealed(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ gone: number }>(
    `select count(*) as gone from audit_pending p
     where not exists (select from audit_entry e where e.city_id = p.city_id and e.id = p.entry_id)`,
  )
  return rows[0]?.gone ?? 0
}
