import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Env } from '../http/context.ts'
import { Refusal } from '../refusal.ts'
import type { Login } from './login.ts'
import { recoveryProof } from './proof.ts'
import { elevatedAt, endSessions, listSessions, markElevated, secondFactorsOf } from './queries.ts'
import { type LiveSession, readSession } from './session.ts'
import { verifyStepUp } from './step-up.ts'

/** Minutes for which one proof opens changes of one's own second factors. */
const elevatedMinutes = 5

/**
 * Lets a session change second factors only when it proved one a moment ago; somebody who has none yet may add the first.
 *
 * @throws Refusal `step_up_needed`
 */
export async function needElevation(login: Login, session: LiveSession): Promise<void> {
  const factors = (await secondFactorsOf(login.db, [session.userId])).get(session.userId)
  if (!factors || (!factors.totp && factors.passkeys === 0)) return
  const at = await elevatedAt(login.db, session.sessionId)
  const oldest = login.clock().getTime() - elevatedMinutes * 60_000
  if (!at || at.getTime() < oldest) throw new Refusal('step_up_needed', { reason: 'missing' })
}

async function here(login: Login, headers: Headers): Promise<LiveSession> {
  const session = await readSession(login, headers)
  if (!session) throw new Refusal('not_signed_in')
  return session
}

/** What the library does in a way that does not suit us: the list of one's sessions, ending them, and step-up for the account itself. */
export function ownRoutes(app: OpenAPIHono<Env>, login: Login): void {
  app.get('/api/auth/sessions', async (c) => {
    const session = await here(login, c.req.raw.headers)
    const rows = await listSessions(login.db, session.userId, login.clock())
    return c.json({
      sessions: rows.map((row) => ({
        id: row.id,
        current: row.id === session.sessionId,
        since: row.created_at,
        lastUsedAt: row.updated_at,
        until: row.expires_at,
        address: row.ip_address ?? '',
        browser: row.user_agent ?? '',
      })),
    })
  })
  app.post('/api/auth/sessions/end', async (c) => {
    const session = await here(login, c.req.raw.headers)
    const asked = z.union([z.object({ id: z.uuid() }), z.object({ others: z.literal(true) })])
    const parsed = asked.safeParse(await c.req.json().catch(() => null))
    if (!parsed.success) throw new Refusal('bad_request', { fields: [{ path: 'id', message: 'uuid' }] })
    const which = 'id' in parsed.data ? { only: parsed.data.id } : { allBut: session.sessionId }
    const ended = await endSessions(login.db, session.userId, which)
    await login.onEvent({
      action: 'login.sessions-ended',
      userId: session.userId,
      at: login.clock(),
      details: { ended },
    })
    return c.json({ ended })
  })
  app.post('/api/auth/step-up', async (c) => {
    const session = await here(login, c.req.raw.headers)
    const parsed = recoveryProof.safeParse(await c.req.json().catch(() => null))
    const stepUp = await verifyStepUp(login, c.req.raw.headers, parsed.success ? parsed.data : undefined)
    await markElevated(login.db, session.sessionId, stepUp.at)
    return c.json({ until: new Date(stepUp.at.getTime() + elevatedMinutes * 60_000).toISOString() })
  })
}
