import type { ReactNode } from 'react'
import {
  type TextFieldProps as AriaProps,
  TextField as AriaTextField,
  FieldError,
  Input,
  Text,
} from 'react-aria-components'
import { cx } from './cx.ts'
import { FieldLabel } from './FieldLabel.tsx'

/** The look of everything that is filled in. */
export const fieldClass = cx(
  'w-full min-h-12 rounded-box border border-field bg-paper px-4 py-[10px] leading-[26px] text-ink placeholder:text-ink3',
  'invalid:border-2 invalid:border-bad disabled:border-line2 disabled:bg-soft disabled:text-ink3',
)

export interface FieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** At the right of the label, 14 px: a unit, a limit. */
  hint?: ReactNode
  /** Under the field: a sentence that helps. */
  help?: string
  /** What is wrong and how to mend it. Marks the field as invalid. */
  error?: string
  isRequired?: boolean
  isDisabled?: boolean
  isReadOnly?: boolean
  name?: string
  autoFocus?: boolean
  placeholder?: string
  className?: string
}

type TextFieldProps = FieldProps & Pick<AriaProps, 'type' | 'autoComplete' | 'inputMode' | 'spellCheck'>

/** One line of text. */
export function TextField({ label, hint, help, error, className, placeholder, ...rest }: TextFieldProps) {
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} validationBehavior="aria" className={className}>
      <FieldLabel label={label} hint={hint} />
      <Input className={fieldClass} placeholder={placeholder} />
      <FieldHelp help={help} error={error} />
    </AriaTextField>
  )
}

/** What stands under a field: the fault when there is one, the help otherwise. */
export function FieldHelp({ help, error }: { help?: string; error?: string }) {
  if (error !== undefined) {
    return <FieldError className="state state-bad mt-2 font-normal">{error}</FieldError>
  }
  if (!help) return null
  return (
    <Text slot="description" className="mt-2 block text-note text-ink2">
      {help}
    </Text>
  )
}
