import type { ReactNode } from 'react'
import { cx } from './cx.ts'

/** The bar at the foot of a page: return on the left, the act on the right. Sticks to the window while the page is longer. */
export function StickyBar({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div
      className={cx(
        'sticky bottom-0 z-10 mt-auto flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line2 bg-paper px-4 py-3 shadow-bar tablet:px-10 tablet:py-4',
        className,
      )}
    >
      {children}
    </div>
  )
}
