import { passkey } from '@better-auth/passkey'
import { APIError, betterAuth } from 'better-auth'
import { twoFactor } from 'better-auth/plugins'
import type pg from 'pg'
import { derive } from '../keys.ts'
import type { Log } from '../log.ts'
import { makeBackupCodes } from './backup-code.ts'
import { mapped } from './columns.ts'

/** Hours and minutes of a session: it ends 2 h after the last use and, by a trigger of the table, 12 h after its beginning. */
export const idleSeconds = 2 * 3600
const refreshSeconds = 60

/** Shortest and longest password. NIST SP 800-63B-4 §3.1.1.2 asks for 15 alone, 8 with a second factor; 12 is the city's rule. */
export const passwordLength = { min: 12, max: 128 } as const

/** The header in which the address of the asker reaches the library; a client's own is always overwritten. */
export const addressHeader = 'x-tsunagu-address'

export interface AuthOptions {
  /** As role tsunagu_auth with search_path auth: it sees no other schema. */
  pool: pg.Pool
  /** `keys.session`; what signs cookies is derived from it. */
  sessionSecret: string
  /** Where people reach the city, without a path: its host is the passkeys' relying party. */
  publicUrl: string
  log: Log
}

/**
 * The library that keeps passwords, second factors and sessions. Only `doors.ts` decides what of it can be reached from outside.
 */
export function createAuth({ pool, sessionSecret, publicUrl, log }: AuthOptions) {
  const origin = new URL(publicUrl).origin
  return betterAuth({
    appName: 'つなぐ',
    baseURL: origin,
    basePath: '/api/auth',
    secret: derive(sessionSecret, 'login cookies'),
    trustedOrigins: [origin],
    database: pool,
    telemetry: { enabled: false },
    logger: {
      log: (level, message) =>
        level === 'error' ? log.warn({ event: 'login.library', reason: message }) : undefined,
    },
    rateLimit: { enabled: false }, // ours counts before the library does any work
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
      revokeSessionsOnPasswordReset: true,
    },
    user: mapped.user,
    account: { ...mapped.account, accountLinking: { enabled: false } },
    verification: { ...mapped.verification, storeIdentifier: 'hashed' },
    session: { ...mapped.session, expiresIn: idleSeconds, updateAge: refreshSeconds },
    advanced: {
      cookiePrefix: 'tsunagu',
      useSecureCookies: origin.startsWith('https://'),
      database: { generateId: 'uuid' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    plugins: [
      twoFactor({
        issuer: 'つなぐ',
        accountLockout: { enabled: false }, // attempts.ts counts passwords and codes together
        twoFactorCookieMaxAge: 10 * 60,
        backupCodeOptions: { customBackupCodesGenerate: makeBackupCodes },
        schema: mapped.twoFactor,
      }),
      passkey({
        rpName: 'つなぐ',
        rpID: new URL(origin).hostname,
        origin,
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        registration: {
          afterVerification: ({ verification }) => mustBeVerified(verification.registrationInfo),
        },
        authentication: {
          afterVerification: ({ verification }) => mustBeVerified(verification.authenticationInfo),
        },
        schema: mapped.passkey,
      }),
    ],
  })
}

/** A passkey stands for two factors only when the device checked its owner (PIN, finger, face). WebAuthn Level 3 §7.2 step 17. */
async function mustBeVerified(info: { userVerified: boolean } | undefined): Promise<void> {
  if (!info?.userVerified) throw new APIError('UNAUTHORIZED', { code: 'USER_NOT_VERIFIED' })
}

export type Auth = ReturnType<typeof createAuth>
