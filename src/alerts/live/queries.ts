import { type Selectable, sql } from 'kysely'
import type { CityTx } from '#platform/database/city.ts'
import type { AlertMessage } from '#platform/database/generated/outer.ts'
import { json } from '#platform/database/json.ts'
import type { Kind, Language, MessageFacts, MessageType, Rendition, TemplateId } from '../schema.ts'

/** An approved message: its words never change again. */
export interface Message {
  id: string
  draftId: string
  /** 発信番号, counted per city. */
  number: number
  kind: Kind
  type: MessageType
  drill: boolean
  template: TemplateId
  facts: MessageFacts
  headline: string
  earlier: string[]
  authorId: string | null
  approvedBy: string
  approvedAt: Date
  emergencyReason: string | null
  validUntil: Date
  /** Goes out not before this moment (of its draft, which no longer changes); null = at once. */
  scheduledAt: Date | null
}

/** From when on people may meet it: what it corrects or ends holds until then. */
export const effectiveAt = (message: Pick<Message, 'approvedAt' | 'scheduledAt'>): Date =>
  message.scheduledAt ?? message.approvedAt

/** Messages with the hour of their draft; every question of this file starts here. */
const messages = (tx: CityTx) =>
  tx
    .selectFrom('alert_message as m')
    .innerJoin('alert_draft as d', (join) =>
      join.onRef('d.id', '=', 'm.draft_id').onRef('d.city_id', '=', 'm.city_id'),
    )
    .selectAll('m')
    .select('d.scheduled_at')

function messageOf(row: Selectable<AlertMessage> & { scheduled_at: Date | null }): Message {
  return {
    id: row.id,
    draftId: row.draft_id,
    number: row.number,
    kind: row.kind as Kind,
    type: row.type as MessageType,
    drill: row.drill,
    template: row.template as TemplateId,
    facts: row.facts as unknown as MessageFacts,
    headline: row.headline,
    earlier: row.earlier,
    authorId: row.author_id,
    approvedBy: row.approved_by,
    approvedAt: row.approved_at,
    emergencyReason: row.emergency_reason,
    validUntil: row.valid_until,
    scheduledAt: row.scheduled_at,
  }
}

/**
 * Approvals of one city take turns until their transactions end: none judges repeated words, or what a correction follows, while
 * another is about to change it.
 */
export async function takeTurn(tx: CityTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`alert_message.number:${tx.cityId}`}, 0))`.execute(
    tx,
  )
}

/** The next 発信番号; after `takeTurn`, so that none is missing or given twice. */
export async function nextNumber(tx: CityTx): Promise<number> {
  const row = await tx
    .selectFrom('alert_message')
    .select(({ fn }) => fn.max('number').as('last'))
    .executeTakeFirst()
  return Number(row?.last ?? 0) + 1
}

export async function insertMessage(tx: CityTx, message: Message): Promise<void> {
  await tx
    .insertInto('alert_message')
    .values({
      city_id: tx.cityId,
      id: message.id,
      draft_id: message.draftId,
      number: message.number,
      kind: message.kind,
      type: message.type,
      drill: message.drill,
      template: message.template,
      facts: json(message.facts),
      headline: message.headline,
      earlier: message.earlier,
      author_id: message.authorId,
      approved_by: message.approvedBy,
      approved_at: message.approvedAt,
      emergency_reason: message.emergencyReason,
      valid_until: message.validUntil,
    })
    .execute()
}

export interface RenditionRow {
  medium: string
  language: Language
  rendition: Rendition
}

export async function insertRenditions(tx: CityTx, messageId: string, rows: RenditionRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('alert_rendition')
    .values(
      rows.map((row) => ({
        city_id: tx.cityId,
        message_id: messageId,
        medium: row.medium,
        language: row.language,
        words: json(row.rendition),
      })),
    )
    .execute()
}

export async function renditionsOf(tx: CityTx, messageId: string, medium?: string): Promise<RenditionRow[]> {
  let query = tx
    .selectFrom('alert_rendition')
    .select(['medium', 'language', 'words'])
    .where('message_id', '=', messageId)
  if (medium) query = query.where('medium', '=', medium)
  const rows = await query.orderBy('medium').orderBy('language').execute() // 'ja' sorts before 'ja-easy'
  return rows.map((row) => ({
    medium: row.medium,
    language: row.language as Language,
    rendition: row.words as unknown as Rendition,
  }))
}

export async function findMessage(tx: CityTx, id: string): Promise<Message | undefined> {
  const row = await messages(tx).where('m.id', '=', id).executeTakeFirst()
  return row && messageOf(row)
}

/** Oldest first. */
export async function findMessages(tx: CityTx, ids: readonly string[]): Promise<Message[]> {
  if (ids.length === 0) return []
  const rows = await messages(tx)
    .where('m.id', 'in', [...ids])
    .orderBy('m.approved_at')
    .orderBy('m.number')
    .execute()
  return rows.map(messageOf)
}

/** Newest first. */
export async function recentMessages(tx: CityTx, limit: number): Promise<Message[]> {
  const rows = await messages(tx)
    .orderBy('m.approved_at', 'desc')
    .orderBy('m.number', 'desc')
    .limit(limit)
    .execute()
  return rows.map(messageOf)
}

/** Messages that name this one: its corrections, its cancel, its lifting; oldest first. */
export async function followers(tx: CityTx, messageId: string): Promise<Message[]> {
  const rows = await messages(tx)
    .where(sql<boolean>`${messageId}::uuid = any(m.earlier)`)
    .orderBy('m.number')
    .execute()
  return rows.map(messageOf)
}

/** The same for many messages in one question. @returns followers by the id of the message they name, oldest first */
export async function followersOfAll(
  tx: CityTx,
  named: readonly Pick<Message, 'id' | 'approvedAt'>[],
): Promise<Map<string, Message[]>> {
  const found = new Map<string, Message[]>(named.map((message) => [message.id, []]))
  if (named.length === 0) return found
  const oldest = new Date(Math.min(...named.map((message) => message.approvedAt.getTime())))
  const rows = await messages(tx)
    .where('m.approved_at', '>=', oldest) // a follower is never older than what it names
    .where(sql<boolean>`m.earlier && ${[...found.keys()]}::uuid[]`)
    .orderBy('m.number')
    .execute()
  for (const follower of rows.map(messageOf)) for (const id of follower.earlier) found.get(id)?.push(follower)
  return found
}

/** Alerts and corrections that people may act on at `now` and that nothing in effect has followed; newest first. */
export async function messagesInForce(tx: CityTx, now: Date): Promise<Message[]> {
  const rows = await messages(tx)
    .where('m.type', 'in', ['alert', 'update'])
    .where('m.valid_until', '>', now)
    .where(sql<boolean>`coalesce(d.scheduled_at, m.approved_at) <= ${now}`)
    .where(
      sql<boolean>`not exists (select 1 from alert_message f join alert_draft fd on fd.city_id = f.city_id and fd.id = f.draft_id
        where f.city_id = m.city_id and f.approved_at >= m.approved_at and m.id = any(f.earlier)
          and coalesce(fd.scheduled_at, f.approved_at) <= ${now})`,
    )
    .orderBy('m.approved_at', 'desc')
    .orderBy('m.number', 'desc')
    .execute()
  return rows.map(messageOf)
}

/** The message of an approved draft. */
export async function messageOfDraft(tx: CityTx, draftId: string): Promise<Message | undefined> {
  const row = await messages(tx).where('m.draft_id', '=', draftId).executeTakeFirst()
  return row && messageOf(row)
}

/** The newest message of the same template that this one could be mistaken for. */
export async function lastSimilar(
  tx: CityTx,
  drill: boolean,
  templates: readonly string[],
  before: Date,
): Promise<Message | undefined> {
  const row = await messages(tx)
    .where('m.drill', '=', drill)
    .where('m.template', 'in', [...templates])
    .where('m.approved_at', '<', before)
    .orderBy('m.approved_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && messageOf(row)
}
