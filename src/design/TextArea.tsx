import { TextArea as AriaTextArea, TextField } from 'react-aria-components'
import { cx } from './cx.ts'
import { FieldLabel } from './FieldLabel.tsx'
import { defineMessages, useMessages } from './i18n.ts'
import { FieldHelp, type FieldProps, fieldClass } from './TextField.tsx'

const messages = defineMessages({
  ja: {
    count: (used: number, limit: number) => `${used}/${limit}字`,
    left: (left: number) => `あと${left}字`,
    over: (over: number) => `${over}字多すぎます。短くしてください`,
  },
  en: {
    count: (used, limit) => `${used}/${limit}`,
    left: (left) => `${left} left`,
    over: (over) => `${over} characters too many. Please shorten`,
  },
})

interface TextAreaProps extends FieldProps {
  rows?: number
  /** Largest number of characters, as people count them (a surrogate pair is one). Counted, not cut: the fault is shown. */
  limit?: number
}

/** Several lines of text, with a count where a medium sets a limit. Grows with its words. */
export function TextArea({
  label,
  hint,
  help,
  error,
  rows = 3,
  limit,
  className,
  placeholder,
  ...rest
}: TextAreaProps) {
  const words = useMessages(messages)
  const used = [...rest.value].length
  const over = limit !== undefined && used > limit ? words.over(used - limit) : undefined
  const fault = error ?? over
  return (
    <TextField {...rest} isInvalid={fault !== undefined} validationBehavior="aria" className={className}>
      <FieldLabel
        label={label}
        hint={limit === undefined ? hint : <Count hint={hint} text={words.count(used, limit)} />}
      />
      <AriaTextArea
        rows={rows}
        placeholder={placeholder}
        className={cx(fieldClass, 'field-sizing-content resize-y block')}
      />
      <FieldHelp help={help} error={fault} />
    </TextField>
  )
}

function Count({ hint, text }: { hint: FieldProps['hint']; text: string }) {
  return (
    <>
      {hint ? <span className="mr-3">{hint}</span> : null}
      <span>{text}</span>
    </>
  )
}
