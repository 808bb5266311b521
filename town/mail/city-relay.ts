import { setTimeout as pause } from 'node:timers/promises'
import nodemailer from 'nodemailer'

/** A message on its way to the city's inbound mail server. */
export interface Outgoing {
  raw: Buffer | string
  /** MAIL FROM; empty for a bounce. */
  from: string
  to: string
}

/** How one attempt ended; `reply` is the server's own words or the network's. */
export type Attempt =
  | { kind: 'accepted'; reply: string }
  | { kind: 'later'; reply: string }
  | { kind: 'refused'; reply: string }

export interface RelayCounts {
  waiting: number
  delivered: number
  retried: number
  refused: number
  gaveUp: number
}

export interface CityRelay {
  /** One attempt, now; a person who sends wants to know how it went. */
  tryOnce(message: Outgoing): Promise<Attempt>
  /** Queues and returns; retried until the city takes it, refuses it, or the schedule ends. */
  enqueue(message: Outgoing): void
  counts(): RelayCounts
  close(): Promise<void>
}

/** Seconds between attempts, as an MTA would, only quicker: a demo city is restarted, not repaired overnight. */
export const RETRY_SECONDS = [1, 2, 4, 8, 15, 30, 60, 60, 120, 300]

interface SmtpFailure {
  responseCode?: number
  message: string
}

const isFailure = (error: unknown): error is SmtpFailure => error instanceof Error

/** Connections to the city at the same time, as a modest MTA would hold. */
const CONNECTIONS = 5

/** How long a close waits for an attempt that is under way. */
const LAST_WAIT_MS = 500

function openClient(host: string, port: number) {
  const transport = nodemailer.createTransport({
    ...{ host, port, ignoreTLS: true, name: 'mx.town.example', pool: true, maxConnections: CONNECTIONS },
    ...{ connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 30_000, idleTimeout: 2_000 },
  })
  const tryOnce = async ({ raw, from, to }: Outgoing): Promise<Attempt> => {
    try {
      const sent = await transport.sendMail({ raw, envelope: { from, to } })
      return { kind: 'accepted', reply: sent.response }
    } catch (error) {
      if (!isFailure(error)) throw error
      const permanent = error.responseCode !== undefined && error.responseCode >= 500
      return { kind: permanent ? 'refused' : 'later', reply: error.message }
    }
  }
  return { tryOnce, close: () => transport.close() }
}

/** Tries by the schedule until the city has decided; undefined when `signal` fired before. */
async function persist(
  tryOnce: () => Promise<Attempt>,
  schedule: number[],
  signal: AbortSignal,
  onRetry: () => void,
): Promise<Attempt | undefined> {
  let attempt = await tryOnce()
  for (const seconds of schedule) {
    if (attempt.kind !== 'later') break
    onRetry()
    await pause(seconds * 1_000, undefined, { signal, ref: false }).catch(() => undefined)
    if (signal.aborted) return undefined
    attempt = await tryOnce()
  }
  return attempt
}

/** Speaks SMTP to the city's inbound server. `onRefused` hears of what the city would not take for good. */
export function createCityRelay(
  options: { host: string; port: number; retrySeconds?: number[] },
  onRefused: (message: Outgoing, reply: string) => void,
): CityRelay {
  const { tryOnce, close } = openClient(options.host, options.port)
  const schedule = options.retrySeconds ?? RETRY_SECONDS
  const counts: RelayCounts = { waiting: 0, delivered: 0, retried: 0, refused: 0, gaveUp: 0 }
  const closing = new AbortController()
  const running = new Set<Promise<void>>()
  const retried = () => {
    counts.retried += 1
  }
  const carry = async (message: Outgoing): Promise<void> => {
    const end = await persist(() => tryOnce(message), schedule, closing.signal, retried)
    if (end?.kind === 'accepted') counts.delivered += 1
    if (end?.kind === 'later') counts.gaveUp += 1
    if (end?.kind !== 'refused') return
    counts.refused += 1
    onRefused(message, end.reply)
  }
  return {
    tryOnce,
    enqueue(message) {
      counts.waiting += 1
      const task = carry(message).finally(() => {
        counts.waiting -= 1
        running.delete(task)
      })
      running.add(task)
    },
    counts: () => ({ ...counts }),
    async close() {
      closing.abort()
      await Promise.race([Promise.all(running), pause(LAST_WAIT_MS)])
      close()
    },
  }
}
