import { type ApiError, Button, Notice, useMessages } from '#design/index.ts'
import type { ApprovalPage } from '../api.ts'
import { approveMessages } from './words.ts'

interface NoticesProps {
  page: ApprovalPage
  changed: boolean
  fault: ApiError | null
  stopped: boolean
  onSeen: () => void
}

/** What the approver must know before reading on. */
export function Notices({ page, changed, fault, stopped, onSeen }: NoticesProps) {
  const words = useMessages(approveMessages)
  return (
    <>
      {changed ? (
        <Notice
          state="warn"
          live
          title={words.changed}
          actions={<Button onPress={onSeen}>{words.sawIt}</Button>}
        >
          {words.changedText}
        </Notice>
      ) : null}
      {fault ? (
        <Notice state="bad" live title={fault.title}>
          {fault.todo}
        </Notice>
      ) : null}
      {stopped ? (
        <Notice state="bad" title={words.stopTitle}>
          {words.stopText}
        </Notice>
      ) : null}
      {page.may.deputy && page.may.approve ? (
        <Notice state="go" title={words.deputyNotice}>
          {words.deputyText}
        </Notice>
      ) : null}
    </>
  )
}
