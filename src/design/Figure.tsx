import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { durationPieces } from './format.ts'
import { defineMessages, useMessages } from './i18n.ts'

interface FigureProps {
  /** What is counted: 「最初に見えた」. */
  label: string
  value: ReactNode
  /** After the figure, smaller: 「秒」「/13」. */
  unit?: ReactNode
  /** 48 px on the live page, 28 px in a tile. */
  size?: 48 | 28
  className?: string
}

/** One large figure with its name and unit. */
export function Figure({ label, value, unit, size = 48, className }: FigureProps) {
  const small = size === 48 ? 'text-lead' : 'text-body font-normal'
  return (
    <div className={className}>
      <span className="block text-ink2">{label}</span>
      <b
        className={cx(
          'whitespace-nowrap tracking-normal',
          size === 48 ? 'text-figure desk:text-big' : 'text-figure',
        )}
      >
        {value}
        {unit ? <small className={cx('ml-1', small)}>{unit}</small> : null}
      </b>
    </div>
  )
}

const units = defineMessages({
  ja: { day: '日', hour: '時間', minute: '分', second: '秒' },
  en: { day: 'd', hour: 'h', minute: 'min', second: 's' },
})

interface DurationFigureProps {
  label: string
  /** Seconds; `undefined` while there is none yet, shown as a dash. */
  seconds: number | undefined
  size?: 48 | 28
  className?: string
}

/** A length of time as a large figure: 「1 分 14 秒」, figures large, units small. */
export function DurationFigure({ label, seconds, size = 48, className }: DurationFigureProps) {
  const words = useMessages(units)
  if (seconds === undefined) return <Figure label={label} value="–" size={size} className={className} />
  const pieces = durationPieces(Math.max(0, seconds))
  const value = pieces.map(([amount, unit], index) => (
    <span key={unit}>
      {index > 0 ? ' ' : ''}
      {amount}
      <small className={cx('ml-1', size === 48 ? 'text-lead' : 'text-body font-normal')}>{words[unit]}</small>
    </span>
  ))
  return <Figure label={label} value={value} size={size} className={className} />
}
