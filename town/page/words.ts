const ZONE = 'Asia/Tokyo'
const clock = new Intl.DateTimeFormat('ja-JP', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const clockSeconds = new Intl.DateTimeFormat('ja-JP', {
  timeZone: ZONE,
  timeStyle: 'medium',
  hourCycle: 'h23',
})
const day = new Intl.DateTimeFormat('ja-JP', {
  timeZone: ZONE,
  month: 'long',
  day: 'numeric',
  weekday: 'short',
})

/** `18:42` */
export const clockOf = (moment: string | Date) => clock.format(new Date(moment))
/** `18:42:40` */
export const secondsOf = (moment: string | Date) => clockSeconds.format(new Date(moment)).padStart(8, '0')
/** `11月22日（日）` */
export const dayOf = (moment: string | Date) =>
  day.format(new Date(moment)).replace('(', '（').replace(')', '）')

/** A span of time: `0.04 秒`, `0.9 秒`, `14 秒`, `1 分 14 秒`; never below zero. @param ms milliseconds */
export function spanOf(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000
  if (seconds < 0.095) return `${seconds.toFixed(2)} 秒`
  if (seconds < 9.95) return `${seconds.toFixed(1)} 秒`
  const whole = Math.round(seconds)
  if (whole < 100) return `${whole} 秒`
  if (whole < 3_600) return `${Math.floor(whole / 60)} 分 ${whole % 60} 秒`
  return `${Math.floor(whole / 3_600)} 時間 ${Math.floor((whole % 3_600) / 60)} 分`
}

/** An ISO 8601 moment as HTML wants it in `datetime`, and so on: milliseconds between two of them. */
export const between = (from: string, to: string | Date) => new Date(to).getTime() - new Date(from).getTime()

export type Level = 1 | 2 | 3 | 4 | 5

const NAMES: [RegExp, string, Level?][] = [
  [/緊急安全確保/, '緊急安全確保', 5],
  [/避難指示/, '避難指示', 4],
  [/高齢者等避難/, '高齢者等避難', 3],
]

/** What a text calls itself, by the official names; a lifting has no level any more. */
export function topicOf(text: string): { name: string; level?: Level; lifted: boolean } {
  const lifted = /解除/.test(text)
  const found = NAMES.find(([pattern]) => pattern.test(text))
  const digit = text.normalize('NFKC').match(/警戒レベル\s*([1-5])/)?.[1]
  const level = digit ? (Number(digit) as Level) : found?.[2]
  const name = found?.[1] ?? '市からのお知らせ'
  return { name: lifted ? `${name}の解除` : name, level: lifted ? undefined : level, lifted }
}
