import type { ReactNode } from 'react'

interface SettingsPageProps {
  title: string
  note?: string
  children: ReactNode
}

/** A page of the settings, of whatever room. The way to its neighbours stands in the console's frame. */
export function SettingsPage({ title, note, children }: SettingsPageProps) {
  return (
    <div className="flex flex-1 flex-col gap-8 px-4 py-6 tablet:px-10 tablet:py-8">
      <header>
        <h1 className="text-title font-bold">{title}</h1>
        {note ? <p className="mt-1 text-ink2">{note}</p> : null}
      </header>
      {children}
    </div>
  )
}
