import type { ReactNode } from 'react'

/** One matter of the account. */
export function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 border-t border-line2 pt-4">
      <div>
        <h2 className="text-name font-bold">{title}</h2>
        {note ? <p className="text-note text-ink2">{note}</p> : null}
      </div>
      {children}
    </section>
  )
}
