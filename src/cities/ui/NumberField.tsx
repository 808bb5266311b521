import { useState } from 'react'
import { TextField, useMessages } from '#design/index.ts'
import { settingsMessages } from './city-words.ts'

interface NumberFieldProps {
  label: string
  unit: string
  least: number
  most: number
  value: number
  onChange: (value: number) => void
  /** Told whether what stands in the field is no number of the range. */
  onFault: (fault: boolean) => void
  isReadOnly?: boolean
}

/** A whole number within a range; what is written stays on screen until it is right. */
export function NumberField({
  label,
  unit,
  least,
  most,
  value,
  onChange,
  onFault,
  isReadOnly,
}: NumberFieldProps) {
  const words = useMessages(settingsMessages)
  const [text, setText] = useState(String(value))
  const right = (written: string) =>
    /^\d+$/.test(written) && Number(written) >= least && Number(written) <= most
  return (
    <TextField
      label={label}
      hint={unit}
      value={text}
      inputMode="numeric"
      isReadOnly={isReadOnly}
      error={right(text) ? undefined : words.number(least, most)}
      onChange={(written) => {
        const plain = written.normalize('NFKC').trim() // full-width digits count too
        setText(plain)
        onFault(!right(plain))
        if (right(plain)) onChange(Number(plain))
      }}
    />
  )
}
