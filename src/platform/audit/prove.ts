import type { CityTx } from '../database/city.ts'
import { Refusal } from '../refusal.ts'
import { type HeadKeys, headIsSigned, headText } from './head.ts'
import { hashEntry, leafText } from './leaf.ts'
import { inclusionProof, verifyInclusion } from './proof.ts'
import { type ListedEntry, readEntry, readHead, readSubtrees } from './queries.ts'
import type { AuditLine, AuditProof } from './schema.ts'
import { headOfRow } from './seal-batch.ts'
import { LogGap } from './sealer-queries.ts'

/** Names of people by user id; filled by the room that knows them. */
export type NamesOf = (tx: CityTx, userIds: readonly string[]) => Promise<ReadonlyMap<string, string>>

const personOf = (actor: string): string | null => (actor.startsWith('person:') ? actor.slice(7) : null)

/** The names of everybody who acts in these entries. */
export function namesIn(
  tx: CityTx,
  entries: readonly ListedEntry[],
  namesOf: NamesOf,
): Promise<ReadonlyMap<string, string>> {
  return namesOf(tx, [...new Set(entries.flatMap(({ actor }) => personOf(actor) ?? []))])
}

export const lineOf = (
  { id, at, actor, action, subject, details, seq }: ListedEntry,
  names: ReadonlyMap<string, string>,
): AuditLine => ({
  id,
  at,
  actor,
  actorName: names.get(personOf(actor) ?? '') ?? null,
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
export async function proofOf(
  tx: CityTx,
  entryId: string,
  keys: HeadKeys,
  namesOf: NamesOf = async () => new Map(),
): Promise<AuditProof> {
  const stored = await readEntry(tx, entryId)
  if (!stored) throw new Refusal('not_found')
  const known = { entry: lineOf(stored, await namesIn(tx, [stored], namesOf)), leafText: leafText(stored) }
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
