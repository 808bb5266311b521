import { Radio, RadioGroup } from 'react-aria-components'
import { cx } from './cx.ts'
import { FieldLabel } from './FieldLabel.tsx'
import { useMessages } from './i18n.ts'
import { type Level, levelClass, levelMessages, levels, levelWord } from './level.ts'

interface LevelPickerProps {
  /** `null`: nothing chosen yet. */
  value: Level | null
  onChange: (level: Level) => void
  /** Offers a sixth choice, 「レベルなし」, for news and notices. */
  allowNone?: boolean
  label?: string
  isDisabled?: boolean
}

/** Five blocks in the official colours; a radio group, so arrow keys move the choice. */
export function LevelPicker({ value, onChange, allowNone, label, isDisabled }: LevelPickerProps) {
  const messages = useMessages(levelMessages)
  const choices: Level[] = allowNone ? [...levels, 0] : [...levels]
  return (
    <RadioGroup
      value={value === null ? null : String(value)}
      onChange={(next) => onChange(Number(next) as Level)}
      isDisabled={isDisabled}
      orientation="horizontal"
      className="pb-8"
    >
      <FieldLabel label={label ?? messages.pick} hint={messages.pickHint} />
      <div className={cx('grid gap-2', allowNone ? 'grid-cols-6' : 'grid-cols-5')}>
        {choices.map((level) => (
          <Radio
            key={level}
            value={String(level)}
            aria-label={level > 0 ? `${messages.level(level)} ${levelWord(messages, level)}` : messages.none}
            className={cx(
              'relative flex h-22 flex-col items-center justify-center rounded-box text-center text-note leading-[18px] font-bold',
              'tracking-normal selected:border-transparent selected:outline-4 selected:outline-offset-2 selected:outline-ink',
              levelClass[level],
            )}
          >
            {({ isSelected }) => (
              <>
                {level > 0 ? <span className="text-title">{level}</span> : null}
                <span className="whitespace-pre-line">
                  {level > 0 ? messages[`parts${level as 1}`] : messages.none}
                </span>
                {isSelected ? (
                  <span className="absolute -bottom-8 text-note font-bold whitespace-nowrap text-ink">
                    {messages.chosen}
                  </span>
                ) : null}
              </>
            )}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
