import type { CityTx } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import type { AlertsDeps } from '../deps.ts'
import { kindRules } from '../kinds.ts'
import { editable, type Operator } from '../lifecycle.ts'
import { findMessages, followers, type Message } from '../live/queries.ts'
import { type Facts, factsSchema, type MessageType } from '../schema.ts'
import {
  type DraftChange,
  findDraft,
  insertDraft,
  insertStep,
  lockDraft,
  type Source,
  updateDraft,
  writersOf,
} from './queries.ts'

/** Who acts, as the log and the step rows name them. */
export const actorOf = (operator: Operator | null): string => (operator ? `person:${operator.id}` : 'system')

export type DraftInput = DraftChange & { type?: MessageType; earlier?: string[] }

/**
 * Keeps a new draft. A draft can be wrong in any way: only its submission is checked.
 *
 * @param author  null when a telegram or another system writes
 * @returns the draft's id
 */
export async function writeDraft(
  tx: CityTx,
  deps: AlertsDeps,
  input: DraftInput,
  author: Operator | null,
  source: Source = { kind: 'person' },
): Promise<string> {
  const id = deps.newId()
  const now = deps.clock()
  await insertDraft(tx, {
    id,
    kind: input.kind,
    type: input.type ?? 'alert',
    drill: input.drill,
    template: input.template,
    facts: input.facts,
    wordings: input.wordings,
    media: input.media,
    languages: input.languages,
    earlier: input.earlier ?? [],
    source,
    authorId: author?.id ?? null,
    createdAt: now,
    scheduledAt: input.scheduledAt,
  })
  await insertStep(tx, { id: deps.newId(), draftId: id, step: 'draft', at: now, actor: actorOf(author) })
  await deps.record(tx, {
    actor: actorOf(author),
    action: 'alerts.drafted',
    subject: `draft:${id}`,
    details: { source: source.kind, drill: input.drill },
    at: now,
  })
  deps.bus.publish({ cityId: tx.cityId, topic: 'alerts', id })
  return id
}

/**
 * Changes the words of a draft. Whoever does so has written them, and may not approve them alone.
 *
 * @throws Refusal `not_found`, `wrong_step`, `changed_meanwhile` (somebody saved in between)
 */
export async function changeDraft(
  tx: CityTx,
  deps: AlertsDeps,
  id: string,
  version: number,
  change: DraftChange,
  writer: Operator,
): Promise<void> {
  const draft = await lockDraft(tx, id)
  if (!draft) throw new Refusal('not_found')
  if (!editable.includes(draft.step)) throw new Refusal('wrong_step', { step: draft.step })
  const fixed = draft.type === 'alert' ? change : { ...change, drill: draft.drill } // a correction of a drill stays a drill
  if (!(await updateDraft(tx, id, version, fixed, deps.clock())))
    throw new Refusal('changed_meanwhile', { version: draft.version })
  if (writer.id !== draft.authorId && !(await writersOf(tx, id)).includes(writer.id))
    await insertStep(tx, {
      id: deps.newId(),
      draftId: id,
      step: 'changed',
      at: deps.clock(),
      actor: actorOf(writer),
    })
  deps.bus.publish({ cityId: tx.cityId, topic: 'alerts', id })
}

/** Where a chain stands today: all its messages, oldest first, whatever part of it was named. */
export async function chainOf(tx: CityTx, named: readonly string[]): Promise<Message[]> {
  const known = await findMessages(tx, named)
  const firstIds = new Set(known.map((message) => message.earlier[0] ?? message.id))
  const ids = new Set(firstIds)
  for (const firstId of firstIds) for (const later of await followers(tx, firstId)) ids.add(later.id)
  return findMessages(tx, [...ids])
}

/** The message that ended a chain, if one did. */
export const endOf = (chain: readonly Message[]): Message | undefined =>
  chain.findLast((message) => message.type === 'cancel' || message.type === 'lift')

/**
 * What a correction, cancel or lifting starts from: same place, media and languages, and it names all earlier ones.
 *
 * @throws Refusal `not_found`, `wrong_step` (already cancelled or lifted)
 */
export async function followerInput(
  tx: CityTx,
  deps: AlertsDeps,
  named: readonly string[],
  type: Exclude<MessageType, 'alert'>,
): Promise<{ input: DraftInput & { earlier: string[] }; last: Message }> {
  const chain = await chainOf(tx, named)
  const last = chain.at(-1)
  if (!last) throw new Refusal('not_found')
  const ended = endOf(chain)
  if (ended) throw new Refusal('wrong_step', { step: ended.type })
  const now = deps.clock()
  const earlier = chain.map((message) => message.id)
  const waits = type === 'update' && last.scheduledAt && last.scheduledAt > now // it takes the place of what is still to come
  const scheduledAt = waits ? last.scheduledAt : null
  const from = scheduledAt ?? now
  const facts: Facts = {
    ...factsOnly(last.facts),
    correctionReason: '',
    level: type === 'lift' ? null : last.facts.level,
    validUntil: new Date(from.getTime() + kindRules[last.kind].validHours * 3_600_000).toISOString(),
    ...(type === 'lift' && { what: last.facts.what, reason: '', action: '' }),
  }
  const input = {
    kind: last.kind,
    type,
    drill: last.drill,
    template: last.template,
    facts,
    wordings: {},
    media: await mediaOfChain(tx, earlier),
    languages: (await findDraft(tx, last.draftId))?.languages ?? ['ja' as const],
    earlier,
    scheduledAt,
  }
  return { input, last }
}

/**
 * Prepares the message that corrects, cancels or lifts.
 *
 * @throws Refusal `not_found`, `wrong_step` (already cancelled or lifted)
 */
export async function correct(
  tx: CityTx,
  deps: AlertsDeps,
  messageId: string,
  type: Exclude<MessageType, 'alert'>,
  author: Operator,
): Promise<string> {
  const { input, last } = await followerInput(tx, deps, [messageId], type)
  return writeDraft(tx, deps, input, author, { kind: 'correction', reference: last.id, title: last.headline })
}

async function mediaOfChain(tx: CityTx, messageIds: readonly string[]): Promise<string[]> {
  const rows = await tx
    .selectFrom('dispatch')
    .select('medium')
    .distinct()
    .where('message_id', 'in', [...messageIds])
    .orderBy('medium')
    .execute()
  return rows.map((row) => row.medium)
}

/** The facts alone, without the names that a message adds to them. */
function factsOnly(facts: Facts): Facts {
  const fields = Object.keys(factsSchema.shape) as (keyof Facts)[]
  return Object.fromEntries(fields.map((field) => [field, facts[field]])) as Facts
}
