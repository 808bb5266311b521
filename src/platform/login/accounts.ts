import { randomBytes } from 'node:crypto'
import { symmetricEncrypt } from 'better-auth/crypto'
import { Refusal } from '../refusal.ts'
import type { Login } from './login.ts'
import { clearSecondFactors, findUserByEmail, markDemoAccount } from './queries.ts'

/** Hours for which a set-password link may be used. */
export const linkHours = 72

/**
 * Makes an account without a password; nobody can log in to it until a set-password link was used.
 *
 * @returns the account that is there already, `made: false`, when the address is known
 */
export async function createAccount(
  login: Login,
  person: { email: string; name: string },
): Promise<{ userId: string; made: boolean }> {
  const known = await findUserByEmail(login.db, person.email)
  if (known) return { userId: known.id, made: false }
  const { internalAdapter } = await login.auth.$context
  const user = await internalAdapter.createUser(
    { email: person.email.toLowerCase(), name: person.name, emailVerified: true },
    { method: 'admin' },
  )
  return { userId: user.id, made: true }
}

/**
 * A link by which a person sets their password, once, within 72 hours. It is shown to one administrator; the database holds its hash.
 *
 * @returns an address of the console and the moment it stops working
 */
export async function passwordLink(login: Login, userId: string): Promise<{ url: string; until: Date }> {
  const token = randomBytes(24).toString('base64url')
  const until = new Date(login.clock().getTime() + linkHours * 3_600_000)
  const { internalAdapter } = await login.auth.$context
  await internalAdapter.createVerificationValue({
    identifier: `reset-password:${token}`,
    value: userId,
    expiresAt: until,
  })
  return { url: `${login.publicOrigin}/console/password#${token}`, until }
}

/** Takes away authenticator app and passkeys of somebody who lost them; every session of theirs ends. */
export async function resetSecondFactors(login: Login, userId: string): Promise<void> {
  await clearSecondFactors(login.db, userId)
  await login.onEvent({
    action: 'login.second-factor-removed',
    userId,
    at: login.clock(),
    details: { by: 'administrator' },
  })
}

/** Sets a password without asking for the old one. @throws Refusal `not_found` */
async function setPassword(login: Login, userId: string, password: string): Promise<void> {
  const { internalAdapter, password: hasher } = await login.auth.$context
  const user = await internalAdapter.findUserById(userId)
  if (!user) throw new Refusal('not_found')
  const accounts = await internalAdapter.findAccounts(userId)
  if (accounts.some((account) => account.providerId === 'credential')) return
  await internalAdapter.createAccount({
    userId,
    providerId: 'credential',
    accountId: userId,
    password: await hasher.hash(password),
  })
}

/**
 * An account of the demonstration: known password, known second factor. A second call changes nothing.
 *
 * @param person.totpSecret  the raw key of the authenticator app
 */
export async function createDemoAccount(
  login: Login,
  person: { email: string; name: string; password: string; totpSecret: string },
): Promise<{ userId: string; made: boolean }> {
  const { userId, made } = await createAccount(login, person)
  await markDemoAccount(login.db, userId)
  if (!made) return { userId, made }
  await setPassword(login, userId, person.password)
  const { secretConfig, internalAdapter } = await login.auth.$context
  const sealed = await symmetricEncrypt({ key: secretConfig, data: person.totpSecret })
  const none = await symmetricEncrypt({ key: secretConfig, data: '[]' })
  await login.db
    .insertInto('auth.two_factor')
    .values({ user_id: userId, secret: sealed, backup_codes: none, verified: true })
    .execute()
  await internalAdapter.updateUser(userId, { twoFactorEnabled: true })
  return { userId, made }
}
