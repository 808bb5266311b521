import { cx } from './cx.ts'
import { useMessages } from './i18n.ts'
import { type Level, levelClass, levelMessages, levelWord } from './level.ts'

interface LevelBlockProps {
  level: Level
  drill?: boolean
  /** `square`: 128 px, beside the sentence of approval. `bar`: full width, on a phone. `band`: the band under the header. */
  shape?: 'square' | 'bar' | 'band'
}

/** The level as a large block: the number first, then the word of the law. */
export function LevelBlock({ level, drill, shape = 'square' }: LevelBlockProps) {
  const messages = useMessages(levelMessages)
  const word = levelWord(messages, level)
  const full = level > 0 ? `${messages.level(level)} ${word}` : word
  if (shape === 'square') {
    return (
      <div
        className={cx(
          'flex size-32 shrink-0 flex-col items-center justify-center rounded-box text-center font-bold',
          levelClass[level],
        )}
      >
        {drill ? <span className="text-note">訓練</span> : null}
        <span className="text-[57px] leading-[60px]">{level > 0 ? level : '–'}</span>
        <span className="mt-2 px-1 text-lead leading-tight whitespace-pre-line">
          {wordOn(messages, level)}
        </span>
      </div>
    )
  }
  const band = shape === 'band'
  return (
    <div
      className={cx(
        'flex items-center font-bold',
        band
          ? 'min-h-10 w-full px-4 whitespace-nowrap tablet:w-auto'
          : 'gap-3 rounded-box px-4 py-1.5 text-lead',
        levelClass[level],
        level === 1 && band && 'border-0 border-r border-line2',
      )}
    >
      <span className={band ? 'mr-2 text-lead' : 'text-sentence'} aria-hidden={drill ? undefined : true}>
        {drill ? '訓練' : level || '–'}
      </span>
      <span>{full}</span>
    </div>
  )
}

/** Long words break where the law's word can be parted. */
function wordOn(messages: (typeof levelMessages)['ja'], level: Level): string {
  return level === 0 ? messages.word0 : messages[`parts${level}`]
}
