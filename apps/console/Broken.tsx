import { ApiError, ButtonLink, EmptyState, ErrorState, useMessages } from '#design/index.ts'
import { frameMessages } from './words.ts'

/** An address without a page. */
export function Missing() {
  const words = useMessages(frameMessages)
  return (
    <EmptyState page title={words.missing} action={<ButtonLink href="/">{words.toSituation}</ButtonLink>}>
      {words.missingText}
    </EmptyState>
  )
}

/** A page that failed: the rest of the frame still stands. */
export function Broken({ error, reset }: { error: unknown; reset: () => void }) {
  const words = useMessages(frameMessages)
  const known = error instanceof ApiError ? error : undefined
  return (
    <ErrorState page title={known?.title ?? words.failed} reference={known?.requestId} onRetry={reset}>
      {known?.todo ?? words.failedText}
    </ErrorState>
  )
}
