import type pg from 'pg'
import { type StoredEntry, storedEntryColumns } from './leaf.ts'
import type { Subtree } from './merkle.ts'

/** One sealer at a time in all processes of this database; the lock ends with its connection. */
const sealerLock = 7_264_002

export interface LeafRow {
  seq: number
  city_id: string
  entry_id: string
  leaf_hash: Buffer
  subtrees: Buffer
}

export interface HeadRow {
  tree_size: number
  root_hash: Buffer
  at: Date
  kid: string
  signature: Buffer
}

/** @returns false when another process seals */
export async function takeSealerLock(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
    sealerLock,
  ])
  return rows[0]?.taken === true
}

export async function readTreeSize(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ size: number }>(
    'select coalesce(max(seq) + 1, 0) as size from audit_leaf',
  )
  return rows[0]?.size ?? 0
}

export async function readNewestHead(client: pg.ClientBase): Promise<HeadRow | null> {
  const { rows } = await client.query<HeadRow>('select * from audit_head order by tree_size desc limit 1')
  return rows[0] ?? null
}

/** The row that holds a complete subtree's hash is the last leaf the subtree covers. */
export const closingSeq = ({ height, index }: Subtree): number => (index + 1) * 2 ** height - 1

/** A leaf is gone from the log. */
export class LogGap extends Error {}

/** Picks the hashes of subtrees out of the rows that hold them. @throws LogGap */
export function pickSubtrees(
  wanted: readonly Subtree[],
  rows: readonly Pick<LeafRow, 'seq' | 'leaf_hash' | 'subtrees'>[],
): Buffer[] {
  const bySeq = new Map(rows.map((row) => [row.seq, row]))
  return wanted.map((subtree) => {
    const row = bySeq.get(closingSeq(subtree))
    const { height } = subtree
    const found = height === 0 ? row?.leaf_hash : row?.subtrees.subarray(32 * (height - 1), 32 * height)
    if (found?.length !== 32) throw new LogGap(`the log lacks leaf ${closingSeq(subtree)}`)
    return found
  })
}

export async function readSubtreesAsWorker(
  client: pg.ClientBase,
  wanted: readonly Subtree[],
): Promise<Buffer[]> {
  const { rows } = await client.query<LeafRow>(
    'select seq, leaf_hash, subtrees from audit_leaf where seq = any($1)',
    [wanted.map(closingSeq)],
  )
  return pickSubtrees(wanted, rows)
}

/** The entries that wait, oldest first, of all cities. */
export async function readWaiting(
  client: pg.ClientBase,
  most: number,
): Promise<(StoredEntry & { number: number })[]> {
  const { rows } = await client.query<StoredEntry & { number: number }>(
    `select p.number, ${storedEntryColumns} from audit_pending p
     join audit_entry e on e.city_id = p.city_id and e.id = p.entry_id order by p.number limit $1`,
    [most],
  )
  return rows
}

export async function insertLeaves(client: pg.ClientBase, leaves: readonly LeafRow[]): Promise<void> {
  await client.query(
    `insert into audit_leaf (seq, city_id, entry_id, leaf_hash, subtrees)
     select * from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::bytea[], $5::bytea[])`,
    [
      leaves.map((leaf) => leaf.seq),
      leaves.map((leaf) => leaf.city_id),
      leaves.map((leaf) => leaf.entry_id),
      leaves.map((leaf) => leaf.leaf_hash),
      leaves.map((leaf) => leaf.subtrees),
    ],
  )
}

export async function insertHead(client: pg.ClientBase, head: HeadRow): Promise<void> {
  await client.query(
    'insert into audit_head (tree_size, root_hash, at, kid, signature) values ($1, $2, $3, $4, $5)',
    [head.tree_size, head.root_hash, head.at, head.kid, head.signature],
  )
}

export async function takeFromWaiting(client: pg.ClientBase, numbers: readonly number[]): Promise<void> {
  await client.query('delete from audit_pending where number = any($1)', [numbers])
}

/** @returns how many entries wait for the sealer; the health page shows it */
export async function countWaiting(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ waiting: number }>('select count(*) as waiting from audit_pending')
  return rows[0]?.waiting ?? 0
}
