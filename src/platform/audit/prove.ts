import type { CityTx } from '../database/city.ts'
import { Refusal } from '../refusal.ts'
import { type HeadKeys, headIsSigned, headText } from './head.ts'
import { hashEntry, leafText } from './leaf.ts'
import { inclusionProof, verifyInclusion } from './proof.ts'
import { type ListedEntry, readEntry, readHead, readSubtrees } from './queries.ts'
import type { AuditLine, AuditProof } from './schema.ts'
import { headOfRow } from './seal-batch.ts'
import { LogGap } from './sealer-queries.ts'

export const lineOf = ({ id, at, actor, action, subject, details, seq }: ListedEntry): AuditLine => ({
  id,
  at,
  actor,
  action,
  subject,
  details: details as Record<string, unknown>,
  seq,
})

/**
 * An entry of this city with its proof against the newest signed head, and whether the proof holds.
 *
 * @throws Refusal `not_found`
 */
export async function proofOf(tx: CityTx, entryId: string, keys: HeadKeys): Promise<AuditProof> {
  const stored = await readEntry(tx, entryId)
  if (!stored) throw new Refusal('not_found')
  const known = { entry: lineOf(stored), leafText: leafText(stored) }
  const row = await readHead(tx)
  const { seq, leaf_hash: kept } = stored
  if (seq === null || !row || !kept || row.tree_size <= seq)
    return { ...known, state: 'waiting', leafHash: null, path: [], head: null }
  const head = headOfRow(row)
  const path = await inclusionProof(seq, row.tree_size, (wanted) => readSubtrees(tx, wanted)).catch(
    (fault) => {
      if (fault instanceof LogGap) return [] // proves nothing: the entry is shown as broken
      throw fault
    },
  )
  const now = hashEntry(stored)
  const holds = verifyInclusion(now, seq, row.tree_size, path, row.root_hash) && headIsSigned(head, keys)
  const publicKey = keys.get(head.kid)?.export({ type: 'spki', format: 'pem' }).toString() ?? null
  return {
    ...known,
    state: holds ? 'proven' : 'broken',
    leafHash: kept.toString('base64'),
    path: path.map((hash) => hash.toString('base64')),
    head: { ...head, signedText: headText(head), publicKey },
  }
}
