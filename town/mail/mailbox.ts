import type { DkimVerdict } from './dkim.ts'
import { domainOf } from './domains.ts'

/** One mail in one person's mailbox. */
export interface Mail {
  id: string
  /** When the town's server had the whole message, ISO 8601 with milliseconds. */
  at: string
  /** RCPT TO. */
  recipient: string
  /** MAIL FROM; empty for the null sender of a bounce. */
  envelopeFrom: string
  from: { name: string; address: string }
  subject: string
  text: string
  html?: string
  /** The header block as received. */
  headers: string
  /** Octets of the whole message. */
  size: number
  dkim: DkimVerdict
  unsubscribe: Unsubscribe
  alertId?: string
  approvedAt?: string
  drill: boolean
}

/** What the mail offers for leaving the list (RFC 2369, RFC 8058). */
export interface Unsubscribe {
  /** The first http(s) address in List-Unsubscribe. */
  url?: string
  mailto?: string
  /** List-Unsubscribe-Post says One-Click, and the address is http(s). */
  oneClick: boolean
  /** Both fields lie under a good signature; Gmail and others ask for it. */
  signed: boolean
}

/** How many mails are kept; the counts go on. */
export const KEPT_MAILS = 5_000

export interface MailCounts {
  received: number
  /** Answers 4xx and 5xx to RCPT, by domain. */
  refused: Record<string, number>
  byDomain: Record<string, number>
  dkim: Record<DkimVerdict['result'], number>
}

export interface Mailbox {
  keep(mail: Mail, raw: Buffer): void
  countRefusal(domain: string): void
  find(id: string): Mail | undefined
  raw(id: string): Buffer | undefined
  /** The newest mail to anyone at this domain. */
  latestOf(domain: string): Mail | undefined
  /** Newest first. */
  list(filter?: { to?: string; text?: string; alertId?: string; limit?: number }): Mail[]
  counts(): MailCounts
  clear(): void
}

/** An empty mailbox for the whole town. */
export function createMailbox(kept = KEPT_MAILS): Mailbox {
  const mails = new Map<string, { mail: Mail; raw: Buffer }>()
  const latest = new Map<string, Mail>()
  let counts: MailCounts
  const zero = () => {
    mails.clear()
    latest.clear()
    counts = { received: 0, refused: {}, byDomain: {}, dkim: { pass: 0, fail: 0, none: 0, 'key-unknown': 0 } }
  }
  zero()
  const countIn = (table: Record<string, number>, key: string) => {
    table[key] = (table[key] ?? 0) + 1
  }
  return {
    keep(mail, raw) {
      mails.set(mail.id, { mail, raw })
      counts.received += 1
      counts.dkim[mail.dkim.result] += 1
      countIn(counts.byDomain, domainOf(mail.recipient))
      latest.set(domainOf(mail.recipient), mail)
      const oldest = mails.keys().next().value
      if (mails.size > kept && oldest !== undefined) mails.delete(oldest)
    },
    countRefusal: (domain) => countIn(counts.refused, domain),
    find: (id) => mails.get(id)?.mail,
    latestOf: (domain) => latest.get(domain),
    raw: (id) => mails.get(id)?.raw,
    list({ to, text, alertId, limit = 50 } = {}) {
      const found: Mail[] = []
      for (const { mail } of [...mails.values()].reverse()) {
        if (found.length >= limit) break
        if (to && mail.recipient.toLowerCase() !== to.toLowerCase()) continue
        if (alertId && mail.alertId !== alertId) continue
        if (text && !mail.subject.includes(text) && !mail.text.includes(text)) continue
        found.push(mail)
      }
      return found
    },
    counts: () => structuredClone(counts),
    clear: zero,
  }
}
