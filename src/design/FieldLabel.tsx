import type { ReactNode } from 'react'
import { Label } from 'react-aria-components'

/** The name of a field, and at its right what helps to fill it (a count, a hint). */
export function FieldLabel({ label, hint }: { label: string; hint?: ReactNode }) {
  return (
    <div className="mb-2 flex items-baseline justify-between gap-3">
      <Label className="min-w-0 font-bold">{label}</Label>
      {hint ? <span className="text-right text-note text-ink2">{hint}</span> : null}
    </div>
  )
}
