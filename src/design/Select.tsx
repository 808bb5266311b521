import {
  Select as AriaSelect,
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from 'react-aria-components'
import { cx } from './cx.ts'
import { FieldLabel } from './FieldLabel.tsx'
import { defineMessages, useMessages } from './i18n.ts'
import { FieldHelp, type FieldProps, fieldClass } from './TextField.tsx'

const messages = defineMessages({ ja: { choose: '選んでください' }, en: { choose: 'Choose' } })

export interface Option<Id extends string = string> {
  id: Id
  label: string
  /** A second line, 14 px. */
  note?: string
  isDisabled?: boolean
}

interface SelectProps<Id extends string> extends Omit<FieldProps, 'value' | 'onChange' | 'isReadOnly'> {
  value: Id | null
  onChange: (id: Id) => void
  options: readonly Option<Id>[]
}

/** One of many from a list. For up to six short choices use `SegmentedChoice`, where all are seen at once. */
export function Select<Id extends string>(props: SelectProps<Id>) {
  const { label, hint, help, error, options, value, onChange, className, placeholder, ...rest } = props
  const words = useMessages(messages)
  return (
    <AriaSelect
      {...rest}
      value={value}
      onChange={(key) => onChange(key as Id)}
      isInvalid={error !== undefined}
      placeholder={placeholder ?? words.choose}
      className={className}
    >
      <FieldLabel label={label} hint={hint} />
      <Button className={cx(fieldClass, 'flex items-center justify-between gap-3 text-left')}>
        <SelectValue className="truncate" />
        <span
          aria-hidden="true"
          className="border-[5px] border-b-0 border-transparent border-t-ink border-t-[6px]"
        />
      </Button>
      <FieldHelp help={help} error={error} />
      <Popover className="w-(--trigger-width) overflow-auto rounded-box border border-field bg-paper shadow-over">
        <ListBox className="py-2 outline-none" items={options.map((option) => ({ ...option }))}>
          {(option) => (
            <ListBoxItem
              id={option.id}
              textValue={option.label}
              isDisabled={option.isDisabled}
              className="ring-inside min-h-12 cursor-pointer px-4 py-2.5 hover:bg-soft selected:bg-accent-soft selected:font-bold selected:text-accent data-disabled:text-ink3"
            >
              {option.label}
              {option.note ? (
                <span className="block text-note font-normal text-ink2">{option.note}</span>
              ) : null}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
