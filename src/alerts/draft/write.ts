import type { CityTx } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import type { AlertsDeps } from '../deps.ts'
import { kindRules } from '../kinds.ts'
import { editable, type Operator } from '../lifecycle.ts'
import { findMessage, findMessages, followers } from '../live/queries.ts'
import type { Facts, MessageType } from '../schema.ts'
import { type DraftChange, insertDraft, insertStep, lockDraft, type Source, updateDraft } from './queries.ts'

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

/** Changes the words of a draft. @throws Refusal `not_found`, `wrong_step`, `changed_meanwhile` (somebody saved in between) */
export async function changeDraft(
  tx: CityTx,
  deps: AlertsDeps,
  id: string,
  version: number,
  change: DraftChange,
): Promise<void> {
  const draft = await lockDraft(tx, id)
  if (!draft) throw new Refusal('not_found')
  if (!editable.includes(draft.step)) throw new Refusal('wrong_step', { step: draft.step })
  const fixed = draft.type === 'alert' ? change : { ...change, drill: draft.drill } // a correction of a drill stays a drill
  if (!(await updateDraft(tx, id, version, fixed, deps.clock())))
    throw new Refusal('changed_meanwhile', { version: draft.version })
  deps.bus.publish({ cityId: tx.cityId, topic: 'alerts', id })
}

/** All messages of a chain, oldest first: the first one and everything that followed it. */
async function chainOf(tx: CityTx, messageId: string): Promise<string[]> {
  const message = await findMessage(tx, messageId)
  if (!message) throw new Refusal('not_found')
  const firstId = message.earlier[0] ?? message.id
  const later = await followers(tx, firstId)
  return [firstId, ...later.map((one) => one.id)]
}

/**
 * Prepares the message that corrects, cancels or lifts: same place, media and languages, and it names all earlier ones.
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
  const earlier = await chainOf(tx, messageId)
  const chain = await findMessages(tx, earlier)
  const last = chain.at(-1)
  if (!last) throw new Refusal('not_found')
  if (last.type === 'cancel' || last.type === 'lift') throw new Refusal('wrong_step', { step: last.type })
  const { dispatch, draft } = {
    dispatch: await mediaOfChain(tx, earlier),
    draft: await lockDraft(tx, last.draftId),
  }
  const validUntil = new Date(deps.clock().getTime() + kindRules[last.kind].validHours * 3_600_000)
  const facts: Facts = {
    ...factsOnly(last.facts),
    correctionReason: '',
    level: type === 'lift' ? null : last.facts.level,
    validUntil: validUntil.toISOString(),
    ...(type === 'lift' && { what: last.facts.what, reason: '', action: '' }),
  }
  const input: DraftInput = {
    kind: last.kind,
    type,
    drill: last.drill,
    template: last.template,
    facts,
    wordings: {},
    media: dispatch,
    languages: draft?.languages ?? ['ja'],
    earlier,
    scheduledAt: null,
  }
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

function factsOnly(facts: Facts): Facts {
  const {
    level,
    hazard,
    what,
    districts,
    wholeCity,
    place,
    reason,
    action,
    shelters,
    when,
    nextReview,
    contact,
    correctionReason,
    validUntil,
  } = facts
  return {
    level,
    hazard,
    what,
    districts,
    wholeCity,
    place,
    reason,
    action,
    shelters,
    when,
    nextReview,
    contact,
    correctionReason,
    validUntil,
  }
}
