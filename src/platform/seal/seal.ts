import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Keys } from '../keys.ts'

/**
 * Layout of a sealed value, version 1:
 *
 * | octets | what |
 * |---|---|
 * | 1 | version, 0x01 |
 * | 1 | length of the kid |
 * | 1–16 | kid, ASCII |
 * | 12 | nonce, random |
 * | n | ciphertext, AES-256-GCM (NIST SP 800-38D) |
 * | 16 | tag |
 *
 * The first three fields and the context are authenticated: a value moved to another row, or given another kid, does not open.
 */
const version = 1
const nonceLength = 12
const tagLength = 16

/** Seals what a column must not show to whoever reads the database or its backups. */
export interface Seal {
  /** The key that new values are sealed with. */
  readonly kid: string
  /** @param context  where the value lives: `sealContext(…)`; the same words open it */
  seal(plain: string | Uint8Array, context: string): Buffer
  /** @throws SealFault  unknown kid, another context, a changed or cut value */
  open(sealed: Uint8Array, context: string): Buffer
}

/** A sealed value that does not open; `reason` says which of the closed list it is. */
export class SealFault extends Error {
  readonly reason: 'unknown_kid' | 'damaged' | 'not_authentic'

  constructor(reason: SealFault['reason'], words: string) {
    super(words)
    this.name = 'SealFault'
    this.reason = reason
  }
}

/**
 * The context of a column's value: table, column, city and the rest of the row's key, so that the value opens nowhere else.
 *
 * @param id  the key columns after `city_id`, in their order
 */
export function sealContext(table: string, column: string, cityId: string, ...id: string[]): string {
  return [`${table}.${column}`, cityId, ...id].join(':')
}

/** The first octets of every value sealed with this key; SQL finds the others by comparing them. */
export function sealPrefix(kid: string): Buffer {
  const name = Buffer.from(kid, 'ascii')
  return Buffer.concat([Buffer.from([version, name.length]), name])
}

/** @throws SealFault  `damaged` when the octets are no sealed value at all */
export function kidOf(sealed: Uint8Array): string {
  const length = sealed[1]
  if (sealed[0] !== version || !length || sealed.length < 2 + length + nonceLength + tagLength)
    throw new SealFault('damaged', 'this is not a sealed value, or it was cut')
  return Buffer.from(sealed.subarray(2, 2 + length)).toString('ascii')
}

function columnKeys(keys: Keys): Map<string, Buffer> {
  const opened = new Map<string, Buffer>()
  for (const { kid, key } of keys.sealing) {
    const secret = Buffer.from(key, 'base64')
    if (secret.length !== 32) throw new Error(`sealing key ${kid} has ${secret.length} octets instead of 32`)
    if (opened.has(kid)) throw new Error(`sealing key ${kid} stands twice in the key file`)
    opened.set(kid, Buffer.from(hkdfSync('sha256', secret, '', 'tsunagu column seal v1', 32)))
  }
  return opened
}

/**
 * Opens the key file's sealing keys: the first seals, all of them open.
 *
 * Nonces are random; NIST SP 800-38D §8.3 allows 2^32 values a key, after which a key must be rotated.
 */
export function createSeal(keys: Keys): Seal {
  const opened = columnKeys(keys)
  const kid = keys.sealing[0]?.kid ?? ''
  const prefix = sealPrefix(kid)
  const current = opened.get(kid) as Buffer
  return {
    kid,
    seal(plain, context) {
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', current, nonce, { authTagLength: tagLength })
      cipher.setAAD(Buffer.concat([prefix, Buffer.from(context)]))
      const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain)
      return Buffer.concat([prefix, nonce, body, cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, context) {
      const itsKid = kidOf(sealed)
      const key = opened.get(itsKid)
      if (!key)
        throw new SealFault('unknown_kid', `sealed with key ${itsKid}, which the key file does not hold`)
      const start = 2 + itsKid.length
      const end = sealed.length - tagLength
      const nonce = sealed.subarray(start, start + nonceLength)
      const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
      cipher.setAAD(Buffer.concat([sealed.subarray(0, start), Buffer.from(context)]))
      cipher.setAuthTag(sealed.subarray(end))
      const plain = cipher.update(sealed.subarray(start + nonceLength, end))
      try {
        return Buffer.concat([plain, cipher.final()])
      } catch {
        throw new SealFault('not_authentic', 'the sealed value was changed, or belongs to another row')
      }
    },
  }
}
