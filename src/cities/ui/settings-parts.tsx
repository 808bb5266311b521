import type { ReactNode } from 'react'
import { ApiError, Notice } from '#design/index.ts'

/** A group of fields: its name at the left, the fields at the right; below each other on a phone. */
export function Group({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid max-w-[1080px] gap-x-10 gap-y-4 border-t border-line2 pt-6 desk:grid-cols-[280px_minmax(0,1fr)]">
      <div>
        <h2 className="text-name font-bold">{title}</h2>
        {note ? <p className="mt-1 text-note text-ink2">{note}</p> : null}
      </div>
      <div className="flex min-w-0 flex-col gap-6">{children}</div>
    </section>
  )
}

/** What went wrong with what a person just did, and what to do. */
export function Fault({ error }: { error: Error | null }) {
  if (!error) return null
  return (
    <Notice state="bad" title={error.message} live>
      {error instanceof ApiError ? error.todo : null}
    </Notice>
  )
}

/**
 * What the city said is wrong with a form, by the path of each field; empty when the fault is another.
 *
 * @param fallback  stands where the city's own words are not Japanese
 */
export function fieldFaults(error: Error | null, fallback: string): Record<string, string> {
  if (!(error instanceof ApiError) || error.code !== 'bad_request') return {}
  const fields = (error.details.fields ?? []) as { path: string; message: string }[]
  return Object.fromEntries(
    fields.map(({ path, message }) => [path, /[ぁ-ん]/.test(message) ? message : fallback]),
  )
}
