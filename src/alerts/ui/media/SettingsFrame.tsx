import { useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { cx, TextLink, useMessages } from '#design/index.ts'
import { mediaMessages } from './words.ts'

const places = [
  { href: '/settings/media', name: 'page' },
  { href: '/settings/emergency', name: 'emergency' },
  { href: '/settings/drill-plans', name: 'plans' },
] as const

interface SettingsFrameProps {
  title: string
  note?: string
  children: ReactNode
}

/** A page of the settings of alerts: the ways to its neighbours above, its own title below. */
export function SettingsFrame({ title, note, children }: SettingsFrameProps) {
  const words = useMessages(mediaMessages)
  const here = useLocation({ select: ({ pathname }) => pathname.replace(/^\/console/, '') })
  return (
    <>
      <nav
        aria-label={words.settings}
        className="flex flex-wrap gap-x-6 gap-y-1 border-b border-line px-4 py-2 tablet:px-10"
      >
        <TextLink href="/settings" className="py-2">
          {words.settingsHome}
        </TextLink>
        {places.map(({ href, name }) => (
          <TextLink
            key={name}
            href={href}
            className={cx('py-2', here === href && 'font-bold text-ink no-underline')}
          >
            {words[name]}
          </TextLink>
        ))}
      </nav>
      <div className="flex flex-1 flex-col gap-6 px-4 py-6 tablet:px-10 tablet:py-8">
        <header>
          <h1 className="text-title font-bold">{title}</h1>
          {note ? <p className="mt-1 text-ink2">{note}</p> : null}
        </header>
        {children}
      </div>
    </>
  )
}
