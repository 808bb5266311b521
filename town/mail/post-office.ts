import type { Seen } from '../seen/seen.ts'
import { composeBounce } from './bounce.ts'
import { type CityRelay, createCityRelay, type Outgoing } from './city-relay.ts'
import type { FindKey } from './dkim.ts'
import { domainOf, isWithin } from './domains.ts'
import type { Faults } from './fault.ts'
import type { Mailbox } from './mailbox.ts'
import { cutMessage } from './raw-message.ts'
import { type Arrival, readMail } from './read-mail.ts'
import type { Received } from './smtp-in.ts'

export interface PostOffice {
  /** Sorts one message that the town's server took: into a mailbox, on to the city, or back as a bounce. */
  receive(message: Received): void
  accepts(domain: string): boolean
  relay: CityRelay
  /** Resolves when everything received so far lies in its mailbox. */
  settled(): Promise<void>
  close(): Promise<void>
}

export interface PostOfficeParts {
  townDomains: Set<string>
  cityMail: { host: string; port: number; domains: string[]; retrySeconds?: number[] }
  faults: Faults
  mailbox: Mailbox
  seen: Seen
  findKey: FindKey
  now: () => Date
}

const MTA = 'mx.town.example'

/** `550-5.1.1 …` or `550 5.1.1 …` → `5.1.1`; without one `5.0.0`. */
const statusIn = (reply: string) => reply.match(/\b5\.\d{1,3}\.\d{1,3}\b/)?.[0] ?? '5.0.0'

const headersOf = (raw: Buffer | string) =>
  cutMessage(Buffer.from(raw))
    .fields.map((field) => field.raw)
    .join('\r\n')

/** Reads a mail, keeps it, and says that it was seen. */
async function putInMailbox({ mailbox, seen, findKey }: PostOfficeParts, arrival: Arrival): Promise<void> {
  const mail = await readMail(arrival, findKey)
  mailbox.keep(mail, arrival.raw)
  const { alertId, approvedAt, drill, at } = mail
  const words = { title: mail.subject, text: mail.text, drill, state: 'live' as const }
  seen.add({ medium: 'email', device: mail.recipient, at, alertId, approvedAt, mailId: mail.id, ...words })
}

/** The sorting room behind the town's mail server. */
export function openPostOffice(parts: PostOfficeParts): PostOffice {
  const { faults, now } = parts
  const reading = new Set<Promise<void>>()
  const relay = createCityRelay(parts.cityMail, (message, diagnostic) => returnToSender(message, diagnostic))
  const isCity = (domain: string) => isWithin(domain, parts.cityMail.domains)

  const read = (arrival: Arrival) => {
    const task = putInMailbox(parts, arrival).finally(() => reading.delete(task))
    reading.add(task)
  }
  // A bounce of a bounce has no recipient, so it ends here (RFC 5321 §4.5.5).
  const route = ({ raw, from, to }: Outgoing, at: Date) => {
    if (isCity(domainOf(to))) relay.enqueue({ raw, from, to })
    else if (parts.townDomains.has(domainOf(to)))
      read({ raw: Buffer.from(raw), recipient: to, envelopeFrom: from, at })
  }
  const returnToSender = ({ raw, from, to }: Outgoing, diagnostic: string) => {
    const facts = { recipient: to, envelopeFrom: from, diagnostic, status: statusIn(diagnostic) }
    const bounce = composeBounce({ ...facts, originalHeaders: headersOf(raw), reportingMta: MTA, now: now() })
    route({ raw: bounce, from: '', to: from }, now())
  }

  return {
    receive({ raw, envelopeFrom, recipients, at }) {
      for (const to of new Set(recipients)) {
        if (faults.of(domainOf(to))?.kind === 'bounce-later')
          returnToSender({ raw, from: envelopeFrom, to }, '550 5.1.1 no such user here')
        else route({ raw, from: envelopeFrom, to }, at)
      }
    },
    accepts: (domain) => parts.townDomains.has(domain) || isCity(domain),
    relay,
    async settled() {
      await Promise.all(reading)
    },
    close: () => relay.close(),
  }
}
