import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { type State, StateMark } from './StateMark.tsx'

interface NoticeProps {
  /** `plain` has no mark: where a draft came from. */
  state?: State | 'plain'
  title: string
  children?: ReactNode
  /** Buttons or links that help, at the right (below on a phone). */
  actions?: ReactNode
  /** Says itself aloud when it appears. */
  live?: boolean
}

const grounds: Record<NonNullable<NoticeProps['state']>, string> = {
  plain: 'bg-soft',
  ok: 'bg-ok-soft',
  wait: 'bg-soft',
  warn: 'bg-warn-soft',
  bad: 'bg-bad-soft',
  go: 'bg-accent-soft',
}

/** A message that stays within the page: what happened, and what to do. */
export function Notice({ state = 'plain', title, children, actions, live }: NoticeProps) {
  return (
    <div
      role={live ? (state === 'bad' ? 'alert' : 'status') : undefined}
      className={cx('flex flex-wrap items-center gap-x-6 gap-y-3 rounded-box px-4 py-3', grounds[state])}
    >
      <div className="min-w-60 flex-1">
        {state === 'plain' ? <b>{title}</b> : <StateMark state={state}>{title}</StateMark>}
        {children ? <div className="text-ink2">{children}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-3">{actions}</div> : null}
    </div>
  )
}
