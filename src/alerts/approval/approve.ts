import type { CityTx } from '#platform/database/city.ts'
import { enqueue } from '#platform/queue/queue.ts'
import { Refusal } from '#platform/refusal.ts'
import type { AlertsDeps } from '../deps.ts'
import { finishWhenStill } from '../dispatch/finish.ts'
import { insertDispatch, lockChain, mediaReached } from '../dispatch/queries.ts'
import { holdBackAll, settleEarlier } from '../dispatch/settle.ts'
import { type Composed, compose } from '../draft/compose.ts'
import { type Draft, lockDraft, moveDraft, writersOf } from '../draft/queries.ts'
import { actorOf } from '../draft/write.ts'
import { kindRules } from '../kinds.ts'
import { next, type Operator } from '../lifecycle.ts'
import {
  effectiveAt,
  findMessages,
  insertMessage,
  insertRenditions,
  type Message,
  nextNumber,
  takeTurn,
} from '../live/queries.ts'
import { headline } from '../rendition/phrases.ts'
import type { Finding } from '../schema.ts'
import { templateOf } from '../templates.ts'
import { isAskedDeputy } from './move.ts'

export interface Approval {
  operator: Operator
  /** A second factor was given for this very approval. */
  steppedUp: boolean
  /** The version that the approver saw; a draft changed since then is refused. */
  version: number
  /** What the approver wrote for each finding that asks for words. */
  confirmations: { code: string; words: string }[]
}

/**
 * Turns a draft into a message whose words never change again, one dispatch row a medium, and wakes the senders; all in one transaction.
 *
 * @returns the message's id
 * @throws Refusal `not_found`, `wrong_step`, `changed_meanwhile`, `same_person`, `not_allowed`, `step_up_needed`, `findings`
 */
export async function approve(
  tx: CityTx,
  deps: AlertsDeps,
  draftId: string,
  approval: Approval,
): Promise<string> {
  const draft = await lockDraft(tx, draftId)
  if (!draft) throw new Refusal('not_found')
  if (draft.step === 'awaiting' && draft.version !== approval.version)
    throw new Refusal('changed_meanwhile', { version: draft.version })
  const deputy = await isAskedDeputy(tx, draftId, approval.operator.id)
  const writers = await writersOf(tx, draftId)
  next('approve', { draft, operator: approval.operator, writers, steppedUp: approval.steppedUp, deputy })
  return send(tx, deps, draft, approval, null)
}

export interface Alone extends Approval {
  /** Why it could not wait for a second person. */
  reason: string
}

/**
 * 緊急発信: one person sends alone, with a second factor and a reason, from a template that two people signed beforehand.
 * All approvers are told at once, and another person reviews it afterwards.
 *
 * @throws Refusal as `approve`, and `not_allowed` when the template is not signed by two people, or the words are not the template's
 */
export async function sendAlone(
  tx: CityTx,
  deps: AlertsDeps,
  draftId: string,
  alone: Alone,
): Promise<string> {
  const draft = await lockDraft(tx, draftId)
  if (!draft) throw new Refusal('not_found')
  if (draft.version !== alone.version) throw new Refusal('changed_meanwhile', { version: draft.version })
  next('sendAlone', { draft, operator: alone.operator, steppedUp: alone.steppedUp, reason: alone.reason })
  if ((await signatures(tx, draft.template)).length < 2)
    throw new Refusal('not_allowed', { reason: 'not-preauthorised', template: draft.template })
  const foreign = outsideTemplate(draft)
  if (foreign) throw new Refusal('not_allowed', { reason: 'not-the-template', field: foreign })
  const messageId = await send(tx, deps, draft, alone, alone.reason)
  const at = deps.clock()
  const approvers = await deps.approvers(tx)
  await deps.record(tx, {
    actor: actorOf(alone.operator),
    action: 'alerts.sent-alone',
    subject: `message:${messageId}`,
    details: { told: approvers.length, template: draft.template },
    at,
  })
  deps.bus.publish({ cityId: tx.cityId, topic: 'emergency', id: messageId })
  return messageId
}

/** Ids of the people whose signature on a template holds today. */
export async function signatures(tx: CityTx, template: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('preauthorised_template')
    .select(['signed_by', 'withdrawn'])
    .where('template', '=', template)
    .orderBy('at')
    .orderBy('id')
    .execute()
  const holding = new Set<string>()
  for (const row of rows) row.withdrawn ? holding.delete(row.signed_by) : holding.add(row.signed_by)
  return [...holding]
}

/** What in a draft two people have not signed beforehand: another call or level than the template's, words changed by hand. */
function outsideTemplate({ kind, type, template, facts, wordings }: Draft): string | null {
  const signed = templateOf(template)
  if (!kindRules[kind].alone) return 'kind'
  if (Object.keys(wordings).length > 0) return 'wordings'
  if (type === 'cancel' || type === 'lift') return null
  if (facts.what !== signed.what) return 'what'
  return facts.level === signed.level ? null : 'level'
}

/** Findings that stand in the way: what must be mended, and what asks for words that were not written. */
function unanswered(findings: readonly Finding[], confirmations: Approval['confirmations']): Finding[] {
  return findings.filter((finding) => {
    if (finding.severity === 'stop') return true
    if (finding.severity !== 'confirm') return false
    return !confirmations.some(
      (given) => given.code === finding.code && given.words.trim() === finding.phrase,
    )
  })
}

async function send(
  tx: CityTx,
  deps: AlertsDeps,
  draft: Draft,
  approval: Approval,
  emergencyReason: string | null,
): Promise<string> {
  await takeTurn(tx)
  const composed = await compose(tx, deps, draft)
  if (unanswered(composed.findings, approval.confirmations).length > 0)
    throw new Refusal('findings', { findings: composed.findings })
  const message = await messageFrom(tx, deps, draft, composed, approval.operator, emergencyReason)
  await insertMessage(tx, message)
  await insertRenditions(
    tx,
    message.id,
    composed.media.flatMap((one) =>
      one.renditions.map(({ language, rendition }) => ({ medium: one.medium, language, rendition })),
    ),
  )
  for (const one of composed.media) await planDispatch(tx, deps, message, one.medium, one.off)
  await holdBackLeftOut(tx, deps, message, draft.media)
  const actor = actorOf(approval.operator)
  const at = message.approvedAt
  await moveDraft(tx, 'approved', {
    id: deps.newId(),
    draftId: draft.id,
    step: 'approved',
    at,
    actor,
    reason: emergencyReason ?? '',
  })
  await moveDraft(tx, 'sending', {
    id: deps.newId(),
    draftId: draft.id,
    step: 'sending',
    at,
    actor: 'system',
  })
  await deps.record(tx, {
    actor,
    action: 'alerts.approved',
    subject: `message:${message.id}`,
    details: {
      draft: draft.id,
      number: message.number,
      type: message.type,
      drill: message.drill,
      media: draft.media,
      confirmed: approval.confirmations.map((one) => one.code),
    },
    at,
  })
  for (const earlier of await findMessages(tx, message.earlier)) await finishWhenStill(tx, deps, earlier, at)
  await finishWhenStill(tx, deps, message, at)
  deps.bus.publish({ cityId: tx.cityId, topic: 'alerts', id: message.id })
  return message.id
}

async function messageFrom(
  tx: CityTx,
  deps: AlertsDeps,
  draft: Draft,
  composed: Composed,
  approver: Operator,
  emergencyReason: string | null,
): Promise<Message> {
  return {
    id: deps.newId(),
    draftId: draft.id,
    number: await nextNumber(tx),
    kind: draft.kind,
    type: draft.type,
    drill: draft.drill,
    template: draft.template,
    facts: composed.facts,
    headline: headline(composed.facts),
    earlier: composed.earlier,
    authorId: draft.authorId,
    approvedBy: approver.id,
    approvedAt: deps.clock(),
    emergencyReason,
    validUntil: new Date(draft.facts.validUntil),
    scheduledAt: draft.scheduledAt,
  }
}

/**
 * One row a medium. An earlier message that is still queued there is withdrawn instead of corrected; by a follower with an hour of its
 * own only when that hour comes.
 */
async function planDispatch(
  tx: CityTx,
  deps: AlertsDeps,
  message: Message,
  medium: string,
  off: string | null,
): Promise<void> {
  const id = deps.newId()
  const row = { id, messageId: message.id, medium, act: message.type, approvedAt: message.approvedAt }
  if (off) return insertDispatch(tx, { ...row, state: 'off', reason: off, nextAt: null })
  await insertDispatch(tx, { ...row, state: 'queued', reason: '', nextAt: effectiveAt(message) })
  const later = message.scheduledAt
  if (!later) {
    const planned = await settleEarlier(tx, deps, row, message.earlier)
    if (planned.kind === 'needless') return
  }
  await enqueue(
    tx,
    'dispatch.send',
    { dispatchId: id },
    { jobKey: `dispatch:${id}`, ...(later && { runAt: later }) },
  )
}

/** Where the follower does not go, what it follows may stay as it is, but must not go out any more. */
async function holdBackLeftOut(
  tx: CityTx,
  deps: AlertsDeps,
  message: Message,
  media: readonly string[],
): Promise<void> {
  if (message.scheduledAt) return
  for (const medium of await mediaReached(tx, message.earlier))
    if (!media.includes(medium))
      await holdBackAll(tx, deps, await lockChain(tx, message.earlier, medium), message.id)
}
