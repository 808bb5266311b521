import type { ReactNode } from 'react'
import { cx } from './cx.ts'

interface ChipProps {
  children: ReactNode
  /** `bad`: someone needs help · `warn`: look · `dark`: a fact about the whole page, such as デモ. */
  tone?: 'plain' | 'bad' | 'warn' | 'ok' | 'dark'
}

const tones = {
  plain: 'border-line2 bg-paper text-ink',
  bad: 'border-bad bg-paper font-bold text-bad',
  warn: 'border-warn-shape bg-warn-soft font-bold text-warn-deep',
  ok: 'border-ok bg-ok-soft font-bold text-ok',
  dark: 'border-ink bg-ink font-bold text-white',
}

/** A short reason or property: 「電源依存 残り2時間」. */
export function Chip({ children, tone = 'plain' }: ChipProps) {
  return (
    <span
      className={cx(
        'inline-flex min-h-6 items-center rounded-label border px-2 text-note leading-[1.3] whitespace-nowrap',
        tones[tone],
      )}
    >
      {children}
    </span>
  )
}
