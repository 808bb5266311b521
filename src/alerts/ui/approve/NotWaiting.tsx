import { ButtonLink, EmptyState, formatDateTime, useLocale, useMessages } from '#design/index.ts'
import type { ApprovalPage } from '../api.ts'
import { approveMessages } from './words.ts'

/** The draft is in another step: said plainly, with who, when and why, and the way on. */
export function NotWaiting({ page }: { page: ApprovalPage }) {
  const words = useMessages(approveMessages)
  const { locale } = useLocale()
  const { step, id } = page.draft
  const titles: Partial<Record<typeof step, string>> = {
    draft: words.stepDraft,
    returned: words.stepReturned,
    rejected: words.stepRejected,
    expired: words.stepExpired,
  }
  const title = titles[step]
  const last = page.steps.findLast((one) => one.step === (title ? step : 'approved'))
  const open = step === 'draft' || step === 'returned'
  const href = open ? `/alerts/drafts/${id}` : page.messageId ? `/alerts/${page.messageId}` : '/alerts'
  return (
    <EmptyState
      page
      title={title ?? words.stepSent}
      action={
        <ButtonLink href={href} size={48} tone="primary">
          {open ? words.toDraft : words.toMessage}
        </ButtonLink>
      }
    >
      {last?.reason ? <p className="text-ink">{last.reason}</p> : null}
      {last ? <p>{words.stepBy(last.who, formatDateTime(last.at, locale))}</p> : null}
    </EmptyState>
  )
}
