import type { CityTx } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import { lockStep, moveDraft, stepOf } from '../draft/queries.ts'
import { nextBySystem } from '../lifecycle.ts'
import type { Message } from '../live/queries.ts'
import { countMoving } from './queries.ts'

/**
 * The alert is sent when nothing of it moves any more. The draft is held before the counting: of two media that end in the same
 * instant, the second one sees that the first has ended. Call it when the dispatch rows of the transaction are already held.
 */
export async function finishWhenStill(
  tx: CityTx,
  deps: Pick<AlertsDeps, 'newId'>,
  message: Pick<Message, 'id' | 'draftId'>,
  now: Date,
): Promise<void> {
  if ((await stepOf(tx, message.draftId)) !== 'sending') return
  if ((await lockStep(tx, message.draftId)) !== 'sending') return
  if ((await countMoving(tx, message.id)) > 0) return
  await moveDraft(tx, nextBySystem('finish', 'sending'), {
    id: deps.newId(),
    draftId: message.draftId,
    step: 'sent',
    at: now,
    actor: 'system',
  })
}
