import { Label, Radio, RadioGroup } from 'react-aria-components'
import { cx, levelMessages, useMessages } from '#design/index.ts'
import { composeMessages } from './words.ts'

interface DrillSwitchProps {
  drill: boolean
  onChange: (drill: boolean) => void
  /** A correction keeps what the first message was. */
  isDisabled?: boolean
}

/** 本番 or 訓練: two large halves, so that nobody takes one for the other. */
export function DrillSwitch({ drill, onChange, isDisabled }: DrillSwitchProps) {
  const words = useMessages(composeMessages)
  const levels = useMessages(levelMessages)
  const halves = [
    { id: 'live', name: words.live, note: words.liveNote },
    { id: 'drill', name: words.drill, note: words.drillNote },
  ]
  return (
    <RadioGroup
      value={drill ? 'drill' : 'live'}
      onChange={(id) => onChange(id === 'drill')}
      isDisabled={isDisabled}
      orientation="horizontal"
    >
      <Label className="only-read">{words.liveOrDrill}</Label>
      <div className="grid grid-cols-2 gap-2">
        {halves.map(({ id, name, note }) => (
          <Radio
            key={id}
            value={id}
            aria-label={name}
            className={cx(
              'relative flex min-h-18 flex-col justify-center overflow-hidden rounded-box border border-field bg-paper py-2 pr-3 pl-6 hover:bg-soft',
              'selected:border-transparent selected:outline-4 selected:outline-offset-0 selected:outline-ink data-disabled:opacity-60',
            )}
          >
            {({ isSelected }) => (
              <>
                <span
                  aria-hidden="true"
                  className={cx('absolute inset-y-0 left-0 w-3', id === 'drill' ? 'drill-stripes' : 'bg-ink')}
                />
                <span className="flex items-baseline justify-between gap-2">
                  <b className="text-name">{name}</b>
                  {isSelected ? <b className="text-note whitespace-nowrap">{levels.chosen}</b> : null}
                </span>
                <span className="text-note text-ink2">{note}</span>
              </>
            )}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
