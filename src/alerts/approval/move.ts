import type { CityTx } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import type { AlertsDeps } from '../deps.ts'
import { compose } from '../draft/compose.ts'
import { insertStep, lockDraft, moveDraft, stepsOf } from '../draft/queries.ts'
import { actorOf } from '../draft/write.ts'
import { next, type Operator } from '../lifecycle.ts'

/**
 * Asks for approval. Everything that must be mended first is refused with all findings at once.
 *
 * @throws Refusal `not_found`, `wrong_step`, `not_allowed`, `findings`
 */
export async function submit(
  tx: CityTx,
  deps: AlertsDeps,
  draftId: string,
  operator: Operator,
): Promise<void> {
  const draft = await lockDraft(tx, draftId)
  if (!draft) throw new Refusal('not_found')
  const step = next('submit', { draft, operator })
  const composed = await compose(tx, deps, draft)
  const stops = composed.findings.filter((finding) => finding.severity === 'stop')
  if (stops.length > 0) throw new Refusal('findings', { findings: composed.findings })
  await move(tx, deps, draftId, step, operator, 'alerts.submitted', '')
}

/** Takes a waiting draft back to change it, gives it back with a reason, or refuses it for good. */
export async function sendBack(
  tx: CityTx,
  deps: AlertsDeps,
  draftId: string,
  name: 'takeBack' | 'return' | 'reject',
  operator: Operator,
  reason: string,
): Promise<void> {
  const draft = await lockDraft(tx, draftId)
  if (!draft) throw new Refusal('not_found')
  const step = next(name, { draft, operator, reason, deputy: await isAskedDeputy(tx, draftId, operator.id) })
  const action = { takeBack: 'alerts.taken-back', return: 'alerts.returned', reject: 'alerts.rejected' }[name]
  await move(tx, deps, draftId, step, operator, action, reason)
}

async function move(
  tx: CityTx,
  deps: AlertsDeps,
  draftId: string,
  step: ReturnType<typeof next>,
  operator: Operator,
  action: string,
  reason: string,
): Promise<void> {
  const at = deps.clock()
  await moveDraft(tx, step, { id: deps.newId(), draftId, step, at, actor: actorOf(operator), reason })
  await deps.record(tx, {
    actor: actorOf(operator),
    action,
    subject: `draft:${draftId}`,
    details: reason ? { reasonLength: reason.length } : {},
    at,
  })
  deps.bus.publish({ cityId: tx.cityId, topic: 'alerts', id: draftId })
}

/** Someone who may approve looked at it: deputies need not be asked. Kept once a person. */
export async function markOpened(
  tx: CityTx,
  deps: AlertsDeps,
  draftId: string,
  operator: Operator,
): Promise<void> {
  const draft = await lockDraft(tx, draftId)
  if (!draft) throw new Refusal('not_found')
  if (draft.step !== 'awaiting' || draft.authorId === operator.id) return
  const actor = actorOf(operator)
  const since = draft.submittedAt ?? draft.createdAt
  const steps = await stepsOf(tx, draftId)
  if (steps.some((row) => row.step === 'opened' && row.actor === actor && row.at >= since)) return
  await insertStep(tx, { id: deps.newId(), draftId, step: 'opened', at: deps.clock(), actor })
  deps.bus.publish({ cityId: tx.cityId, topic: 'alerts', id: draftId })
}

/** Whether this person was asked as a deputy (代決) since the draft was last submitted. */
export async function isAskedDeputy(tx: CityTx, draftId: string, userId: string): Promise<boolean> {
  const steps = await stepsOf(tx, draftId)
  const submitted = steps.findLast((row) => row.step === 'awaiting')
  return steps.some(
    (row) => row.step === 'deputy-asked' && row.reason === userId && (!submitted || row.at >= submitted.at),
  )
}
