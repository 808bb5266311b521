import { z } from 'zod'
import { passwordLength } from './auth.ts'
import { readBackupCode } from './backup-code.ts'
import type { LoginEvent } from './login.ts'
import { readCode } from './totp.ts'

/** One address of the library that can be reached from outside. What is not listed here is not there (404). */
export interface Door {
  method: 'GET' | 'POST'
  /** Below `/api/auth`. */
  path: string
  /** What is passed on; anything else in the body is dropped (a client cannot ask to be trusted for 30 days). */
  body?: z.ZodType<Record<string, unknown>>
  /** What a wrong answer counts against: the account being entered, the person logged in, or the address alone. */
  guess?: 'entry' | 'challenge' | 'own' | 'address'
  /** Only for somebody who proved a second factor within the last five minutes, unless they have none yet. */
  elevated?: boolean
  /** Opens a session when it succeeds. */
  signsIn?: boolean
  /** What is written down when it succeeds. */
  event?: LoginEvent['action']
}

const password = z.string().min(1).max(passwordLength.max)
const typed = z.string().min(1).max(40)
const appCode = z.object({ code: typed.transform(readCode) })
const sheetCode = z.object({ code: typed.transform(readBackupCode) })
const passkeyAnswer = z.looseObject({ id: z.string().max(1024) })

export const doors: readonly Door[] = [
  {
    method: 'POST',
    path: '/sign-in/email',
    guess: 'entry',
    signsIn: true,
    body: z.object({ email: z.email().max(254), password }),
  },
  { method: 'POST', path: '/two-factor/verify-totp', guess: 'challenge', signsIn: true, body: appCode },
  {
    method: 'POST',
    path: '/two-factor/verify-backup-code',
    guess: 'challenge',
    signsIn: true,
    body: sheetCode,
  },
  { method: 'POST', path: '/sign-out', body: z.object({}) },
  {
    method: 'POST',
    path: '/change-password',
    guess: 'own',
    event: 'login.password-changed',
    body: z.object({ currentPassword: password, newPassword: password }).transform((body) => ({
      ...body,
      revokeOtherSessions: true,
    })),
  },
  {
    method: 'POST',
    path: '/reset-password',
    guess: 'address',
    body: z.object({ token: z.string().max(100), newPassword: password }),
  },
  { method: 'POST', path: '/two-factor/enable', guess: 'own', elevated: true, body: z.object({ password }) },
  {
    method: 'POST',
    path: '/two-factor/disable',
    guess: 'own',
    elevated: true,
    event: 'login.second-factor-removed',
    body: z.object({ password }),
  },
  {
    method: 'POST',
    path: '/two-factor/generate-backup-codes',
    guess: 'own',
    elevated: true,
    event: 'login.backup-codes-made',
    body: z.object({ password }),
  },
  { method: 'GET', path: '/passkey/generate-register-options', elevated: true },
  {
    method: 'POST',
    path: '/passkey/verify-registration',
    elevated: true,
    event: 'login.second-factor-added',
    body: z.object({ response: passkeyAnswer, name: z.string().trim().min(1).max(60) }),
  },
  { method: 'GET', path: '/passkey/generate-authenticate-options' },
  {
    method: 'POST',
    path: '/passkey/verify-authentication',
    guess: 'address',
    signsIn: true,
    body: z.object({ response: passkeyAnswer }),
  },
  { method: 'GET', path: '/passkey/list-user-passkeys' },
  {
    method: 'POST',
    path: '/passkey/delete-passkey',
    elevated: true,
    event: 'login.second-factor-removed',
    body: z.object({ id: z.uuid() }),
  },
]
