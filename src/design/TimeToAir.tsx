import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { defineMessages, useLocale, useMessages } from './i18n.ts'
import { type State, StateMark } from './StateMark.tsx'
import { TimeMarks } from './TimeMarks.tsx'
import { axisPercent, axisTicks_s, axisWord } from './time-axis.ts'

const messages = defineMessages({
  ja: {
    medium: '媒体',
    state: 'いまの状態',
    checked: '確かめたこと',
    now: 'いま',
    accepted: '相手が受け付けた',
    visible: '住民と同じ見方で、見えた・聞こえた',
    axis: '横の軸は承認からの時間（対数）',
  },
  en: {
    medium: 'Medium',
    state: 'State',
    checked: 'What was checked',
    now: 'now',
    accepted: 'Accepted by the other side',
    visible: 'Seen or heard as a resident would',
    axis: 'Time since approval, logarithmic',
  },
})

/** One medium on its way to the air. All times are seconds since approval. */
export interface TimeToAir {
  id: string
  label: string
  state: State
  /** The word of the state: 「見えた」「送っている」「送れない」. */
  word: string
  accepted_s?: number
  visible_s?: number
  /** When it was given up, with the reason in a few words. */
  failed?: { after_s: number; word: string }
  /** Recipients done of all, while it is under way. */
  progress?: { done: number; total: number }
  /** What was checked, or the reason of a failure, in a sentence. */
  note?: ReactNode
  /** The one button that helps. */
  action?: ReactNode
}

/** Name · state · axis · what was checked · button. Below 1024 px the axis takes a line of its own. */
const rowGrid = cx(
  'grid grid-cols-[1fr_auto] items-center gap-x-4 desk:grid-cols-[136px_120px_minmax(260px,520fr)_minmax(120px,240fr)_144px] desk:gap-x-2',
)

interface TimeToAirListProps {
  rows: readonly TimeToAir[]
  /** Seconds since approval at this moment; draws the line 「いま」. Leave out when all is over. */
  now_s?: number
  label: string
}

/** The live page: media in trouble belong first, so the caller orders the rows. */
export function TimeToAirList({ rows, now_s, label }: TimeToAirListProps) {
  const words = useMessages(messages)
  return (
    <div>
      <div aria-hidden="true" className={cx(rowGrid, 'hidden pb-1.5 text-note text-ink2 desk:grid')}>
        <span>{words.medium}</span>
        <span>{words.state}</span>
        <LogTimeAxis now_s={now_s} />
        <span className="pl-4">{words.checked}</span>
      </div>
      <div aria-hidden="true" className="pb-1.5 text-note text-ink2 desk:hidden">
        <LogTimeAxis now_s={now_s} />
      </div>
      <ul aria-label={label}>
        {rows.map((row) => (
          <TimeToAirRow key={row.id} row={row} now_s={now_s} />
        ))}
      </ul>
      <Legend />
    </div>
  )
}

/** The head of the axis: 0.1秒 · 1秒 · 10秒 · 1分 · 10分, and 「いま」. */
export function LogTimeAxis({ now_s }: { now_s?: number }) {
  const words = useMessages(messages)
  const { locale } = useLocale()
  const now = now_s === undefined ? undefined : axisPercent(now_s)
  return (
    <div className="relative mx-7 h-6">
      {axisTicks_s.map((tick) => {
        const at = axisPercent(tick)
        const hidden = now !== undefined && Math.abs(at - now) < 7
        return hidden ? null : (
          <span key={tick} className="absolute -translate-x-1/2 whitespace-nowrap" style={{ left: `${at}%` }}>
            {axisWord(tick, locale)}
          </span>
        )
      })}
      {now === undefined ? null : (
        <span
          className="absolute -translate-x-1/2 rounded-label bg-ink px-1.5 font-bold whitespace-nowrap text-white"
          style={{ left: `${now}%` }}
        >
          {words.now}
        </span>
      )}
    </div>
  )
}

/** One medium; usable alone inside of a `ul`. */
export function TimeToAirRow({ row, now_s }: { row: TimeToAir; now_s?: number }) {
  const bad = row.state === 'bad'
  return (
    <li
      className={cx(
        rowGrid,
        'min-h-[39px] border-t border-line py-2 desk:py-0',
        bad && 'bg-bad-soft shadow-[-16px_0_0_var(--bad-soft),12px_0_0_var(--bad-soft)]',
      )}
    >
      <b>{row.label}</b>
      <StateMark state={row.state} className="whitespace-nowrap">
        {row.word}
      </StateMark>
      <TimeMarks row={row} now_s={now_s} />
      <span className={cx('col-span-2 desk:col-span-1 desk:pl-4', bad ? 'text-ink' : 'text-ink2')}>
        {row.note}
      </span>
      <span className="col-span-2 flex desk:col-span-1 desk:justify-end">{row.action}</span>
    </li>
  )
}

function Legend() {
  const words = useMessages(messages)
  return (
    <p className="flex flex-wrap items-center gap-x-6 gap-y-1 border-t border-line2 py-2 text-note text-ink2">
      <span className="inline-flex items-center gap-2">
        <svg width="16" height="16" aria-hidden="true">
          <circle cx="8" cy="8" r="6" fill="#fff" stroke="#197a4b" strokeWidth="3" />
        </svg>
        {words.accepted}
      </span>
      <span className="inline-flex items-center gap-2">
        <svg width="16" height="16" aria-hidden="true">
          <circle cx="8" cy="8" r="8" fill="#197a4b" />
        </svg>
        {words.visible}
      </span>
      <span>{words.axis}</span>
    </p>
  )
}
