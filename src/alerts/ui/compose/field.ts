import type { Around, ComposeForm } from './form.ts'

/** What every part of the left column gets. */
export interface Part {
  form: ComposeForm
  set: (change: (form: ComposeForm) => ComposeForm) => void
  around: Around
  /** The first words of what is wrong with a field, once the person has asked for approval. */
  errorOf: (field: string) => string | undefined
}

/** Changes some of the facts. */
export function withFacts(change: Partial<ComposeForm['facts']>): (form: ComposeForm) => ComposeForm {
  return (form) => ({ ...form, facts: { ...form.facts, ...change } })
}

/** Brings a place of the page into view and the keyboard into its first control. */
export function goTo(id: string): void {
  const place = document.getElementById(id)
  if (!place) return
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  place.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' })
  const first = place.querySelector<HTMLElement>(
    'input:checked, input:not([disabled]):not([type=hidden]), textarea, button:not([disabled]), [tabindex="0"]',
  )
  const target = first ?? place
  target.focus({ preventScroll: true })
}
