import type { ReactNode } from 'react'
import { cx } from './cx.ts'

interface CardProps {
  title?: ReactNode
  /** At the right of the title, 14 px: a count, a limit. */
  aside?: ReactNode
  /** At the foot, pressed to the bottom: findings, links. */
  footer?: ReactNode
  children?: ReactNode
  /** Heading level of the title; 3 unless told. */
  heading?: 2 | 3 | 4
  className?: string
}

/** A white box with a line: one medium's preview, one group of settings. */
export function Card({ title, aside, footer, children, heading = 3, className }: CardProps) {
  const Heading = `h${heading}` as const
  return (
    <article
      className={cx('flex min-w-0 flex-col rounded-box border border-line2 bg-paper px-4 py-3', className)}
    >
      {title ? (
        <header className="mb-2.5 flex items-baseline justify-between gap-2">
          <Heading className="font-bold">{title}</Heading>
          {aside ? <span className="shrink-0 text-note text-ink2">{aside}</span> : null}
        </header>
      ) : null}
      {children}
      {footer ? <footer className="mt-auto pt-3 text-note">{footer}</footer> : null}
    </article>
  )
}

/** A heading of a section with a quiet word after it: 「手を打つこと 6件・急ぐ順」. */
export function SectionHead({
  title,
  note,
  id,
  children,
}: {
  title: string
  note?: ReactNode
  id?: string
  children?: ReactNode
}) {
  return (
    <div className="flex min-h-14 items-center gap-2 px-6">
      <h2 id={id} className="text-name font-bold">
        {title}
      </h2>
      {note ? <span className="text-note text-ink2">{note}</span> : null}
      {children ? <div className="ml-auto flex items-center gap-4">{children}</div> : null}
    </div>
  )
}
