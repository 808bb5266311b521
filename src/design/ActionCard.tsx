import type { ReactNode } from 'react'
import { cx } from './cx.ts'

interface ActionCardProps {
  /** What waits: 「承認待ち 1件」. */
  title: ReactNode
  /** Before the title: a level badge. */
  badge?: ReactNode
  /** One or two lines of facts. */
  children?: ReactNode
  /** The one button. 48 px primary on the first card, 40 px elsewhere. */
  action: ReactNode
  /** The most urgent: framed, larger, button below. Only one on a screen. */
  first?: boolean
}

/** One thing to do, with its one button. Stands in a `ul` of at most seven. */
export function ActionCard({ title, badge, children, action, first }: ActionCardProps) {
  return (
    <li
      className={cx(
        'grid items-center rounded-box',
        first
          ? 'gap-3 border-2 border-accent p-[15px]'
          : 'grid-cols-[1fr_auto] gap-x-3 border border-line2 py-[11px] pr-3 pl-4',
      )}
    >
      <div className="min-w-0">
        <h3 className={cx('font-bold', first && 'flex flex-wrap items-center gap-x-2 text-lead')}>
          {badge}
          {title}
        </h3>
        {children ? <div className={first ? 'leading-[26px]' : 'text-note text-ink2'}>{children}</div> : null}
      </div>
      <div className={cx('grid', first ? '' : 'w-40 [&>*]:px-2')}>{action}</div>
    </li>
  )
}
