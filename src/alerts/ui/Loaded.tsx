import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ApiError, ErrorState, formatClock, Notice, Skeleton, useMessages } from '#design/index.ts'
import { watchMessages } from './words.ts'

interface LoadedProps<T> {
  query: UseQueryResult<T, Error>
  children: (facts: T) => ReactNode
  /** Stands until the first answer; grey lines unless told. */
  waiting?: ReactNode
  /** Nothing else is on the page: when it cannot be read, the reason is the page's heading. */
  page?: boolean
}

/** An answer on screen: grey lines before it comes, the reason when it does not, and the last state with its hour when it grows old. */
export function Loaded<T>({ query, children, waiting, page }: LoadedProps<T>) {
  if (query.data !== undefined)
    return (
      <>
        {query.error ? <Stale query={query} /> : null}
        {children(query.data)}
      </>
    )
  if (query.isPending) return waiting ?? <Skeleton lines={6} className="px-6 py-8" />
  return <Failed error={query.error} onRetry={() => void query.refetch()} page={page} />
}

interface FailedProps {
  error: Error | null
  onRetry?: () => void
  page?: boolean
}

/** What happened and what to do, with the number that the keeper of the system can look up. */
export function Failed({ error, onRetry, page }: FailedProps) {
  const known = error instanceof ApiError ? error : undefined
  return (
    <ErrorState page={page} title={error?.message ?? ''} reference={known?.requestId} onRetry={onRetry}>
      {known?.todo}
    </ErrorState>
  )
}

/** A fault of something that a person just did. */
export function FaultNotice({ error }: { error: Error | null }) {
  if (!error) return null
  return (
    <Notice state="bad" title={error.message} live>
      {error instanceof ApiError ? error.todo : null}
    </Notice>
  )
}

function Stale({ query }: { query: UseQueryResult<unknown, Error> }) {
  const words = useMessages(watchMessages)
  return (
    <div className="px-4 pt-4 tablet:px-6">
      <Notice state="warn" title={words.stale(formatClock(query.dataUpdatedAt))} live>
        {words.staleText(query.error?.message ?? '')}
      </Notice>
    </div>
  )
}
