import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { cx } from './cx.ts'
import { defineMessages, useMessages } from './i18n.ts'

interface EmptyStateProps {
  /** What will stand here: 「配信中のものはありません」. */
  title: string
  /** When it appears, and the one step that makes it appear. */
  children?: ReactNode
  action?: ReactNode
  /** The whole page is empty: its title is the page's heading. */
  page?: boolean
}

/** An empty place that teaches. */
export function EmptyState({ title, children, action, page }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-xl flex-col items-start gap-2 px-6 py-12">
      {page ? (
        <h1 className="text-title font-bold">{title}</h1>
      ) : (
        <p className="text-name font-bold">{title}</p>
      )}
      {children ? <div className="text-ink2">{children}</div> : null}
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  )
}

const messages = defineMessages({
  ja: { retry: 'もう一度ためす', code: '記録番号' },
  en: { retry: 'Try again', code: 'Reference' },
})

interface ErrorStateProps {
  /** What happened: 「配信の一覧を読めませんでした」. */
  title: string
  /** What to do: 「つながりを確かめて、もう一度ためしてください」. */
  children?: ReactNode
  onRetry?: () => void
  /** A number that the keeper of the system can look up. */
  reference?: string
  /** The whole page failed: its title is the page's heading. */
  page?: boolean
}

/** A failure that says what to do next. */
export function ErrorState({ title, children, onRetry, reference, page }: ErrorStateProps) {
  const words = useMessages(messages)
  const Title = page ? 'h1' : 'p'
  return (
    <div role="alert" className="mx-auto flex max-w-xl flex-col items-start gap-2 px-6 py-12">
      <Title className={cx('state state-bad', page ? 'text-title' : 'text-name')}>{title}</Title>
      {children ? <div className="text-ink">{children}</div> : null}
      {reference ? (
        <p className="text-note text-ink2">
          {words.code} {reference}
        </p>
      ) : null}
      {onRetry ? (
        <div className="mt-2">
          <Button onPress={onRetry}>{words.retry}</Button>
        </div>
      ) : null}
    </div>
  )
}
