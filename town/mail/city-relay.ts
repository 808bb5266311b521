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

/** Speaks SMTP to the city's inbound server. `onRefused` hears of what the city would not take for good. */
export function createCityRelay(
  options: { host: string; port: number; retrySeconds?: number[] },
  onRefused: (message: Outgoing, reply: string) => void,
): CityRelay {
  const schedule = options.retrySeconds ?? RETRY_SECONDS
  const transport = nodemailer.createTransport({
    ...{ host: options.host, port: options.port, ignoreTLS: true, name: 'mx.town.example' },
    ...{ connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 30_000 },
  })
  const counts: RelayCounts = { waiting: 0, delivered: 0, retried: 0, refused: 0, gaveUp: 0 }
  const closing = new AbortController()
  const running = new Set<Promise<void>>()

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

  const carry = async (message: Outgoing): Promise<void> => {
    for (const seconds of [...schedule, undefined]) {
      const attempt = await tryOnce(message)
      if (attempt.kind === 'accepted') {
        counts.delivered += 1
        return
      }
      if (attempt.kind === 'refused') {
        counts.refused += 1
        onRefused(message, attempt.reply)
        return
      }
      if (seconds === undefined) break
      counts.retried += 1
      const waited = await pause(seconds * 1_000, true, { signal: closing.signal, ref: false }).catch(
        () => false,
      )
      if (!waited) return
    }
    counts.gaveUp += 1
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
      transport.close()
      await Promise.all(running)
    },
  }
}
