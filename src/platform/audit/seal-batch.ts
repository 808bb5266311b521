import type pg from 'pg'
import type { Clock } from '../clock.ts'
import type { Keys } from '../keys.ts'
import { signHead, type TreeHead } from './head.ts'
import { appendHead, newestHead } from './heads-file.ts'
import { hashEntry } from './leaf.ts'
import { cover, createFrontier, type Frontier, foldRoot } from './merkle.ts'
import {
  type HeadRow,
  insertHead,
  insertLeaves,
  type LeafRow,
  readNewestHead,
  readSubtreesAsWorker,
  readTreeSize,
  readWaiting,
  takeFromWaiting,
} from './sealer-queries.ts'

/** The log on disk contradicts itself: the sealer does not go on, for it would sign the contradiction. */
export class LogFault extends Error {
  readonly reason: 'rolled_back' | 'file_differs' | 'root_differs' | 'leaf_without_head'

  constructor(reason: LogFault['reason']) {
    super(reason)
    this.name = 'LogFault'
    this.reason = reason
  }
}

export interface SealerMeans {
  signing: Keys['signing']
  /** `<home>/audit/heads.jsonl` */
  headsFile: string
  clock: Clock
}

export const headOfRow = (row: HeadRow): TreeHead => ({
  treeSize: row.tree_size,
  rootHash: row.root_hash.toString('base64'),
  at: row.at.toISOString(),
  kid: row.kid,
  signature: row.signature.toString('base64'),
})

/**
 * Takes the tree up where the database left it: log n hashes, checked against the newest signed head and the file outside.
 * A head that a crash kept from the file is written there now.
 *
 * @throws LogFault
 */
export async function takeUp(client: pg.ClientBase, means: SealerMeans): Promise<Frontier> {
  const witnessed = newestHead(means.headsFile)
  const size = await readTreeSize(client)
  const head = await readNewestHead(client)
  if (witnessed && witnessed.treeSize > size) throw new LogFault('rolled_back')
  if ((head?.tree_size ?? 0) !== size) throw new LogFault('leaf_without_head')
  const frontier = createFrontier(size, await readSubtreesAsWorker(client, cover(0, size)))
  if (!head) return frontier
  if (!frontier.root().equals(head.root_hash)) throw new LogFault('root_differs')
  if (witnessed) {
    const then = foldRoot(await readSubtreesAsWorker(client, cover(0, witnessed.treeSize)))
    if (then.toString('base64') !== witnessed.rootHash) throw new LogFault('file_differs')
  }
  if (witnessed?.treeSize !== size) await appendHead(means.headsFile, headOfRow(head))
  return frontier
}

function grow(frontier: Frontier, entries: readonly Parameters<typeof hashEntry>[0][]): LeafRow[] {
  return entries.map((entry) => {
    const seq = frontier.size
    const leaf = hashEntry(entry)
    const closed = frontier.add(leaf)
    return {
      seq,
      city_id: entry.city_id,
      entry_id: entry.id,
      leaf_hash: leaf,
      subtrees: Buffer.concat(closed),
    }
  })
}

/**
 * Seals what waits: leaves, head and the shortened list in one transaction, then the head in the file. After a fault the frontier
 * is worthless; take it up again.
 *
 * @returns how many entries were sealed
 */
export async function sealBatch(
  client: pg.ClientBase,
  frontier: Frontier,
  means: SealerMeans,
  most: number,
): Promise<number> {
  const entries = await readWaiting(client, most)
  if (entries.length === 0) return 0
  const leaves = grow(frontier, entries)
  const head = signHead(frontier.size, frontier.root(), means.clock(), means.signing)
  await client.query('begin')
  await insertLeaves(client, leaves)
  await insertHead(client, {
    tree_size: head.treeSize,
    root_hash: frontier.root(),
    at: new Date(head.at),
    kid: head.kid,
    signature: Buffer.from(head.signature, 'base64'),
  })
  await takeFromWaiting(
    client,
    entries.map((entry) => entry.number),
  )
  await client.query('commit')
  await appendHead(means.headsFile, head)
  return entries.length
}
