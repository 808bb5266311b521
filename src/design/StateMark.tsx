import type { ReactNode } from 'react'
import { cx } from './cx.ts'

/** ● ok good · ○ wait waiting · ▲ warn look · ■ bad stopped or help · ◐ go under way. */
export type State = 'ok' | 'wait' | 'warn' | 'bad' | 'go'

interface StateMarkProps {
  state: State
  /** The word: 「見えた」「送れない」. A state is never a colour or a shape alone. */
  children: ReactNode
  /** A sentence, not a state: normal weight, ink colour for ok and wait. */
  plain?: boolean
  small?: boolean
  className?: string
}

/** Shape + word + colour. */
export function StateMark({ state, children, plain, small, className }: StateMarkProps) {
  return (
    <span className={cx('state', `state-${state}`, plain && 'state-plain', small && 'text-note', className)}>
      <span>{children}</span>
    </span>
  )
}
