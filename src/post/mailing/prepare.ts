import type { Kysely } from 'kysely'
import type { Clock } from '#platform/clock.ts'
import { inCity, type Outer } from '#platform/database/city.ts'
import type { Seal } from '#platform/seal/seal.ts'
import { readAddress } from '../book/address.ts'
import { addressContext } from '../book/join.ts'
import { linkToken, messageIdOf, verpToken } from '../book/tokens.ts'
import type { Job } from '../lanes/lane-state.ts'
import type { Prepared } from '../lanes/sending.ts'
import type { MailLanguage } from '../schema.ts'
import { type FindServers, NoDomain, type Setup, type Setups, targetsFor } from '../setup.ts'
import { type Composer, composer } from './compose.ts'
import type { MailKeys } from './keys.ts'
import { foot, type Links, letterText } from './letters.ts'
import { type MailingRow, readMailing } from './queries.ts'

export interface PrepareParts {
  db: Kysely<Outer>
  seal: Seal
  secret: string
  clock: Clock
  setups: Setups
  keys: MailKeys
  findServers: FindServers
}

/** A mailing that is being sent: its row is read once, its shared parts are encoded once a language. */
interface Running {
  row: MailingRow
  composers: Map<MailLanguage, Composer>
}

const runningMost = 50

/** Everything between a claimed delivery and the wire: whom, where to, and the signed mail. */
export function createPrepare(parts: PrepareParts): (job: Job) => Promise<Prepared> {
  const running = new Map<string, Promise<Running>>()
  const mailingOf = (job: Job): Promise<Running> => {
    const kept = running.get(job.mailingId)
    if (kept) return kept
    const loading = inCity(parts.db, job.cityId, (tx) => readMailing(tx, job.mailingId)).then((row) => {
      if (!row) throw new Error('the mailing is gone')
      return { row, composers: new Map() }
    })
    running.set(job.mailingId, loading)
    loading.catch(() => running.delete(job.mailingId))
    const oldest = running.keys().next().value
    if (running.size > runningMost && oldest) running.delete(oldest)
    return loading
  }
  return async (job) => {
    const setup = parts.setups.of(job.cityId)
    if (!setup) throw new Error('the mail of this city is off')
    const mailing = await mailingOf(job)
    const { row } = mailing
    const skip = reasonToSkip(job, row, parts.clock())
    if (skip) return skip
    const sealed = job.recipient.sealedAddress as Buffer
    const to = parts.seal.open(sealed, addressContext(job.cityId, job.recipient.id)).toString()
    const domain = readAddress(to)?.domain ?? ''
    const ids = { mailingId: job.mailingId, subscriberId: job.recipient.id }
    const raw = await compose(parts, setup, mailing, job, to)
    const from = `b+${verpToken(parts.secret, ids)}@${setup.settings.mailDomain}`
    try {
      const targets = await targetsFor(setup.settings, domain, parts.findServers)
      return { send: { from, to, raw }, targets, expiresAt: row.expiresAt }
    } catch (fault) {
      const cause = fault instanceof NoDomain ? 'no-domain' : 'dns'
      return { end: { kind: 'broken', cause, left: false }, expiresAt: row.expiresAt }
    }
  }
}

function reasonToSkip(job: Job, row: MailingRow, now: Date): Extract<Prepared, { skip: string }> | null {
  const { state, sealedAddress } = job.recipient
  if (!sealedAddress) return { skip: 'suppressed', reason: '配信をやめた人です' }
  if (row.purpose === 'alert' && state !== 'active')
    return { skip: 'suppressed', reason: '不達が続き、配信を止めています' }
  if (row.expiresAt <= now) return { skip: 'failed', reason: '期限までに届けられませんでした' }
  return null
}

/** The three pages of one person. */
export function linksOf(secret: string, setup: Setup, subscriberId: string, nonce: Uint8Array): Links {
  const ids = { cityId: setup.city.id, subscriberId }
  const page = (path: string, purpose: 'confirm' | 'change' | 'leave') =>
    `${setup.city.publicUrl}/mail/${path}/${linkToken(secret, purpose, ids, nonce)}`
  return { confirm: page('c', 'confirm'), change: page('m', 'change'), leave: page('u', 'leave') }
}

async function compose(
  parts: PrepareParts,
  setup: Setup,
  mailing: Running,
  job: Job,
  to: string,
): Promise<Buffer> {
  const { row } = mailing
  const { settings, city } = setup
  const { id: subscriberId, nonce, language } = job.recipient
  const links = linksOf(parts.secret, setup, subscriberId, nonce)
  const messageId = (mailingId: string) =>
    messageIdOf(parts.secret, { mailingId, subscriberId }, settings.mailDomain)
  const fromDomain = settings.fromAddress.slice(settings.fromAddress.lastIndexOf('@') + 1).toLowerCase()
  const shared = {
    fromName: settings.fromName,
    fromAddress: settings.fromAddress,
    createdAt: row.createdAt,
    keys: await parts.keys.signing(city.id, fromDomain, settings.ed25519),
  }
  if (row.words.kind === 'letter') {
    const { subject, text, foot: end } = letterText(row.words.letter, city.name, links)
    const answers = row.words.answers ? [row.words.answers] : []
    const made = composer({ ...shared, subject, text, autoSubmitted: 'auto-replied' })
    return made.compose({ to, messageId: messageId(row.id), references: answers, foot: end })
  }
  const { texts, messageId: alertId, approvedAt } = row.words
  const spoken: MailLanguage = texts[language] ? language : 'ja'
  const words = texts[spoken]
  if (!words) throw new Error('the mailing has no Japanese text')
  let made = mailing.composers.get(spoken)
  if (!made) {
    made = composer({
      ...shared,
      ...words,
      listId: { name: `${city.name} 安全安心メール`, id: `anzen.${settings.mailDomain}` },
      alert: { messageId: alertId, approvedAt },
      autoSubmitted: 'auto-generated',
    })
    mailing.composers.set(spoken, made)
  }
  return made.compose({
    to,
    messageId: messageId(row.id),
    references: row.earlier.map(messageId),
    foot: foot(city.name, links, spoken),
    oneClickUrl: links.leave,
  })
}
