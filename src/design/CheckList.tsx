import type { ReactNode } from 'react'
import { Checkbox as AriaCheckbox, CheckboxGroup } from 'react-aria-components'
import { cx } from './cx.ts'
import { FieldLabel } from './FieldLabel.tsx'
import type { Option } from './Select.tsx'
import { FieldHelp } from './TextField.tsx'

interface CheckboxProps {
  /** The words beside the box. */
  children: ReactNode
  isSelected: boolean
  onChange: (isSelected: boolean) => void
  isDisabled?: boolean
  className?: string
}

/** A single tick box with its words. */
export function Checkbox({ children, className, ...rest }: CheckboxProps) {
  return (
    <AriaCheckbox
      {...rest}
      className={cx('inline-flex items-center gap-2 data-disabled:text-ink3', className)}
    >
      <Box />
      <span>{children}</span>
    </AriaCheckbox>
  )
}

interface CheckListProps<Id extends string> {
  label: string
  hint?: ReactNode
  help?: string
  error?: string
  /** `note` stands at the right of its row. */
  options: readonly Option<Id>[]
  value: readonly Id[]
  onChange: (ids: Id[]) => void
  isDisabled?: boolean
  className?: string
}

/** A list to tick, one row each: name at the left, what helps to choose at the right. */
export function CheckList<Id extends string>(props: CheckListProps<Id>) {
  const { label, hint, help, error, options, value, onChange, isDisabled, className } = props
  return (
    <CheckboxGroup
      value={[...value]}
      onChange={(next) => onChange(next as Id[])}
      isDisabled={isDisabled}
      isInvalid={error !== undefined}
      className={className}
    >
      <FieldLabel label={label} hint={hint} />
      <div className="divide-y divide-line">
        {options.map((option) => (
          <AriaCheckbox
            key={option.id}
            value={option.id}
            isDisabled={option.isDisabled}
            className="grid min-h-10 grid-cols-[24px_1fr_auto] items-center gap-2 data-disabled:text-ink3"
          >
            <Box />
            <span className="chosen:font-bold">{option.label}</span>
            {option.note ? <span className="text-right text-note text-ink2">{option.note}</span> : null}
          </AriaCheckbox>
        ))}
      </div>
      <FieldHelp help={help} error={error} />
    </CheckboxGroup>
  )
}

function Box() {
  return (
    <span
      aria-hidden="true"
      className="grid size-5 shrink-0 place-items-center rounded-label border-2 border-field bg-paper text-white chosen:border-accent chosen:bg-accent"
    >
      <svg viewBox="0 0 12 10" className="hidden size-3 chosen:block" aria-hidden="true">
        <path d="M1 5l3.5 3.5L11 1.5" fill="none" stroke="currentColor" strokeWidth="2" />
      </svg>
    </span>
  )
}
