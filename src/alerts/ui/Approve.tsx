import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, Busy, DrillFrame, ErrorState } from '#design/index.ts'
import { approvalQuery, frameQuery } from './api.ts'
import { ApproveBody } from './approve/ApproveBody.tsx'
import { NotWaiting } from './approve/NotWaiting.tsx'

/** 承認: one draft on one calm page. `/alerts/drafts/{id}/approve`. */
export function Approve() {
  const { draftId = '' }: { draftId?: string } = useParams({ strict: false })
  const frame = useQuery(frameQuery)
  const page = useQuery(approvalQuery(draftId))
  const [seen, setSeen] = useState<{ id: string; version: number } | null>(null)
  const waiting = page.data?.draft.step === 'awaiting' ? page.data.draft : null
  // The version that was first on screen; it outlives a draft that is taken back and asked for again meanwhile.
  if (waiting && seen?.id !== waiting.id) setSeen({ id: waiting.id, version: waiting.version })
  const failed = [frame, page].find((one) => one.error && !one.data)
  if (failed) {
    const known = failed.error instanceof ApiError ? failed.error : null
    return (
      <ErrorState
        page
        title={failed.error?.message ?? ''}
        reference={known?.requestId}
        onRetry={() => void failed.refetch()}
      >
        {known?.todo}
      </ErrorState>
    )
  }
  if (!frame.data || !page.data) return <Busy />
  const { draft } = page.data
  if (draft.step !== 'awaiting') return <NotWaiting page={page.data} />
  const body = (
    <ApproveBody
      key={draft.id}
      page={page.data}
      frame={frame.data}
      seen={seen?.version ?? draft.version}
      onSeen={() => setSeen({ id: draft.id, version: draft.version })}
    />
  )
  if (frame.data.drill || !draft.drill) return body
  return <DrillFrame drill={{ title: draft.what }}>{body}</DrillFrame>
}
