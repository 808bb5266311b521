import { cx } from './cx.ts'
import { useMessages } from './i18n.ts'
import { type Level, levelClass, levelInk, levelMessages, levelWord } from './level.ts'

interface LevelBadgeProps {
  level: Level
  /** Not yet approved: dashed line, no fill. */
  pending?: boolean
  /** Puts 訓練 before the number, and stripes in place of the official colour. */
  drill?: boolean
  /** In place of the level's own word. */
  word?: string
}

const dashed: Record<Level, string> = {
  5: 'border-level-5',
  4: 'border-level-4',
  3: 'border-level-3',
  2: 'border-warn-shape',
  1: 'border-field',
  0: 'border-field',
}

/** A small label: number + word on the official colour; the official colour only where it is in force in earnest. */
export function LevelBadge({ level, pending, drill, word }: LevelBadgeProps) {
  const messages = useMessages(levelMessages)
  return (
    <span
      className={cx(
        'inline-flex h-6 items-center rounded-label px-2 text-note font-bold tracking-[.02em] whitespace-nowrap',
        pending && `border-2 border-dashed bg-paper ${dashed[level]} ${levelInk[level]}`,
        !pending && drill && `drill-ring drill-ring-thin ${levelInk[level]}`,
        !pending && !drill && levelClass[level],
      )}
    >
      {drill ? `${messages.drill} ` : ''}
      {level > 0 ? `${level} ` : ''}
      {word ?? levelWord(messages, level)}
    </span>
  )
}
