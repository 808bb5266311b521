import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { type Level, levelClass } from './level.ts'

interface SitePreviewProps {
  /** As in the address bar: 「www.city.tsunagu.example」. */
  address: string
  level: Level
  /** 「警戒レベル4 避難指示　川原住区・下沢住区」. */
  headline: string
  /** 「11月22日 18時40分」. */
  at: string
  /** The body of the page. */
  children: ReactNode
  /** At the right (below on a phone): open shelters. */
  aside?: ReactNode
}

/** The city's site in a browser window: the band on top, then what to do. */
export function SitePreview({ address, level, headline, at, children, aside }: SitePreviewProps) {
  return (
    <div className="overflow-hidden rounded-box border border-line2 [word-break:normal]">
      <div className="flex items-center gap-2 border-b border-line2 bg-soft px-3 py-1.5 text-note text-ink2">
        <span aria-hidden="true" className="flex gap-2">
          <span className="size-2.5 rounded-full bg-[#b3b3b3]" />
          <span className="size-2.5 rounded-full bg-[#b3b3b3]" />
          <span className="size-2.5 rounded-full bg-[#b3b3b3]" />
        </span>
        {address}
      </div>
      <div className={cx('flex flex-wrap items-center justify-between gap-x-6 px-5 py-3', levelClass[level])}>
        <b className="text-lead leading-7">{headline}</b>
        <span>{at}</span>
      </div>
      <div className={cx('grid gap-6 px-5 py-4', aside !== undefined && 'tablet:grid-cols-[1fr_232px]')}>
        <div className="whitespace-pre-line">{children}</div>
        {aside ? <div>{aside}</div> : null}
      </div>
    </div>
  )
}
