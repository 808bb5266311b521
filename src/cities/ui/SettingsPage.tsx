import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ApiError, defineMessages, Notice, TextLink, useMessages } from '#design/index.ts'
import { frameQuery } from './city-calls.ts'

const messages = defineMessages({
  ja: {
    settings: '設定',
    city: '市の設定',
    districts: '地区と地図',
    media: '媒体',
    staff: '職員と権限',
    keys: 'APIキー',
    cities: '都市を開く',
  },
  en: {
    settings: 'Settings',
    city: 'City',
    districts: 'Districts and map',
    media: 'Media',
    staff: 'Staff and roles',
    keys: 'API keys',
    cities: 'Open a city',
  },
})

type Name = 'city' | 'districts' | 'media' | 'staff' | 'keys' | 'cities'

/** Every page of the settings, in this order. */
const places: { href: string; name: Name; role?: string }[] = [
  { href: '/settings', name: 'city' },
  { href: '/settings/districts', name: 'districts' },
  { href: '/settings/media', name: 'media' },
  { href: '/settings/staff', name: 'staff', role: 'admin' },
  { href: '/settings/keys', name: 'keys', role: 'admin' },
  { href: '/settings/cities', name: 'cities', role: 'platform-admin' },
]

interface SettingsPageProps {
  title: string
  note?: string
  children: ReactNode
}

/** A page of the settings: the ways to its neighbours above, its own title below. */
export function SettingsPage({ title, note, children }: SettingsPageProps) {
  const words = useMessages(messages)
  const roles = useQuery(frameQuery).data?.user.roles ?? []
  const here = useLocation({ select: ({ pathname }) => pathname.replace(/^\/console/, '') })
  return (
    <>
      <nav
        aria-label={words.settings}
        className="flex flex-wrap gap-x-6 border-b border-line px-4 tablet:px-10"
      >
        {places
          .filter(({ role }) => role === undefined || roles.includes(role))
          .map(({ href, name }) =>
            here === href ? (
              <b key={name} aria-current="page" className="border-b-4 border-accent py-2 text-accent">
                {words[name]}
              </b>
            ) : (
              <TextLink key={name} href={href} className="py-2">
                {words[name]}
              </TextLink>
            ),
          )}
      </nav>
      <div className="flex flex-1 flex-col gap-8 px-4 py-6 tablet:px-10 tablet:py-8">
        <header>
          <h1 className="text-title font-bold">{title}</h1>
          {note ? <p className="mt-1 text-ink2">{note}</p> : null}
        </header>
        {children}
      </div>
    </>
  )
}

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
