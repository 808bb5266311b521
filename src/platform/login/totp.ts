import { createHmac } from 'node:crypto'

/** Seconds for which one code is shown. RFC 6238 §5.2 */
export const stepSeconds = 30

/** Steps that a clock may be off, either way. RFC 6238 §6 */
const drift = 1

/** The step of a moment: 30-second pieces since 1970. */
export const stepOf = (at: Date): number => Math.floor(at.getTime() / 1000 / stepSeconds)

/**
 * The code of one step.
 *
 * @param secret  the raw key, not its Base32 form
 * @see RFC 4226 §5.3 (HOTP), RFC 6238 §4 (TOTP, HMAC-SHA-1)
 */
export function codeAt(secret: string | Uint8Array, step: number, digits = 6): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac[19] ?? 0) & 0x0f
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The step whose code was given, among those that the drift allows; null when none fits. */
export function matchingStep(secret: string | Uint8Array, code: string, now: Date): number | null {
  const here = stepOf(now)
  let found: number | null = null
  for (let step = here - drift; step <= here + drift; step++)
    if (codeAt(secret, step) === code) found ??= step
  return found
}

/** What a person typed, as digits: full-width figures, spaces and hyphens are no mistakes. */
export const readCode = (typed: string): string => typed.normalize('NFKC').replace(/[\s-]/g, '')

/** A code that is shown must still be good when it comes back. */
const typingMilliseconds = 3000

/**
 * The code that would be accepted next, for the demonstration's screen.
 *
 * @param lastUsed  the step of the last code used; 0 when none was
 * @returns `readyInSeconds` is 0 unless every code within the drift has been used
 */
export function nextCode(secret: string | Uint8Array, lastUsed: number, now: Date) {
  const arrives = new Date(now.getTime() + typingMilliseconds)
  const step = Math.max(stepOf(arrives) - drift, lastUsed + 1)
  const secondsNow = now.getTime() / 1000
  return {
    code: codeAt(secret, step),
    readyInSeconds: Math.max(0, Math.ceil((step - drift) * stepSeconds - secondsNow)),
    secondsLeft: Math.floor((step + drift + 1) * stepSeconds - secondsNow),
  }
}
