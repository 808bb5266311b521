import type { Kysely } from 'kysely'
import type { Clock, NewId } from '#platform/clock.ts'
import { type CityTx, inCity, type Outer } from '#platform/database/city.ts'
import type { Log } from '#platform/log.ts'
import { unfilledMailings } from '../lanes/queries.ts'
import type { LetterName, MailLanguage, Topic } from '../schema.ts'
import * as mailings from './queries.ts'

/** An alert to many. */
export interface AlertMailing {
  /** That of the dispatch: the same id twice is one mailing. */
  id: string
  messageId: string
  approvedAt: Date
  urgency: 0 | 1 | 2
  texts: { ja: { subject: string; text: string } } & Partial<
    Record<MailLanguage, { subject: string; text: string }>
  >
  topics: Topic[]
  /** null = the whole city. */
  districts: string[] | null
  /** Dispatches that this one corrects, cancels or lifts, oldest first. What of them has not left is taken back. */
  earlier: string[]
  expiresAt: Date
}

/** These leave while the rest of a big mailing is still being written. */
const firstHandful = 200
const dayMs = 24 * 3_600_000

export interface CreateParts {
  db: Kysely<Outer>
  clock: Clock
  newId: NewId
  log: Log
}

/** The mailing, the seeds and a first handful, in one transaction; what it replaces is taken back in the same. */
export async function begin(tx: CityTx, mailing: AlertMailing, now: Date): Promise<void> {
  const { id, texts, messageId, approvedAt, urgency, topics, districts, earlier, expiresAt } = mailing
  const words = { kind: 'alert' as const, texts, messageId, approvedAt: approvedAt.toISOString() }
  const row = {
    id,
    purpose: 'alert' as const,
    urgency,
    words,
    topics,
    districts,
    earlier,
    createdAt: now,
    expiresAt,
  }
  if (!(await mailings.insertMailing(tx, row))) return
  await mailings.withdrawDeliveries(tx, earlier, now)
  await mailings.fillSeeds(tx, { ...row, filledAt: null }, now)
  await mailings.fillDeliveries(tx, { ...row, filledAt: null }, now, firstHandful)
}

/** Writes what is left of a mailing; nothing when it is whole. */
export const fill = (parts: CreateParts, cityId: string, id: string): Promise<void> =>
  inCity(parts.db, cityId, (tx) => fillRest(tx, id, parts.clock()))

async function fillRest(tx: CityTx, id: string, now: Date): Promise<void> {
  const row = await mailings.readMailing(tx, id, true)
  if (row && !row.filledAt) await mailings.fillDeliveries(tx, row, now, null)
}

/** Mailings whose process died between the first handful and the rest. */
export async function finishMailings(parts: CreateParts): Promise<void> {
  const before = new Date(parts.clock().getTime() - 5_000)
  for (const { cityId, id } of await unfilledMailings(parts.db, before)) {
    parts.log.warn({
      event: 'post.mailing-finished',
      mailingId: id,
      reason: 'the process that began it died',
    })
    await fill(parts, cityId, id)
  }
}

export async function writeLetter(
  parts: CreateParts,
  tx: CityTx,
  letter: LetterName,
  to: { id: string; lane: string },
  answers?: string,
): Promise<void> {
  const createdAt = parts.clock()
  const row = {
    id: parts.newId(),
    purpose: 'letter' as const,
    urgency: 1,
    words: { kind: 'letter' as const, letter, ...(answers ? { answers } : {}) },
    topics: [],
    districts: null,
    earlier: [],
    createdAt,
    expiresAt: new Date(createdAt.getTime() + dayMs),
  }
  await mailings.insertMailing(tx, row)
  await mailings.fillLetter(tx, row, to)
}
