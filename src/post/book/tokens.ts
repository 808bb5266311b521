import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Links and envelope addresses that open something for one person.
 *
 * None of them is stored: each is made of the ids and a MAC over them, keyed by a secret that the database does not hold. Whoever
 * reads the database can make no link. Links of a person end when the person's nonce changes.
 */
export type Purpose = 'confirm' | 'change' | 'leave'

export interface LinkIds {
  cityId: string
  subscriberId: string
}

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex')

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function mac(secret: string, purpose: string, parts: Uint8Array[], octets: number): Buffer {
  const hash = createHmac('sha256', secret).update(purpose).update('\0')
  for (const part of parts) hash.update(part)
  return hash.digest().subarray(0, octets)
}

/** 44 octets in base64url, 59 characters: city, person, 96-bit MAC over purpose, both and the person's nonce. */
export function linkToken(secret: string, purpose: Purpose, ids: LinkIds, nonce: Uint8Array): string {
  const head = Buffer.concat([bytesOf(ids.cityId), bytesOf(ids.subscriberId)])
  return Buffer.concat([head, mac(secret, purpose, [head, nonce], 12)]).toString('base64url')
}

/** Whom a link names; nothing is proven before `linkIsGenuine`. */
export function linkIds(token: string): LinkIds | null {
  if (!/^[A-Za-z0-9_-]{59}$/.test(token)) return null
  const bytes = Buffer.from(token, 'base64url')
  return { cityId: uuidOf(bytes.subarray(0, 16)), subscriberId: uuidOf(bytes.subarray(16, 32)) }
}

/** @param nonce  of the person named; read from the database after `linkIds` */
export function linkIsGenuine(secret: string, purpose: Purpose, token: string, nonce: Uint8Array): boolean {
  const ids = linkIds(token)
  return ids !== null && same(linkToken(secret, purpose, ids, nonce), token)
}

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

export interface DeliveryIds {
  mailingId: string
  subscriberId: string
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567' // RFC 4648 §6, lower case: some servers fold the case of an envelope address

function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(value >>> (bits - 5)) & 31]
    value &= 0xff
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const letter of text) {
    value = ((value << 5) | alphabet.indexOf(letter)) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >>> bits) & 0xff)
    }
  }
  return Buffer.from(bytes)
}

/**
 * The part after `b+` in the envelope sender: mailing, person and a 48-bit MAC in base32, 61 characters, so that the local part
 * stays within the 64 octets of RFC 5321 §4.5.3.1.1.
 */
export function verpToken(secret: string, ids: DeliveryIds): string {
  const head = Buffer.concat([bytesOf(ids.mailingId), bytesOf(ids.subscriberId)])
  return base32(Buffer.concat([head, mac(secret, 'verp', [head], 6)]))
}

/** @returns null for what we never wrote */
export function readVerp(secret: string, token: string): DeliveryIds | null {
  const lower = token.toLowerCase()
  if (!/^[a-z2-7]{61}$/.test(lower)) return null
  const bytes = fromBase32(lower)
  const ids = { mailingId: uuidOf(bytes.subarray(0, 16)), subscriberId: uuidOf(bytes.subarray(16, 32)) }
  return same(verpToken(secret, ids), lower) ? ids : null
}

/** The same mailing to the same person always has the same Message-ID: a mailbox can fold a repeat, a reader can thread a correction. */
export function messageIdOf(secret: string, ids: DeliveryIds, domain: string): string {
  return `<${verpToken(secret, ids)}@${domain}>`
}

/** The delivery behind one of our Message-IDs, from any header that holds it. */
export function readMessageId(secret: string, value: string): DeliveryIds | null {
  const token = value.match(/<([a-z2-7]{61})@[^<>@\s]+>/i)?.[1]
  return token ? readVerp(secret, token) : null
}
