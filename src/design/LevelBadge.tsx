import { cx } from './cx.ts'
import { useMessages } from './i18n.ts'
import { type Level, levelClass, levelMessages, levelWord } from './level.ts'

interface LevelBadgeProps {
  level: Level
  /** Not yet approved: dashed line, no fill. */
  pending?: boolean
  /** Puts 訓練 before the number. */
  drill?: boolean
  /** In place of the level's own word. */
  word?: string
}

const dashed: Record<Level, string> = {
  5: 'border-level-5 text-level-5',
  4: 'border-level-4 text-level-4',
  3: 'border-level-3 text-black',
  2: 'border-warn-shape text-black',
  1: 'border-field text-black',
  0: 'border-field text-black',
}

/** A small label: number + word on the official colour. */
export function LevelBadge({ level, pending, drill, word }: LevelBadgeProps) {
  const messages = useMessages(levelMessages)
  return (
    <span
      className={cx(
        'inline-flex h-6 items-center rounded-label px-2 text-note font-bold tracking-[.02em] whitespace-nowrap',
        pending ? `border-2 border-dashed bg-paper ${dashed[level]}` : levelClass[level],
      )}
    >
      {drill ? '訓練 ' : ''}
      {level > 0 ? `${level} ` : ''}
      {word ?? levelWord(messages, level)}
    </span>
  )
}
