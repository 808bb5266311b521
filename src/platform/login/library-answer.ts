import { Refusal } from '../refusal.ts'
import { passwordLength } from './auth.ts'

/** What the library says no with, in our closed list. */
const known: Record<string, () => Refusal> = {
  INVALID_EMAIL_OR_PASSWORD: () => new Refusal('wrong_login'),
  INVALID_PASSWORD: () => new Refusal('wrong_login', { reason: 'password' }),
  INVALID_CODE: () => new Refusal('wrong_code'),
  INVALID_BACKUP_CODE: () => new Refusal('wrong_code', { reason: 'backup_code' }),
  TOTP_NOT_ENABLED: () => new Refusal('wrong_code', { reason: 'not_enrolled' }),
  BACKUP_CODES_NOT_ENABLED: () => new Refusal('wrong_code', { reason: 'not_enrolled' }),
  TOTP_ALREADY_ENABLED: () => new Refusal('wrong_step', { reason: 'enrolled' }),
  INVALID_TWO_FACTOR_COOKIE: () => new Refusal('wrong_step', { reason: 'login_expired' }),
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: () => new Refusal('wrong_step', { reason: 'login_expired' }),
  PASSWORD_TOO_SHORT: () => shortPassword('too_short'),
  PASSWORD_TOO_LONG: () => shortPassword('too_long'),
  INVALID_TOKEN: () => new Refusal('not_found', { reason: 'link' }),
  USER_NOT_FOUND: () => new Refusal('not_found', { reason: 'link' }),
  UNAUTHORIZED: () => new Refusal('not_signed_in'),
  SESSION_NOT_FRESH: () => new Refusal('step_up_needed', { reason: 'missing' }),
  SESSION_EXPIRED: () => new Refusal('not_signed_in'),
  PASSKEY_NOT_FOUND: () => new Refusal('wrong_login', { reason: 'passkey' }),
  AUTHENTICATION_FAILED: () => new Refusal('wrong_login', { reason: 'passkey' }),
  USER_NOT_VERIFIED: () => new Refusal('wrong_login', { reason: 'passkey' }),
  FAILED_TO_VERIFY_REGISTRATION: () => new Refusal('bad_request', { reason: 'passkey' }),
  CHALLENGE_NOT_FOUND: () => new Refusal('wrong_step', { reason: 'login_expired' }),
}

function shortPassword(reason: string): Refusal {
  return new Refusal('bad_request', { fields: [{ path: 'newPassword', message: reason }], ...passwordLength })
}

/** Refusals that mean: the password or code was wrong, and that counts. */
const wrongGuess = new Set(['wrong_login', 'wrong_code'])
export const isWrongGuess = (refusal: Refusal): boolean =>
  wrongGuess.has(refusal.code) || (refusal.code === 'not_found' && refusal.details.reason === 'link')

/**
 * Reads an answer of the library.
 *
 * @returns the JSON of a good answer, or the refusal that it means
 * @throws Error when the library failed: a bug, or the database is away
 */
export async function readAnswer(answer: Response): Promise<Record<string, unknown> | unknown[] | Refusal> {
  const text = await answer.text()
  const body = (text === '' ? {} : JSON.parse(text)) as { code?: string; message?: string }
  if (answer.ok) return body as Record<string, unknown>
  const refusal = known[body.code ?? '']?.()
  if (refusal) return refusal
  if (answer.status >= 500) throw new Error(`login library: ${body.code ?? answer.status}`)
  return answer.status === 401
    ? new Refusal('not_signed_in')
    : new Refusal('bad_request', { reason: body.code ?? String(answer.status) })
}
