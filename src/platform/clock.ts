import { randomBytes } from 'node:crypto'

/** Hands out the time; passed in, so that tests decide what time it is. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()

/** Hands out identifiers; passed in for the same reason. */
export type NewId = () => string

let lastMs = 0
let sequence = 0

/**
 * A time-ordered identifier: UUID version 7, 48 bits of Unix milliseconds, then a 12-bit counter within the millisecond.
 *
 * @see RFC 9562 §5.7 and §6.2 (method 1, fixed bit-length dedicated counter)
 */
export const newId: NewId = () => {
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    sequence = 0
  } else if (++sequence > 0xfff) {
    lastMs++
    sequence = 0
  }
  const bytes = randomBytes(16)
  bytes.writeUIntBE(lastMs, 0, 6)
  bytes.writeUInt16BE(0x7000 | sequence, 6)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
