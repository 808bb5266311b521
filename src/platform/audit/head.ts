import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'
import type { Keys } from '../keys.ts'

/** A signed tree head: the whole log up to `treeSize` entries in 32 octets. Octets are base64, as in the file of heads. */
export const treeHead = z.object({
  treeSize: z.number().int().nonnegative(),
  rootHash: z.base64(),
  at: z.iso.datetime(),
  kid: z.string(),
  signature: z.base64(),
})
export type TreeHead = z.infer<typeof treeHead>

/** Public keys that may have signed heads, by kid: today's, and those of earlier years. */
export type HeadKeys = ReadonlyMap<string, KeyObject>

/**
 * What is signed, in UTF-8: the body of a C2SP tlog-checkpoint (origin, size, root), with the time as its extension line.
 *
 * @see https://c2sp.org/tlog-checkpoint
 */
export function headText(head: Pick<TreeHead, 'treeSize' | 'rootHash' | 'at'>): string {
  return `tsunagu/audit\n${head.treeSize}\n${head.rootHash}\n${head.at}\n`
}

export function signHead(treeSize: number, root: Buffer, at: Date, signing: Keys['signing']): TreeHead {
  const head = { treeSize, rootHash: root.toString('base64'), at: at.toISOString() }
  const signature = sign(null, Buffer.from(headText(head)), createPrivateKey(signing.privateKey))
  return { ...head, kid: signing.kid, signature: signature.toString('base64') }
}

/** @returns false when the kid is unknown, too */
export function headIsSigned(head: TreeHead, keys: HeadKeys): boolean {
  const key = keys.get(head.kid)
  if (!key) return false
  return verify(null, Buffer.from(headText(head)), key, Buffer.from(head.signature, 'base64'))
}

/** The public half of the signing key, and of earlier ones given as PEM (`{ kid: PEM }`). */
export function headKeys(signing: Keys['signing'], earlier: Record<string, string> = {}): HeadKeys {
  const keys = new Map(Object.entries(earlier).map(([kid, pem]) => [kid, createPublicKey(pem)]))
  return keys.set(signing.kid, createPublicKey(createPrivateKey(signing.privateKey)))
}
