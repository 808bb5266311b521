import { formatClock, useLocale, useMessages } from '#design/index.ts'
import type { DispatchState } from '../../schema.ts'
import type { LiveView } from '../watching.ts'
import { stateWords } from '../words.ts'
import { liveMessages } from './words.ts'

interface Line {
  id: string
  at: string
  label: string
  word: string
  reason: string
}

/** What a step of a dispatch is called where it is not a state of its own. */
const handWords: Record<'ja' | 'en', Record<string, string>> = {
  ja: {
    'retry-by-hand': '人がやり直した',
    'resolved-sent': '届いていたと人が決めた',
    'resolved-not-sent': '届いていないと人が決めた',
    needless: '出す必要がない',
  },
  en: {
    'retry-by-hand': 'tried again by hand',
    'resolved-sent': 'decided: it went out',
    'resolved-not-sent': 'decided: it did not',
    needless: 'not needed',
  },
}

/** Every step of every medium, newest first. */
export function Log({ view }: { view: LiveView }) {
  const words = useMessages(liveMessages)
  const { locale } = useLocale()
  const lines: Line[] = view.rows
    .flatMap((row) =>
      row.events.map((event, index) => ({
        id: `${row.dispatchId} ${index}`,
        at: event.at,
        label: row.label,
        word:
          stateWords[locale][event.event as DispatchState] ?? handWords[locale][event.event] ?? event.event,
        reason: event.reason,
      })),
    )
    .sort((a, b) => b.at.localeCompare(a.at))
  return (
    <section aria-labelledby="log-head">
      <h2 id="log-head" className="mb-2 text-name font-bold">
        {words.log} <span className="text-note font-normal text-ink2">{words.logNote}</span>
      </h2>
      {lines.length === 0 ? <p className="text-ink2">{words.logNone}</p> : null}
      <ol className="divide-y divide-line border-y border-line">
        {lines.map((line) => (
          <li
            key={line.id}
            className="grid grid-cols-[auto_1fr] gap-x-4 py-1.5 tablet:grid-cols-[104px_152px_176px_minmax(0,1fr)]"
          >
            <time dateTime={line.at} className="text-ink2">
              {formatClock(line.at)}
              <span className="text-note">.{line.at.slice(20, 21)}</span>
            </time>
            <span>{line.label}</span>
            <b className="max-tablet:col-start-2">{line.word}</b>
            <span className="text-ink2 max-tablet:col-start-2">{line.reason}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
