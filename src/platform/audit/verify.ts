import type pg from 'pg'
import { type HeadKeys, headIsSigned, type TreeHead } from './head.ts'
import { readHeads } from './heads-file.ts'
import { hashEntry } from './leaf.ts'
import { createFrontier, type Frontier } from './merkle.ts'
import { headOfRow } from './seal-batch.ts'
import {
  countGoneUnsealed,
  countHidden,
  type LeafAndEntry,
  readAllHeads,
  readLeavesAfter,
} from './verify-queries.ts'

/** What can be wrong with a log; the words for people are in the screen and in the command. */
export type FaultReason =
  | 'entry_changed'
  | 'entry_missing'
  | 'leaf_missing'
  | 'subtree_differs'
  | 'root_differs'
  | 'leaf_without_head'
  | 'head_without_leaves'
  | 'wrong_signature'
  | 'rolled_back'
  | 'file_differs'
  | 'file_damaged'
  | 'file_missing'
  | 'entry_hidden'
  | 'entry_gone_unsealed'

/** `seq` is the place in the tree: of a leaf, the tree size of a head, the line of the file, or a count of entries outside the tree. */
export interface LogFinding {
  seq: number
  reason: FaultReason
}

export interface Verdict {
  ok: boolean
  entries: number
  heads: number
  faults: LogFinding[]
}

const mostFaults = 100

/**
 * Reads the whole log and computes it anew: every entry, leaf, subtree, root and signature, and the heads kept outside the database.
 *
 * @param workerPool  role tsunagu_worker, which sees the entries of all cities and can change none
 */
export async function verifyLog(
  workerPool: pg.Pool,
  means: { headsFile: string; keys: HeadKeys },
): Promise<Verdict> {
  const witnessed = readHeads(means.headsFile) // before the snapshot: the database must be at least as far as the file
  const client = await workerPool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const faults: LogFinding[] = []
    const tell = (seq: number, reason: FaultReason) => {
      if (faults.length < mostFaults) faults.push({ seq, reason })
    }
    const heads = (await readAllHeads(client)).map(headOfRow)
    const frontier = createFrontier()
    const roots = rootsWanted([...heads, ...witnessed.heads])
    await walkLeaves(client, frontier, roots, tell)
    checkHeads(heads, frontier.size, roots, means.keys, tell)
    checkWitness(witnessed, heads, frontier.size, roots, means.keys, tell)
    const hidden = await countHidden(client)
    if (hidden > 0) tell(hidden, 'entry_hidden')
    const gone = await countGoneUnsealed(client)
    if (gone > 0) tell(gone, 'entry_gone_unsealed')
    await client.query('commit')
    return { ok: faults.length === 0, entries: frontier.size, heads: heads.length, faults }
  } finally {
    client.release(true)
  }
}

type Tell = (seq: number, reason: FaultReason) => void
type Roots = Map<number, string | null>

const rootsWanted = (heads: readonly TreeHead[]): Roots =>
  new Map([[0, null], ...heads.map((head): [number, null] => [head.treeSize, null])])

async function walkLeaves(
  client: pg.ClientBase,
  frontier: Frontier,
  roots: Roots,
  tell: Tell,
): Promise<void> {
  const note = () => {
    if (roots.has(frontier.size)) roots.set(frontier.size, frontier.root().toString('base64'))
  }
  note()
  let after = -1
  for (;;) {
    const batch = await readLeavesAfter(client, after, 5_000)
    if (batch.length === 0) return
    for (const row of batch) {
      if (row.leaf.seq !== after + 1) tell(after + 1, 'leaf_missing')
      after = row.leaf.seq
      checkLeaf(row, frontier, tell)
      note()
    }
  }
}

function checkLeaf({ leaf, entry }: LeafAndEntry, frontier: Frontier, tell: Tell): void {
  if (!entry) tell(leaf.seq, 'entry_missing')
  else if (!hashEntry(entry).equals(leaf.leaf_hash)) tell(leaf.seq, 'entry_changed')
  const closed = frontier.add(leaf.leaf_hash)
  if (!Buffer.concat(closed).equals(leaf.subtrees)) tell(leaf.seq, 'subtree_differs')
}

function checkHeads(
  heads: readonly TreeHead[],
  size: number,
  roots: Roots,
  keys: HeadKeys,
  tell: Tell,
): void {
  let differed = false
  for (const head of heads) {
    if (!headIsSigned(head, keys)) tell(head.treeSize, 'wrong_signature')
    if (head.treeSize > size) tell(head.treeSize, 'head_without_leaves')
    else if (!differed && roots.get(head.treeSize) !== head.rootHash) {
      tell(head.treeSize, 'root_differs') // every later root differs, too: the first says where
      differed = true
    }
  }
  if (size > (heads.at(-1)?.treeSize ?? 0)) tell(size - 1, 'leaf_without_head')
}

function checkWitness(
  witnessed: ReturnType<typeof readHeads>,
  heads: readonly TreeHead[],
  size: number,
  roots: Roots,
  keys: HeadKeys,
  tell: Tell,
): void {
  for (const line of witnessed.damaged) tell(line, 'file_damaged')
  if (witnessed.heads.length === 0) {
    if (heads.length > 1) tell(0, 'file_missing') // a first head may be on its way from the database to the file
    return
  }
  const unsigned = witnessed.heads.find((head) => !headIsSigned(head, keys))
  if (unsigned) tell(unsigned.treeSize, 'wrong_signature')
  const honest = witnessed.heads.filter((head) => headIsSigned(head, keys))
  const largest = honest.reduce((most, head) => Math.max(most, head.treeSize), 0)
  if (largest > size) tell(largest, 'rolled_back')
  const other = honest.find((head) => head.treeSize <= size && roots.get(head.treeSize) !== head.rootHash)
  if (other) tell(other.treeSize, 'file_differs')
}
