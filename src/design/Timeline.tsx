import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { formatDateTime, formatTime, type Moment } from './format.ts'
import { useLocale } from './i18n.ts'
import { type State, StateMark } from './StateMark.tsx'

export interface TimelineEntry {
  id: string
  at: Moment
  /** Who or what says it: 「配信」「気象庁」「安否」. */
  source: string
  text: ReactNode
  /** Set when it still matters. */
  state?: { state: State; word: string }
  /** Opens the proof or the page of it. */
  link?: ReactNode
}

interface TimelineProps {
  /** Newest first. */
  entries: readonly TimelineEntry[]
  /** Names the list for screen readers. */
  label: string
  /** The newest stands on grey. */
  markNewest?: boolean
  /** Shows day and hour instead of the hour alone. */
  withDate?: boolean
}

/** What happened, newest on top. */
export function Timeline({ entries, label, markNewest, withDate }: TimelineProps) {
  const { locale } = useLocale()
  return (
    <ol aria-label={label} className="px-4 pl-6">
      {entries.map((entry, index) => {
        const marked = markNewest && index === 0
        return (
          <li
            key={entry.id}
            className={cx(
              'border-t border-line pt-[9px] pb-2.5 first:border-transparent',
              marked && '-mr-1 -ml-3 rounded-box bg-soft pr-1 pl-3',
              markNewest && index === 1 && 'border-transparent',
            )}
          >
            <div className="flex flex-wrap items-center gap-x-2">
              <time dateTime={new Date(entry.at).toISOString()} className="font-bold whitespace-nowrap">
                {withDate ? formatDateTime(entry.at, locale) : formatTime(entry.at)}
              </time>
              <span className="text-note text-ink2">{entry.source}</span>
              {entry.state ? (
                <StateMark state={entry.state.state} small className="ml-auto">
                  {entry.state.word}
                </StateMark>
              ) : null}
            </div>
            <p>{entry.text}</p>
            {entry.link}
          </li>
        )
      })}
    </ol>
  )
}
