import { formatDuration, formatPercent } from './format.ts'
import { defineMessages, type Locale, useLocale, useMessages } from './i18n.ts'
import type { TimeToAir } from './TimeToAir.tsx'
import { axisPercent, axisTicks_s } from './time-axis.ts'

const messages = defineMessages({
  ja: {
    accepted: (time: string) => `受け付け ${time}`,
    visible: (time: string) => `見えた ${time}`,
    none: '受け付けなし',
    gap: '、',
  },
  en: {
    accepted: (time) => `accepted ${time}`,
    visible: (time) => `seen ${time}`,
    none: 'not accepted',
    gap: ', ',
  },
})

const middle = 19

/** The marks of one row: ring accepted, dot visible, square failed, bar under way; drawn in percent, so any width fits. */
export function TimeMarks({ row, now_s }: { row: TimeToAir; now_s?: number }) {
  const words = useMessages(messages)
  const { locale } = useLocale()
  const said = [
    row.accepted_s === undefined ? words.none : words.accepted(formatDuration(row.accepted_s, locale)),
    row.visible_s === undefined ? undefined : words.visible(formatDuration(row.visible_s, locale)),
    row.failed?.word,
  ]
  const halo = row.state === 'bad' ? 'var(--bad-soft)' : '#fff'
  return (
    <div className="col-span-2 mx-7 desk:col-span-1">
      <svg
        width="100%"
        height="38"
        role="img"
        aria-label={said.filter(Boolean).join(words.gap)}
        className="block overflow-visible"
      >
        {axisTicks_s.map((tick) => (
          <line key={tick} x1={at(tick)} x2={at(tick)} y1="0" y2="38" stroke="var(--line)" />
        ))}
        {now_s === undefined ? null : (
          <line x1={at(now_s)} x2={at(now_s)} y1="0" y2="38" stroke="var(--ink)" strokeDasharray="2 3" />
        )}
        <Travel row={row} now_s={now_s} />
        {row.accepted_s === undefined ? null : (
          <Accepted seconds={row.accepted_s} row={row} halo={halo} locale={locale} />
        )}
        {row.visible_s === undefined ? null : <Visible seconds={row.visible_s} halo={halo} locale={locale} />}
        {row.failed ? <Failed failed={row.failed} halo={halo} /> : null}
      </svg>
    </div>
  )
}

function at(seconds: number): string {
  return `${axisPercent(seconds).toFixed(2)}%`
}

/** From accepted to visible a line; from accepted to now a bar that fills with the recipients done. */
function Travel({ row, now_s }: { row: TimeToAir; now_s?: number }) {
  const { accepted_s, visible_s, progress } = row
  if (accepted_s === undefined) return null
  if (visible_s !== undefined) {
    return (
      <line
        x1={at(accepted_s)}
        x2={at(visible_s)}
        y1={middle}
        y2={middle}
        stroke="var(--ok)"
        strokeWidth="4"
      />
    )
  }
  if (now_s === undefined || row.state !== 'go') return null
  const from = axisPercent(accepted_s)
  const whole = Math.max(0, axisPercent(now_s) - from)
  const ratio = progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : undefined
  if (ratio === undefined) {
    return (
      <line
        x1={at(accepted_s)}
        x2={at(now_s)}
        y1={middle}
        y2={middle}
        stroke="var(--accent)"
        strokeWidth="2"
        strokeDasharray="4 4"
      />
    )
  }
  const bar = { x: `${from}%`, y: middle - 6, height: 12, stroke: 'var(--accent)' }
  return (
    <>
      <rect {...bar} width={`${whole}%`} fill="#fff" />
      <rect {...bar} width={`${whole * ratio}%`} fill="var(--accent)" />
      <text x={at(now_s)} dx="8" y={middle + 5} fontSize="14" fontWeight="700" fill="var(--ink)">
        {formatPercent(ratio)}
      </text>
    </>
  )
}

interface MarkProps {
  seconds: number
  halo: string
  locale: Locale
}

function Accepted({ seconds, row, halo, locale }: MarkProps & { row: TimeToAir }) {
  const color = row.state === 'go' ? 'var(--accent)' : row.state === 'ok' ? 'var(--ok)' : 'var(--ink2)'
  return (
    <>
      <circle cx={at(seconds)} cy={middle} r="6" fill="#fff" stroke={color} strokeWidth="3" />
      <text
        x={at(seconds)}
        dx="-12"
        y={middle + 5}
        fontSize="14"
        textAnchor="end"
        fill="var(--ink3)"
        stroke={halo}
        strokeWidth="4"
        paintOrder="stroke"
      >
        {formatDuration(seconds, locale)}
      </text>
    </>
  )
}

function Visible({ seconds, halo, locale }: MarkProps) {
  const late = axisPercent(seconds) > 86
  return (
    <>
      <circle cx={at(seconds)} cy={middle} r="8" fill="var(--ok)" />
      <text
        x={at(seconds)}
        dx={late ? -14 : 14}
        y={middle + 5}
        fontSize="14"
        fontWeight="700"
        textAnchor={late ? 'end' : 'start'}
        fill="var(--ink)"
        stroke={halo}
        strokeWidth="7"
        paintOrder="stroke"
      >
        {formatDuration(seconds, locale)}
      </text>
    </>
  )
}

function Failed({ failed, halo }: { failed: NonNullable<TimeToAir['failed']>; halo: string }) {
  const late = axisPercent(failed.after_s) > 60
  return (
    <>
      <svg x={at(failed.after_s)} y={middle - 5} overflow="visible" aria-hidden="true">
        <rect x="-5" width="10" height="10" fill="var(--bad)" />
      </svg>
      <text
        x={at(failed.after_s)}
        dx={late ? -14 : 14}
        y={middle + 5}
        fontSize="14"
        fontWeight="700"
        textAnchor={late ? 'end' : 'start'}
        fill="var(--bad)"
        stroke={halo}
        strokeWidth="5"
        paintOrder="stroke"
      >
        {failed.word}
      </text>
    </>
  )
}
