import type { Locale } from './i18n.ts'

/** A moment as the API writes it (ISO 8601), as a Date, or as milliseconds since 1970. */
export type Moment = string | number | Date

/** All cities are in Japan; an operator on a laptop set to another zone must still read the city's hour. */
const timeZone = 'Asia/Tokyo'

const partsFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

const weekdays: Record<string, string> = {
  Sun: '日',
  Mon: '月',
  Tue: '火',
  Wed: '水',
  Thu: '木',
  Fri: '金',
  Sat: '土',
}

function partsOf(moment: Moment) {
  const parts: Record<string, string> = {}
  for (const part of partsFormat.formatToParts(new Date(moment))) parts[part.type] = part.value
  const read = (name: string) => parts[name] ?? ''
  return {
    year: Number(read('year')),
    month: Number(read('month')),
    day: Number(read('day')),
    weekday: read('weekday'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  }
}

/** 「18:42」. */
export function formatTime(moment: Moment): string {
  const at = partsOf(moment)
  return `${at.hour}:${at.minute}`
}

/** 「18:42:05」. */
export function formatClock(moment: Moment): string {
  const at = partsOf(moment)
  return `${at.hour}:${at.minute}:${at.second}`
}

/** 「11月22日（日）」; with `year`, 「2026年11月22日（日）」. English: "Sun 22 Nov". */
export function formatDate(moment: Moment, locale: Locale = 'ja', options: { year?: boolean } = {}): string {
  const at = partsOf(moment)
  if (locale === 'en') {
    const month = new Intl.DateTimeFormat('en', { timeZone, month: 'short' }).format(new Date(moment))
    return `${at.weekday} ${at.day} ${month}${options.year ? ` ${at.year}` : ''}`
  }
  const day = `${at.month}月${at.day}日（${weekdays[at.weekday] ?? ''}）`
  return options.year ? `${at.year}年${day}` : day
}

/** 「11月22日（日）18:42」. English: "Sun 22 Nov 18:42". */
export function formatDateTime(moment: Moment, locale: Locale = 'ja'): string {
  const gap = locale === 'en' ? ' ' : ''
  return `${formatDate(moment, locale)}${gap}${formatTime(moment)}`
}

/**
 * 「0.9秒」「12秒」「1分14秒」「2時間5分」「3日4時間」: at most two units, the smaller dropped when it is 0.
 *
 * @param seconds  tenths are shown below 10 seconds only; a negative length is shown as 0
 */
export function formatDuration(seconds: number, locale: Locale = 'ja'): string {
  const pieces = durationPieces(Math.max(0, seconds))
  const words = unitWords[locale]
  return pieces.map(([amount, unit]) => `${amount}${words[unit]}`).join(locale === 'en' ? ' ' : '')
}

export type DurationUnit = 'day' | 'hour' | 'minute' | 'second'

const unitWords: Record<Locale, Record<DurationUnit, string>> = {
  ja: { day: '日', hour: '時間', minute: '分', second: '秒' },
  en: { day: 'd', hour: 'h', minute: 'min', second: 's' },
}

/** A length as figures and their units, so that a screen can print the figure large and the unit small. */
export function durationPieces(seconds: number): [amount: string, unit: DurationUnit][] {
  if (seconds < 9.95) {
    const tenths = Math.round(seconds * 10) / 10
    return [[Number.isInteger(tenths) ? String(tenths) : tenths.toFixed(1), 'second']]
  }
  const whole = Math.round(seconds)
  const ladder: [DurationUnit, number, DurationUnit, number][] = [
    ['day', 86_400, 'hour', 3600],
    ['hour', 3600, 'minute', 60],
    ['minute', 60, 'second', 1],
  ]
  for (const [unit, size, smallerUnit, smallerSize] of ladder) {
    if (whole < size) continue
    const rest = Math.floor((whole % size) / smallerSize)
    const first: [string, DurationUnit] = [String(Math.floor(whole / size)), unit]
    return rest === 0 ? [first] : [first, [String(rest), smallerUnit]]
  }
  return [[String(whole), 'second']]
}

/** 「12秒前」「3分前」「2時間前」「5日前」: one unit, rounded down. Moments less than a second away are 「たったいま」. */
export function formatAge(seconds: number, locale: Locale = 'ja'): string {
  if (seconds < 1) return locale === 'en' ? 'just now' : 'たったいま'
  const steps: [DurationUnit, number][] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ]
  const [unit, size] = steps.find(([, length]) => seconds >= length) ?? ['second', 1]
  const amount = Math.floor(seconds / size)
  return locale === 'en' ? `${amount}${unitWords.en[unit]} ago` : `${amount}${unitWords.ja[unit]}前`
}

/** 46180 → 「46,180」. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en-US')
}

/** 0.533 → 「53%」. */
export function formatPercent(ratio: number): string {
  return `${Math.round(ratio * 100)}%`
}
