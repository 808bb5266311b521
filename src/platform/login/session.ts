import type { Login } from './login.ts'

/** A session that is still good, and what must be said back to the browser to keep it so. */
export interface LiveSession {
  sessionId: string
  userId: string
  userName: string
  email: string
  createdAt: Date
  setCookies: string[]
}

/**
 * Reads the session cookie; a use more than a minute after the last one moves the end of the session by two hours.
 *
 * @returns null when there is none, it has ended or was revoked
 */
export async function readSession(login: Login, headers: Headers): Promise<LiveSession | null> {
  if (!headers.has('cookie')) return null
  const { response, headers: answer } = await login.auth.api.getSession({ headers, returnHeaders: true })
  if (!response) return null
  return {
    sessionId: response.session.id,
    userId: response.user.id,
    userName: response.user.name,
    email: response.user.email,
    createdAt: new Date(response.session.createdAt),
    setCookies: answer.getSetCookie(),
  }
}

/** Whether the session still stands, without counting as a use of it: for streams that stay open. */
export async function peekSession(login: Login, headers: Headers): Promise<boolean> {
  if (!headers.has('cookie')) return false
  const found = await login.auth.api.getSession({ headers, query: { disableRefresh: true } })
  return found !== null
}
