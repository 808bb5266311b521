import { createHmac } from 'node:crypto'
import { domainToASCII } from 'node:url'

/** A mail address as it is kept: `mail` is written on the envelope, `domain` chooses the lane. */
export interface Address {
  mail: string
  domain: string
}

// Control characters, spaces and what ends an address on the wire or in a header. Never let in, whoever wrote it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is kept out
const forbidden = /[\u0000-\u0020\u007f<>()[\],;:\\"\u3000\u2028\u2029]/

/**
 * Reads an address as people and old phones write it.
 *
 * Old carrier addresses break RFC 5321 (`a..b@docomo.ne.jp`, `a.@ezweb.ne.jp`) and are taken as they are. Full-width letters, as a
 * Japanese keyboard leaves them, become ASCII. The domain is lower case and ASCII (IDNA).
 *
 * @returns null when no mail can be sent to it
 */
export function readAddress(written: string): Address | null {
  // Mail servers on the way put such a local part in quotes; its owner, and its operator, do without.
  const text = written
    .normalize('NFKC')
    .trim()
    .replace(/^"([^"\\]+)"@/, '$1@')
  const at = text.lastIndexOf('@')
  if (at < 1 || text.length > 254 || forbidden.test(text)) return null
  const local = text.slice(0, at)
  if (local.length > 64 || local.includes('@') || !/^[\x21-\x7e]+$/.test(local)) return null
  const domain = domainToASCII(text.slice(at + 1)).toLowerCase()
  if (!/^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(domain))
    return null
  return { mail: `${local}@${domain}`, domain }
}

/** Finds an address without showing it: HMAC-SHA-256 over the address in lower case (no operator we know tells `A@` from `a@`). */
export function addressHash(secret: string, address: Address): Buffer {
  return createHmac('sha256', secret).update(`address ${address.mail.toLowerCase()}`).digest()
}
