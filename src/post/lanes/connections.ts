import type { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { judge, type WireEnd } from './smtp-answer.ts'

/** Where a domain's mail is taken. */
export interface Target {
  host: string
  port: number
  tls: 'none' | 'opportunistic' | 'required' | 'implicit'
  auth?: { user: string; pass: string }
}

export interface Patience {
  connectMs: number
  /** Longest silence of the far side within a session. RFC 5321 §4.5.3.2 asks for minutes; a disaster does not wait that long. */
  silenceMs: number
  /** A whole attempt. */
  attemptMs: number
}

export const usualPatience: Patience = { connectMs: 10_000, silenceMs: 60_000, attemptMs: 120_000 }

/** One mail on its way to one person. */
export interface WireMail {
  from: string
  to: string
  raw: Buffer
}

/** The connections of one lane: kept open between mails, never shared with another lane. */
export interface Connections {
  /** Sends one mail; resolves always. @param targets  tried in order until one takes the connection */
  send(targets: Target[], mail: WireMail): Promise<WireEnd>
  /** Says EHLO (logs in where need be) and RSET, and sends nothing. @returns null, or what is wrong in words */
  greet(targets: Target[], signal: AbortSignal): Promise<string | null>
  /** Says QUIT on what is idle and breaks what is busy. */
  close(): void
}

interface Idle {
  connection: SMTPConnection
  key: string
  sent: number
  since: number
}

/** After so many mails a connection is given up: some operators refuse more, and a moved server is noticed. */
const mailsPerConnection = 500
const idleMs = 10_000

/** What is wrong, without what a sender would do about it. */
const words = (end: WireEnd): string => judge(end).reason.split('。')[0] ?? ''

const keyOf = (target: Target): string =>
  `${target.host}:${target.port}:${target.tls}:${target.auth?.user ?? ''}`

/** @param name  says EHLO */
export function createConnections(name: string, patience: Patience, now: () => number): Connections {
  let idle: Idle[] = []
  const busy = new Set<SMTPConnection>()
  const closing = new AbortController()
  const sweep = setInterval(() => {
    const old = idle.filter((one) => now() - one.since > idleMs)
    idle = idle.filter((one) => !old.includes(one))
    for (const one of old) one.connection.quit()
  }, idleMs / 2).unref()

  const give = (one: Idle) => {
    busy.delete(one.connection)
    if (one.sent >= mailsPerConnection) return one.connection.quit()
    one.since = now()
    idle.push(one)
  }
  const take = (targets: Target[]): Idle | undefined => {
    const keys = targets.map(keyOf)
    const at = idle.findLastIndex((one) => keys.includes(one.key) && !hasEnded(one.connection))
    return at < 0 ? undefined : idle.splice(at, 1)[0]
  }
  const attempt = async (one: Idle, mail: WireMail): Promise<WireEnd> => {
    busy.add(one.connection)
    const end = await transact(one.connection, mail, patience.attemptMs)
    one.sent++
    const usable = end.kind === 'accepted' || (end.kind === 'answered' && (await reset(one.connection)))
    if (usable && busy.has(one.connection)) give(one)
    else drop(one.connection)
    return end
  }
  const drop = (connection: SMTPConnection) => {
    busy.delete(connection)
    connection.close()
  }

  return {
    async send(targets, mail) {
      const kept = take(targets)
      if (kept) {
        const end = await attempt(kept, mail)
        // The far side may have closed a connection that lay idle: that is no fault, a fresh one decides.
        if (end.kind !== 'broken' || end.cause !== 'closed' || end.left) return end
      }
      let last: WireEnd = { kind: 'broken', cause: 'dns', left: false }
      for (const target of targets) {
        const opened = await connect(target, name, patience, closing.signal)
        if ('connection' in opened)
          return attempt({ ...opened, key: keyOf(target), sent: 0, since: now() }, mail)
        last = opened
      }
      return last
    },
    async greet(targets, signal) {
      let wrong = words({ kind: 'broken', cause: 'dns', left: false })
      for (const target of targets) {
        if (signal.aborted) break
        const opened = await connect(target, name, patience, closing.signal)
        if ('connection' in opened) {
          const fine = await reset(opened.connection)
          opened.connection.quit()
          return fine ? null : words({ kind: 'broken', cause: 'nonsense', left: false })
        }
        wrong = words(opened)
      }
      return wrong
    },
    close() {
      clearInterval(sweep)
      closing.abort()
      for (const one of idle) one.connection.quit()
      for (const connection of busy) connection.close()
      idle = []
      busy.clear()
    },
  }
}

const hasEnded = (connection: SMTPConnection): boolean =>
  connection.destroyed || !connection._socket || connection._socket.destroyed

type SmtpError = SMTPConnection.SMTPError & {
  rejectedErrors?: { response?: string; responseCode?: number }[]
}

function connect(
  target: Target,
  name: string,
  patience: Patience,
  closing: AbortSignal,
): Promise<{ connection: SMTPConnection } | WireEnd> {
  const connection = new SMTPConnection({
    host: target.host,
    port: target.port,
    name,
    secure: target.tls === 'implicit',
    ignoreTLS: target.tls === 'none',
    requireTLS: target.tls === 'required',
    opportunisticTLS: target.tls === 'opportunistic',
    // Between mail servers opportunistic TLS is not authenticated (RFC 7435); where the city asks for TLS it is.
    tls: { rejectUnauthorized: target.tls !== 'opportunistic' },
    connectionTimeout: patience.connectMs,
    greetingTimeout: patience.connectMs,
    dnsTimeout: patience.connectMs,
    socketTimeout: patience.silenceMs,
  })
  return new Promise((resolve) => {
    // Each step has its own limit; this one is for a far side that feeds single letters.
    const deadline = setTimeout(() => fail({ code: 'ETIMEDOUT' } as SmtpError), patience.connectMs * 3)
    const stop = () => fail({ code: 'ECONNECTION' } as SmtpError)
    closing.addEventListener('abort', stop)
    const fail = (fault: SmtpError) => {
      clearTimeout(deadline)
      closing.removeEventListener('abort', stop)
      connection.close()
      const code = fault.responseCode ?? 0
      if (code >= 400 && code < 600 && fault.code !== 'EAUTH')
        resolve({ kind: 'answered', at: 'greeting', code, reply: String(fault.response ?? '') })
      else resolve({ kind: 'broken', cause: causeOf(fault, 'connect'), left: false })
    }
    const open = () => {
      clearTimeout(deadline)
      closing.removeEventListener('abort', stop)
      resolve({ connection })
    }
    connection.on('error', fail)
    connection.connect((fault) => {
      if (fault) return fail(fault as SmtpError)
      if (!target.auth) return open()
      connection.login(
        { user: target.auth.user, pass: target.auth.pass } as SMTPConnection.AuthenticationCredentials,
        (refused) => (refused ? fail(refused as SmtpError) : open()),
      )
    })
  })
}

function causeOf(
  fault: SmtpError,
  otherwise: 'connect' | 'closed',
): Extract<WireEnd, { kind: 'broken' }>['cause'] {
  if (fault.code === 'ETIMEDOUT') return 'timeout'
  if (fault.code === 'EDNS') return 'dns'
  if (fault.code === 'ETLS') return 'tls'
  if (fault.code === 'EAUTH') return 'auth'
  if (fault.code === 'EPROTOCOL') return 'nonsense'
  if (fault.response && !/^[2345]\d\d/.test(String(fault.response))) return 'nonsense'
  return otherwise
}

function transact(connection: SMTPConnection, mail: WireMail, attemptMs: number): Promise<WireEnd> {
  return new Promise((resolve) => {
    let left = false
    const done = (end: WireEnd) => {
      clearTimeout(deadline)
      connection.off('error', broken)
      connection.on('error', ignore)
      resolve(end)
    }
    const broken = (fault: SmtpError) => done(endOf(fault, left))
    const deadline = setTimeout(() => done({ kind: 'broken', cause: 'timeout', left }), attemptMs)
    connection.removeAllListeners('error')
    connection.on('error', broken)
    // `pipe` is called when the far side has taken the envelope and says 354: before that nothing of the mail has left.
    const body = {
      pipe(into: NodeJS.WritableStream) {
        left = true
        into.end(mail.raw)
      },
    }
    const envelope = { from: mail.from, to: [mail.to], size: mail.raw.length }
    connection.send(envelope, body as unknown as Readable, (fault, info) => {
      if (fault) broken(fault as SmtpError)
      else done({ kind: 'accepted', reply: info.response })
    })
  })
}

const ignore = () => undefined

function endOf(fault: SmtpError, left: boolean): WireEnd {
  const refusal = fault.rejectedErrors?.[0] ?? fault
  const reply = String(refusal.response ?? '')
  const code = refusal.responseCode ?? 0
  if (code >= 400 && code < 600) {
    const at = fault.command === 'MAIL FROM' ? 'sender' : left ? 'text' : 'recipient'
    return { kind: 'answered', at, code, reply }
  }
  return {
    kind: 'broken',
    cause: causeOf({ ...fault, response: refusal.response } as SmtpError, 'closed'),
    left,
  }
}

/** After a refused mail the session starts afresh. */
function reset(connection: SMTPConnection): Promise<boolean> {
  if (hasEnded(connection)) return Promise.resolve(false)
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), 5_000)
    connection.reset((fault) => {
      clearTimeout(timer)
      resolve(!fault)
    })
  })
}
