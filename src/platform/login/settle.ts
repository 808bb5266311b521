import { Refusal } from '../refusal.ts'
import type { Attempt } from './attempts.ts'
import type { Door } from './doors.ts'
import type { Login } from './login.ts'
import { endSessions, secondFactorsOf } from './queries.ts'
import type { LiveSession } from './session.ts'

/** What one request at a door has found out so far. */
export interface Visit {
  body: Record<string, unknown>
  session: LiveSession | null
  /** Whose account is being entered, as far as it is known. */
  user: { id: string; email: string } | null
  attempt: Attempt | null
}

type Json = Record<string, unknown> | unknown[]

interface SignedIn {
  twoFactorRedirect?: boolean
  user?: { id: string }
  token?: string
}

/** A right answer: counts are cleared, the deed is written down, tokens stay in their cookie. */
export async function settle(login: Login, door: Door, visit: Visit, said: Json): Promise<Json> {
  if (door.path === '/two-factor/verify-totp' && visit.session) return enrolled(login, visit)
  if (door.signsIn) return signedIn(login, door, visit, said as SignedIn)
  await visit.attempt?.right()
  const userId = visit.session?.userId ?? null
  if (door.event) await login.onEvent({ action: door.event, userId, at: login.clock(), details: {} })
  return withoutTokens(said)
}

/** The first code of a new authenticator app was right: from now on it is asked for. */
async function enrolled(login: Login, visit: Visit): Promise<Json> {
  await visit.attempt?.right()
  const userId = visit.session?.userId ?? null
  await login.onEvent({
    action: 'login.second-factor-added',
    userId,
    at: login.clock(),
    details: { method: 'totp' },
  })
  return { next: 'done' }
}

async function signedIn(login: Login, door: Door, visit: Visit, said: SignedIn): Promise<Json> {
  if (said.twoFactorRedirect) {
    await visit.attempt?.harmless()
    return { next: 'code' }
  }
  const userId = said.user?.id ?? visit.user?.id ?? null
  if (door.guess === 'entry' && userId) await mustUsePasskey(login, visit, userId, said.token ?? '')
  await visit.attempt?.right()
  const at = login.clock()
  const method = door.path.split('/').at(-1)
  await login.onEvent({ action: 'login.signed-in', userId, at, details: { method } })
  if (method === 'verify-backup-code')
    await login.onEvent({ action: 'login.backup-code-used', userId, at, details: { for: 'sign-in' } })
  return { next: 'done' }
}

/** Who has a passkey and no app logs in by the passkey: the password alone would be one factor. */
async function mustUsePasskey(login: Login, visit: Visit, userId: string, token: string): Promise<void> {
  const factors = (await secondFactorsOf(login.db, [userId])).get(userId)
  if (!factors || factors.passkeys === 0) return
  await visit.attempt?.harmless()
  await endSessions(login.db, userId, { token })
  throw new Refusal('step_up_needed', { reason: 'passkey' })
}

/** The session's token stays in its cookie, where scripts cannot read it. */
function withoutTokens(said: Json): Json {
  if (Array.isArray(said)) return said
  const { token: _token, ...rest } = said
  return rest
}
