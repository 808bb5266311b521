import { cx } from './cx.ts'
import { defineMessages, useMessages } from './i18n.ts'

const messages = defineMessages({ ja: { loading: '読み込んでいます' }, en: { loading: 'Loading' } })

/** Work under way whose length is not known; `text` says which work. */
export function Busy({ text, className }: { text?: string; className?: string }) {
  const words = useMessages(messages)
  return (
    <div role="status" className={cx('flex items-center gap-3 px-6 py-8 text-ink2', className)}>
      <span className="spinner text-accent" aria-hidden="true" />
      {text ?? words.loading}
    </div>
  )
}

/** Grey lines where text will stand, so that the page does not jump when it comes. */
export function Skeleton({ lines = 3, className }: { lines?: number; className?: string }) {
  const words = useMessages(messages)
  return (
    <div role="status" className={cx('flex flex-col gap-3', className)}>
      <span className="only-read">{words.loading}</span>
      {Array.from({ length: lines }, (_, at) => `line ${at + 1}`).map((line) => (
        <span
          key={line}
          aria-hidden="true"
          className={cx('h-4 animate-pulse rounded-label bg-line', 'w-full last:w-2/3')}
        />
      ))}
    </div>
  )
}

interface ProgressProps {
  /** What is counted: 「送った通数」. */
  label: string
  done: number
  total: number
}

/** Work under way whose length is known. */
export function Progress({ label, done, total }: ProgressProps) {
  const ratio = total > 0 ? Math.min(1, done / total) : 0
  return (
    <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={total} aria-valuenow={done}>
      <div className="h-3 w-full border border-accent bg-paper">
        <div className="h-full bg-accent" style={{ width: `${ratio * 100}%` }} />
      </div>
    </div>
  )
}
