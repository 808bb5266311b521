import type { CityTx } from '#platform/database/city.ts'
import { enqueue } from '#platform/queue/queue.ts'
import { Refusal } from '#platform/refusal.ts'
import type { AlertsDeps } from '../deps.ts'
import { insertDispatch } from '../dispatch/queries.ts'
import { settleEarlier } from '../dispatch/settle.ts'
import { type Composed, compose } from '../draft/compose.ts'
import { type Draft, lockDraft, moveDraft } from '../draft/queries.ts'
import { actorOf } from '../draft/write.ts'
import { next, type Operator } from '../lifecycle.ts'
import { insertMessage, insertRenditions, type Message, nextNumber } from '../live/queries.ts'
import { headline } from '../rendition/phrases.ts'
import type { Finding } from '../schema.ts'
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
  next('approve', { draft, operator: approval.operator, steppedUp: approval.steppedUp, deputy })
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
 * @throws Refusal as `approve`, and `not_allowed` when the template is not signed by two people
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
  for (const one of composed.media)
    await planDispatch(tx, deps, message, one.medium, one.off, draft.scheduledAt)
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
    earlier: draft.earlier,
    authorId: draft.authorId,
    approvedBy: approver.id,
    approvedAt: new Date(composed.facts.issuedAt),
    emergencyReason,
    validUntil: new Date(draft.facts.validUntil),
  }
}

/** One row a medium. An earlier message that is still queued there is withdrawn instead of corrected. */
async function planDispatch(
  tx: CityTx,
  deps: AlertsDeps,
  message: Message,
  medium: string,
  off: string | null,
  scheduledAt: Date | null,
): Promise<void> {
  const id = deps.newId()
  const nextAt = scheduledAt ?? message.approvedAt
  const row = { id, messageId: message.id, medium, act: message.type, approvedAt: message.approvedAt }
  if (off) {
    await insertDispatch(tx, { ...row, state: 'off', reason: off, nextAt: null })
    return
  }
  await insertDispatch(tx, { ...row, state: 'queued', reason: '', nextAt })
  await settleEarlier(tx, deps, { id, messageId: message.id, medium, act: message.type }, message.earlier)
  await enqueue(
    tx,
    'dispatch.send',
    { dispatchId: id },
    { jobKey: `dispatch:${id}`, ...(scheduledAt && { runAt: scheduledAt }) },
  )
}
