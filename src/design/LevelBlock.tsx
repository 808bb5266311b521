import { cx } from './cx.ts'
import { useMessages } from './i18n.ts'
import { type Level, levelClass, levelInk, levelMessages, levelWord } from './level.ts'

interface LevelBlockProps {
  level: Level
  /** 訓練 first, and stripes in place of the official colour: a drill never looks like the real thing. */
  drill?: boolean
  /** `square`: 128 px, beside the sentence of approval. `bar`: full width, on a phone. `band`: the band under the header. */
  shape?: 'square' | 'bar' | 'band'
}

/** The level as a large block: the number first, then the word of the law. */
export function LevelBlock({ level, drill, shape = 'square' }: LevelBlockProps) {
  const messages = useMessages(levelMessages)
  const word = levelWord(messages, level)
  const full = level > 0 ? `${messages.level(level)} ${word}` : word
  const look = drill ? `drill-ring ${levelInk[level]}` : levelClass[level]
  if (shape === 'square') {
    return (
      <div
        className={cx(
          'flex size-32 shrink-0 flex-col items-center justify-center rounded-box text-center font-bold',
          look,
        )}
      >
        {drill ? <span className="text-name leading-6 text-ink">{messages.drill}</span> : null}
        <span className={drill ? 'text-big leading-10' : 'text-[57px] leading-[60px]'}>
          {level > 0 ? level : '–'}
        </span>
        <span className={cx('px-1 text-lead leading-tight whitespace-pre-line', !drill && 'mt-2')}>
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
        look,
        !drill && level === 1 && band && 'border-0 border-r border-line2',
      )}
    >
      {drill ? (
        <span className={cx('text-ink', band ? 'mr-2 text-lead' : 'text-sentence')}>{messages.drill}</span>
      ) : (
        <span className={band ? 'mr-2 text-lead' : 'text-sentence'} aria-hidden="true">
          {level || '–'}
        </span>
      )}
      <span>{full}</span>
    </div>
  )
}

/** Long words break where the law's word can be parted. */
function wordOn(messages: (typeof levelMessages)['ja'], level: Level): string {
  return level === 0 ? messages.word0 : messages[`parts${level}`]
}
