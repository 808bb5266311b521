import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, api, Button, ButtonLink, EmptyState, Notice, useMessages } from '#design/index.ts'
import type { Step } from '../../schema.ts'
import { alertMessages } from '../messages.ts'
import { composeMessages } from './words.ts'

interface ClosedProps {
  draftId: string
  step: Step
  reason?: string
  /** It was taken back and may be written again. */
  onOpened: () => void
}

/** A draft that nobody may write in now: why, and the way on. */
export function Closed({ draftId, step, reason, onOpened }: ClosedProps) {
  const words = useMessages(composeMessages)
  const shared = useMessages(alertMessages)
  const navigate = useNavigate()
  const [fault, setFault] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const takeBack = async () => {
    setBusy(true)
    try {
      await api.post(`/api/alerts/drafts/${draftId}/send-back`, { move: 'takeBack' })
      onOpened()
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      setFault(thrown)
    }
    setBusy(false)
  }
  if (step === 'awaiting')
    return (
      <EmptyState
        page
        title={words.awaiting}
        action={
          <div className="flex flex-wrap gap-3">
            <Button tone="quiet" size={48} onPress={() => void takeBack()} busy={busy}>
              {words.takeBack}
            </Button>
            <Button
              tone="primary"
              size={48}
              onPress={() => void navigate({ href: `/alerts/drafts/${draftId}/approve` })}
            >
              {words.toApproval}
            </Button>
          </div>
        }
      >
        {words.awaitingText}
        {fault ? (
          <Notice state="bad" title={fault.title} live>
            {fault.todo}
          </Notice>
        ) : null}
      </EmptyState>
    )
  const title = step === 'rejected' ? words.rejected : step === 'expired' ? words.expired : words.sent
  return (
    <EmptyState
      page
      title={title}
      action={
        <div className="flex flex-wrap gap-3">
          <ButtonLink href="/alerts" size={48}>
            {shared.toList}
          </ButtonLink>
          <ButtonLink href="/alerts/new" size={48}>
            {words.newOne}
          </ButtonLink>
        </div>
      }
    >
      {reason ? <p className="text-ink">{reason}</p> : null}
      <p>{words.endedText}</p>
    </EmptyState>
  )
}
