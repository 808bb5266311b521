import { formatDuration } from './format.ts'
import type { Locale } from './i18n.ts'

/** The axis of "how long until it was on the air": 0.1 s to 10 min, each decade the same width. */
export const axisStart_s = 0.1
export const axisEnd_s = 600

/** Where the axis carries a line and a word. */
export const axisTicks_s: readonly number[] = [0.1, 1, 10, 60, 600]

/**
 * Where a length of time stands on the axis.
 *
 * @param seconds  after approval; what is shorter or longer than the axis stands at its end
 * @returns 0 (left) to 100 (right), a percentage of the axis' width
 */
export function axisPercent(seconds: number): number {
  if (!(seconds > axisStart_s)) return 0
  if (seconds >= axisEnd_s) return 100
  const span = Math.log10(axisEnd_s / axisStart_s)
  return (Math.log10(seconds / axisStart_s) / span) * 100
}

/** 「0.1秒」「1分」 for a line of the axis. */
export function axisWord(seconds: number, locale: Locale): string {
  return formatDuration(seconds, locale)
}
