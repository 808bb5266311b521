import { randomInt } from 'node:crypto'

/** Letters that nobody mistakes on paper: no 0 o 1 l i. 31^10 is 2^49; ten wrong ones shut the account. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Ten codes `xxxxx-xxxxx` for the day the phone is lost; each opens the door once. */
export function makeBackupCodes(): string[] {
  const piece = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
  return Array.from({ length: 10 }, () => `${piece()}-${piece()}`)
}

/** What was typed from the sheet: capitals, full-width letters, spaces and a missing hyphen are no mistakes. */
export function readBackupCode(typed: string): string {
  const bare = typed.normalize('NFKC').toLowerCase().replace(/[\s-]/g, '')
  return `${bare.slice(0, 5)}-${bare.slice(5)}`
}
