import type { Kysely } from 'kysely'
import type { Clock, NewId } from '#platform/clock.ts'
import { inCity, type Outer } from '#platform/database/city.ts'
import type { Log } from '#platform/log.ts'
import { readAddress } from '../book/address.ts'
import type { Book } from '../book/join.ts'
import { readMessageId, readVerp } from '../book/tokens.ts'
import { insertBounces, markReturned } from '../lanes/queries.ts'
import { markSeen, readMailing } from '../mailing/queries.ts'
import type { Setup, Setups } from '../setup.ts'
import { isAutomatic, type ReadMail, readMail, readReport } from './report.ts'

/** Addresses of a city's mail domain. Everything else is refused at RCPT. */
export type Door =
  | { kind: 'bounce'; token: string }
  | { kind: 'seed' }
  | { kind: 'join' }
  | { kind: 'leave' }
  | { kind: 'postmaster' }

/** What an address of ours is for; null = there is no such address. */
export function doorOf(local: string): Door | null {
  const name = local.toLowerCase()
  if (name.startsWith('b+')) return { kind: 'bounce', token: name.slice(2) }
  if (name.startsWith('seed+')) return { kind: 'seed' }
  if (name === 'touroku') return { kind: 'join' }
  if (name === 'kaijo') return { kind: 'leave' }
  if (name === 'postmaster' || name === 'abuse') return { kind: 'postmaster' } // RFC 2142: always taken
  return null
}

export interface ReceiveParts {
  db: Kysely<Outer>
  secret: string
  clock: Clock
  newId: NewId
  log: Log
  setups: Setups
  book: Book
}

export interface Incoming {
  /** MAIL FROM; empty = the null sender of a report. */
  from: string
  to: string
  raw: Buffer
}

/**
 * Takes one mail for one of our addresses. When it returns, what follows from the mail is in the database; the far side may be told 250.
 *
 * @throws when the database is away: the far side is told to come again
 */
export async function receive(parts: ReceiveParts, incoming: Incoming): Promise<void> {
  const at = incoming.to.lastIndexOf('@')
  const setup = parts.setups.ofDomain(incoming.to.slice(at + 1))
  const door = doorOf(incoming.to.slice(0, at))
  if (!setup || !door) return
  const mail = await readMail(incoming.raw)
  if (door.kind === 'bounce') return takeBounce(parts, setup, door.token, mail)
  if (door.kind === 'seed') return takeSeed(parts, setup, mail)
  if (door.kind === 'postmaster')
    return void parts.log.info({ event: 'post.postmaster-mail', cityId: setup.city.id })
  return takeRequest(parts, setup, door.kind, incoming.from, mail)
}

async function takeBounce(parts: ReceiveParts, setup: Setup, token: string, mail: ReadMail): Promise<void> {
  const ids = readVerp(parts.secret, token)
  if (!ids)
    return void parts.log.info({ event: 'post.bounce-ignored', reason: 'not one of our envelope senders' })
  const report = readReport(mail)
  const { log } = parts
  if (report.kind === 'nothing')
    return void log.info({ event: 'post.bounce-ignored', mailingId: ids.mailingId, reason: report.why })
  const now = parts.clock()
  const { hard, status, reason, source } = report
  await inCity(parts.db, setup.city.id, async (tx) => {
    if (!(await readMailing(tx, ids.mailingId))) return
    await markReturned(tx, ids.mailingId, ids.subscriberId, hard, reason)
    const bounce = { id: parts.newId(), ...ids, hard, status, reason, source }
    const stopped = await insertBounces(tx, [bounce], now, setup.settings.hardBounces)
    log.info({ event: 'post.bounced', mailingId: ids.mailingId, hard, status, stopped })
  })
}

const flat = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Our own ear: the mail came back to us from the outside. Counts only when its words are the ones that were sent. */
async function takeSeed(parts: ReceiveParts, setup: Setup, mail: ReadMail): Promise<void> {
  const ids = readMessageId(parts.secret, mail.messageId)
  if (!ids) return void parts.log.info({ event: 'post.seed-ignored', reason: 'not one of our mails' })
  await inCity(parts.db, setup.city.id, async (tx) => {
    const mailing = await readMailing(tx, ids.mailingId)
    if (mailing?.words.kind !== 'alert') return
    const whole = Object.values(mailing.words.texts).some(
      (words) => flat(mail.subject) === flat(words.subject) && flat(mail.text).startsWith(flat(words.text)),
    )
    if (!whole)
      return void parts.log.warn({
        event: 'post.seed-garbled',
        mailingId: ids.mailingId,
        reason: 'the words were changed on the way',
      })
    await markSeen(tx, ids.mailingId, ids.subscriberId, parts.clock())
  })
}

/** 空メール: what it says does not matter; who sent it (envelope) gets the answer. */
async function takeRequest(
  parts: ReceiveParts,
  setup: Setup,
  kind: 'join' | 'leave',
  from: string,
  mail: ReadMail,
): Promise<void> {
  const cityId = setup.city.id
  const ignore = (reason: string) => void parts.log.info({ event: 'post.request-ignored', cityId, reason })
  if (from === '') return ignore('null sender')
  if (isAutomatic(mail)) return ignore('written by a machine')
  const address = readAddress(from)
  if (!address) return ignore('no address to answer to')
  if (parts.setups.ofDomain(address.domain)) return ignore('from ourselves')
  const answers = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>$/.test(mail.messageId) ? mail.messageId : undefined
  if (kind === 'join') await parts.book.ask(cityId, address, 'empty-mail', answers)
  else await parts.book.askToLeave(cityId, address, answers)
}
