import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** `tsu_<32 hex digits of its id>_<43 letters of 32 random bytes>` */
const shape = /^tsu_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/

export interface ParsedKey {
  id: string
  secret: string
}

/** @returns null when it does not even look like a key of ours */
export function parseKey(text: string): ParsedKey | null {
  const found = shape.exec(text)
  if (!found) return null
  const [, a, b, c, d, e, secret] = found
  return { id: `${a}-${b}-${c}-${d}-${e}`, secret: secret ?? '' }
}

export const formatKey = ({ id, secret }: ParsedKey): string => `tsu_${id.replaceAll('-', '')}_${secret}`

/** 256 random bits: nothing to be guessed, so a plain hash keeps it well enough and checking it costs nothing. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Compares in constant time. */
export function isSecret(secret: string, storedHash: string): boolean {
  const given = Buffer.from(hashSecret(secret))
  const stored = Buffer.from(storedHash)
  return given.length === stored.length && timingSafeEqual(given, stored)
}
