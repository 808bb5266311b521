import type { CityTx } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import { moveDraft } from '../draft/queries.ts'
import { chainOf, endOf } from '../draft/write.ts'
import { nextBySystem } from '../lifecycle.ts'
import { type Message, messageOfDraft } from '../live/queries.ts'
import type { CapAlert } from './cap/schema.ts'
import { type DraftFrom, draftsFrom } from './queries.ts'
import { finding, refOf, type TakeFinding } from './take-finding.ts'

/** What an Update or Cancel speaks about: messages of this city, and drafts that never went out. */
export async function namedBy(
  tx: CityTx,
  alert: CapAlert,
): Promise<{ chain: Message[]; drafts: (DraftFrom & { sent: boolean })[] }> {
  const found = await draftsFrom(tx, (alert.references ?? []).map(refOf))
  const messages: Message[] = []
  const drafts = []
  for (const draft of found) {
    const message = await messageOfDraft(tx, draft.id)
    if (message) messages.push(message)
    drafts.push({ ...draft, sent: message !== undefined })
  }
  const chain = await chainOf(
    tx,
    messages.map((message) => message.id),
  )
  return { chain, drafts }
}

/** Why this file cannot follow what it names. */
export function cannotFollow(
  alert: CapAlert,
  chain: readonly Message[],
  knownDrafts: number,
): TakeFinding | null {
  if (alert.msgType === 'Cancel' && chain.length === 0 && knownDrafts === 0)
    return finding(
      'REFERENCE_UNKNOWN',
      '/alert/references',
      '取り消すもとの配信が、この市にありません。references を確かめてください。',
    )
  if (chain.some((message) => message.drill !== (alert.status !== 'Actual')))
    return finding(
      'STATUS_MISMATCH',
      '/alert/status',
      `もとの配信は${chain[0]?.drill ? '訓練' : '本番'}です。status を合わせてください。`,
    )
  const ended = endOf(chain)
  if (ended)
    return finding(
      'ALREADY_ENDED',
      '/alert/references',
      `もとの配信は、もう${ended.type === 'cancel' ? '取り消されて' : '解除されて'}います。`,
    )
  return null
}

/** Drafts that the sender no longer stands by, and that nobody here has taken into hand, must not lie ready to be approved. */
export async function endDrafts(
  tx: CityTx,
  deps: AlertsDeps,
  alert: CapAlert,
  drafts: readonly (DraftFrom & { sent: boolean })[],
): Promise<number> {
  const cancels = alert.msgType === 'Cancel'
  const open = drafts.filter(
    ({ sent, step, version }) =>
      !sent &&
      (cancels ? ['draft', 'awaiting', 'returned'].includes(step) : step === 'draft' && version === 1),
  )
  for (const draft of open) {
    const reason = cancels ? '送り手が取り消しました' : '送り手の新しい電文に置きかわりました'
    const at = deps.clock()
    const step = nextBySystem('expire', draft.step)
    await moveDraft(tx, step, { id: deps.newId(), draftId: draft.id, step, at, actor: 'system', reason })
    await deps.record(tx, { actor: 'system', action: 'alerts.expired', subject: `draft:${draft.id}`, at })
  }
  return open.length
}
