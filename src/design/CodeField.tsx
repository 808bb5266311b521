import { useId, useState } from 'react'
import { codeDigits } from './code-text.ts'
import { cx } from './cx.ts'

interface CodeFieldProps {
  label: string
  value: string
  onChange: (digits: string) => void
  /** Called once when the last digit is in. */
  onComplete?: (digits: string) => void
  /** Under the label, 14 px: 「あと21秒」. */
  hint?: string
  error?: string
  length?: number
  isDisabled?: boolean
  autoFocus?: boolean
  /** Label above the boxes instead of beside them. */
  stacked?: boolean
}

/**
 * A one-time code in boxes. There is one real input over the boxes, so paste, autofill from a message and screen
 * readers work as with any field; the boxes are drawn behind it.
 */
export function CodeField(props: CodeFieldProps) {
  const {
    label,
    value,
    onChange,
    onComplete,
    hint,
    error,
    length = 6,
    isDisabled,
    autoFocus,
    stacked,
  } = props
  const id = useId()
  const [focused, setFocused] = useState(false)
  const take = (text: string) => {
    const digits = codeDigits(text, length)
    if (digits === value) return
    onChange(digits)
    if (digits.length === length) onComplete?.(digits)
  }
  return (
    <div>
      <div className={cx('flex gap-3', stacked ? 'flex-col' : 'items-center justify-between')}>
        <div className="leading-5">
          <label htmlFor={id} className="font-bold whitespace-nowrap">
            {label}
          </label>
          {hint ? (
            <span id={`${id}hint`} className="block text-note text-ink2">
              {hint}
            </span>
          ) : null}
        </div>
        <div className={cx('code-boxes relative w-fit rounded-box', focused && 'code-boxes-focused')}>
          <Boxes value={value} length={length} focused={focused} bad={error !== undefined} />
          <input
            id={id}
            value={value}
            onChange={(event) => take(event.target.value)}
            onPaste={(event) => {
              event.preventDefault()
              take(event.clipboardData.getData('text'))
            }}
            onFocus={() => setFocused(true)}
            onBlur={() => setFocused(false)}
            onSelect={(event) => event.currentTarget.setSelectionRange(value.length, value.length)}
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern={`[0-9]{${length}}`}
            disabled={isDisabled}
            // biome-ignore lint/a11y/noAutofocus: the caller asks for it where the code is the only thing to do
            autoFocus={autoFocus}
            aria-invalid={error !== undefined}
            aria-describedby={error ? `${id}error` : hint ? `${id}hint` : undefined}
            className="absolute inset-0 w-full cursor-text rounded-box bg-transparent text-transparent caret-transparent opacity-0"
          />
        </div>
      </div>
      {error ? (
        <p id={`${id}error`} role="alert" className="state state-bad mt-2 font-normal">
          {error}
        </p>
      ) : null}
    </div>
  )
}

interface BoxesProps {
  value: string
  length: number
  focused: boolean
  bad: boolean
}

function Boxes({ value, length, focused, bad }: BoxesProps) {
  const places = Array.from({ length }, (_, place) => place)
  return (
    <div aria-hidden="true" className="flex gap-1">
      {places.map((place) => (
        <span
          key={place}
          className={cx(
            'grid h-12 w-[38px] place-items-center rounded-box border bg-paper text-[22px] font-bold tablet:h-14 tablet:w-10 tablet:text-title',
            bad ? 'border-2 border-bad' : 'border-field',
            focused &&
              place === Math.min(value.length, length - 1) &&
              'outline-[3px] -outline-offset-2 outline-accent',
          )}
        >
          {value[place] ?? ''}
        </span>
      ))}
    </div>
  )
}
