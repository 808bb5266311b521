import { cx } from './cx.ts'
import { formatAge, formatClock, formatDate, formatDateTime, formatDuration, type Moment } from './format.ts'
import { useLocale } from './i18n.ts'
import { useNow } from './now.ts'

interface ClockProps {
  /** Stands still at this moment; otherwise the city's time. */
  now?: Moment
  /** Shows the date before the hour, from 1024 px on. */
  date?: boolean
  /** Before the date: 「想定」 in a drill. */
  label?: string
  className?: string
}

/** 「11月22日（日） 18:42:05」, moving each second. Not announced by screen readers. */
export function Clock({ now, date, label, className }: ClockProps) {
  const { locale } = useLocale()
  const at = useNow(now)
  return (
    <span className={cx('flex items-center gap-2 whitespace-nowrap', className)} role="timer" aria-live="off">
      {label ? <span className="text-note text-ink2">{label}</span> : null}
      {date ? (
        <span className="hidden text-note text-ink2 desk:inline drill:hidden drill:wide:inline">
          {formatDate(at, locale)}
        </span>
      ) : null}
      <time dateTime={at.toISOString()} className="text-title leading-none font-bold tracking-[.02em]">
        {formatClock(at)}
      </time>
    </span>
  )
}

interface AgeProps {
  /** When it happened. */
  at: Moment
  now?: Moment
  className?: string
}

/** 「12秒前」, moving; the full date and hour are in its title. */
export function Age({ at, now, className }: AgeProps) {
  const { locale } = useLocale()
  const seconds = (useNow(now).getTime() - new Date(at).getTime()) / 1000
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={formatDateTime(at, locale)}
      className={cx('whitespace-nowrap', className)}
    >
      {formatAge(seconds, locale)}
    </time>
  )
}

interface ElapsedProps extends AgeProps {
  /** Whole minutes once there is one: 「40分」. */
  coarse?: boolean
}

/** 「1分14秒」 since a moment, moving: waiting time, time since approval. */
export function Elapsed({ at, now, coarse, className }: ElapsedProps) {
  const { locale } = useLocale()
  const seconds = (useNow(now).getTime() - new Date(at).getTime()) / 1000
  const step = coarse && seconds >= 60 ? 60 : 1
  const whole = Math.floor(Math.max(0, seconds) / step) * step
  return <span className={cx('whitespace-nowrap', className)}>{formatDuration(whole, locale)}</span>
}
