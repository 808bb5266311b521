import { ApiError, ErrorState } from '#design/index.ts'

/** A page whose contents could not be read: why, and what to do. */
export function Unread({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const reference = error instanceof ApiError ? error.requestId : undefined
  return (
    <ErrorState page title={error.message} onRetry={onRetry} reference={reference}>
      {error instanceof ApiError ? error.todo : null}
    </ErrorState>
  )
}
