import type { ReactNode } from 'react'
import { Checkbox, CheckboxGroup, Radio, RadioGroup } from 'react-aria-components'
import { cx } from './cx.ts'
import { FieldLabel } from './FieldLabel.tsx'
import type { Option } from './Select.tsx'
import { FieldHelp } from './TextField.tsx'

const itemClass = cx(
  'inline-flex min-h-10 items-center justify-center rounded-box border border-field bg-paper px-3.5 whitespace-nowrap hover:bg-soft',
  'selected:border-2 selected:border-accent selected:bg-accent-soft selected:px-[13px] selected:font-bold selected:text-accent',
  'data-disabled:border-line2 data-disabled:text-ink3 invalid:border-bad',
)

interface Shared<Id extends string> {
  label: string
  hint?: ReactNode
  help?: string
  error?: string
  options: readonly Option<Id>[]
  isDisabled?: boolean
  /** All items get the same width, in this number of columns. */
  columns?: number
  className?: string
}

interface SegmentedChoiceProps<Id extends string> extends Shared<Id> {
  value: Id | null
  onChange: (id: Id) => void
}

/** One of a few, all seen at once. */
export function SegmentedChoice<Id extends string>(props: SegmentedChoiceProps<Id>) {
  const { label, hint, help, error, options, value, onChange, columns, isDisabled, className } = props
  return (
    <RadioGroup
      value={value}
      onChange={(next) => onChange(next as Id)}
      isDisabled={isDisabled}
      isInvalid={error !== undefined}
      orientation="horizontal"
      className={className}
    >
      <FieldLabel label={label} hint={hint} />
      <Row columns={columns}>
        {options.map((option) => (
          <Radio key={option.id} value={option.id} isDisabled={option.isDisabled} className={itemClass}>
            {option.label}
          </Radio>
        ))}
      </Row>
      <FieldHelp help={help} error={error} />
    </RadioGroup>
  )
}

interface SegmentedChoicesProps<Id extends string> extends Shared<Id> {
  value: readonly Id[]
  onChange: (ids: Id[]) => void
}

/** Any number of a few, all seen at once: districts, topics. */
export function SegmentedChoices<Id extends string>(props: SegmentedChoicesProps<Id>) {
  const { label, hint, help, error, options, value, onChange, columns, isDisabled, className } = props
  return (
    <CheckboxGroup
      value={[...value]}
      onChange={(next) => onChange(next as Id[])}
      isDisabled={isDisabled}
      isInvalid={error !== undefined}
      className={className}
    >
      <FieldLabel label={label} hint={hint} />
      <Row columns={columns}>
        {options.map((option) => (
          <Checkbox key={option.id} value={option.id} isDisabled={option.isDisabled} className={itemClass}>
            {option.label}
          </Checkbox>
        ))}
      </Row>
      <FieldHelp help={help} error={error} />
    </CheckboxGroup>
  )
}

function Row({ columns, children }: { columns?: number; children: ReactNode }) {
  return (
    <div
      className={columns ? 'grid gap-2' : 'flex flex-wrap gap-2'}
      style={columns ? { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` } : undefined}
    >
      {children}
    </div>
  )
}
