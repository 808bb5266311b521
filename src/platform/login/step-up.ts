import { symmetricDecrypt } from 'better-auth/crypto'
import type { Context } from 'hono'
import type { z } from 'zod'
import type { Env } from '../http/context.ts'
import { Refusal } from '../refusal.ts'
import { type Attempt, beginAttempt } from './attempts.ts'
import { readBackupCode } from './backup-code.ts'
import type { Login } from './login.ts'
import { type recoveryProof, stepUpProof } from './proof.ts'
import { claimTotp, endSessions, findTotpSecret } from './queries.ts'
import { type LiveSession, readSession } from './session.ts'
import { matchingStep, readCode } from './totp.ts'

type Assertion = NonNullable<
  Parameters<Login['auth']['api']['verifyPasskeyAuthentication']>[0]
>['body']['response']

/** A fresh second factor, given for one act. */
export interface StepUp {
  userId: string
  method: 'totp' | 'passkey' | 'backup-code'
  at: Date
}

/** How other modules ask for it: `await stepUp(c, body.proof)` before the act; `proof` is a `StepUpProof` and is checked here. */
export type StepUpCheck = (c: Context<Env>, proof: unknown) => Promise<StepUp>

/** The raw TOTP key of a person, or undefined when no authenticator app stands ready. */
export async function totpSecret(
  login: Login,
  userId: string,
  verifiedOnly = true,
): Promise<string | undefined> {
  const sealed = await findTotpSecret(login.db, userId, verifiedOnly)
  if (!sealed) return undefined
  const { secretConfig } = await login.auth.$context
  return symmetricDecrypt({ key: secretConfig, data: sealed })
}

/**
 * Checks a code of the authenticator app and uses it up.
 *
 * @returns 'right', 'wrong', or 'used': it was right, but has served already
 */
export async function spendCode(
  login: Login,
  userId: string,
  code: string,
  verifiedOnly = true,
): Promise<'right' | 'wrong' | 'used'> {
  const secret = await totpSecret(login, userId, verifiedOnly)
  if (!secret) return 'wrong'
  const step = matchingStep(secret, readCode(code), login.clock())
  if (step === null) return 'wrong'
  return (await claimTotp(login.db, userId, step)) ? 'right' : 'used'
}

/**
 * Verifies a fresh second factor of the person whose session the headers carry.
 *
 * @throws Refusal `not_signed_in`; `step_up_needed` with `reason` missing, wrong_code (and `left`), used_code, wrong_passkey, wrong_person;
 *   `locked` with `until`
 */
export async function verifyStepUp(
  login: Login,
  headers: Headers,
  proof: z.output<typeof recoveryProof> | undefined,
): Promise<StepUp> {
  const session = await readSession(login, headers)
  if (!session) throw new Refusal('not_signed_in')
  if (!proof) throw new Refusal('step_up_needed', { reason: 'missing' })
  if ('code' in proof) return byCode(login, session, proof.code)
  if ('passkey' in proof) return byPasskey(login, headers, session, proof.passkey)
  return byBackupCode(login, headers, session, proof.backupCode)
}

/** The check as other modules call it: app code or passkey, never a backup code. */
export function stepUpFor(login: Login): StepUpCheck {
  return async (c, proof) => {
    const parsed = stepUpProof.safeParse(proof)
    return verifyStepUp(login, c.req.raw.headers, parsed.success ? parsed.data : undefined)
  }
}

const begin = (login: Login, session: LiveSession): Promise<Attempt> =>
  beginAttempt(login, [{ own: session.email }], session.userId)

async function byCode(login: Login, session: LiveSession, code: string): Promise<StepUp> {
  const attempt = await begin(login, session)
  const verdict = await spendCode(login, session.userId, code)
  if (verdict === 'used') {
    await attempt.harmless()
    throw new Refusal('step_up_needed', { reason: 'used_code' })
  }
  if (verdict === 'wrong')
    throw new Refusal('step_up_needed', { reason: 'wrong_code', left: await attempt.wrong() })
  await attempt.right()
  return { userId: session.userId, method: 'totp', at: login.clock() }
}

/** The library ends its check by opening a session: it is closed at once, and its cookie never leaves. */
async function byPasskey(
  login: Login,
  headers: Headers,
  session: LiveSession,
  passkey: Record<string, unknown>,
): Promise<StepUp> {
  const answer = await login.auth.api.verifyPasskeyAuthentication({
    headers: new Headers({ cookie: headers.get('cookie') ?? '', origin: login.publicOrigin }),
    body: { response: passkey as unknown as Assertion }, // its shape is judged by the library
    asResponse: true,
  })
  if (!answer.ok) throw new Refusal('step_up_needed', { reason: 'wrong_passkey' })
  const opened = (await answer.json()) as { session: { id: string }; user: { id: string } }
  await endSessions(login.db, opened.user.id, { only: opened.session.id })
  if (opened.user.id !== session.userId) throw new Refusal('step_up_needed', { reason: 'wrong_person' })
  return { userId: session.userId, method: 'passkey', at: login.clock() }
}

async function byBackupCode(
  login: Login,
  headers: Headers,
  session: LiveSession,
  backupCode: string,
): Promise<StepUp> {
  const attempt = await begin(login, session)
  const answer = await login.auth.api.verifyBackupCode({
    headers: new Headers({ cookie: headers.get('cookie') ?? '' }),
    body: { code: readBackupCode(backupCode), disableSession: true },
    asResponse: true,
  })
  if (!answer.ok) throw new Refusal('step_up_needed', { reason: 'wrong_code', left: await attempt.wrong() })
  await attempt.right()
  const at = login.clock()
  await login.onEvent({
    action: 'login.backup-code-used',
    userId: session.userId,
    at,
    details: { for: 'step-up' },
  })
  return { userId: session.userId, method: 'backup-code', at }
}
