import type { ReactNode } from 'react'
import { Link } from 'react-aria-components'
import { cx, type Page, useLocale, useMessages } from '#design/index.ts'
import { navMessages } from './nav.ts'
import { currentSettings, settingsPages } from './settings.ts'

interface SettingsNavProps {
  /** Within the console: `/settings/media`. */
  path: string
  /** Of whoever is logged in. */
  roles: readonly string[]
  children: ReactNode
}

/** A page of the settings with the way to all others: a list at its left, on a narrow screen folded above it. */
export function SettingsNav({ path, roles, children }: SettingsNavProps) {
  const words = useMessages(navMessages)
  const { locale } = useLocale()
  const list = settingsPages(roles)
  const current = currentSettings(list, path)
  const links = list.map((page) => <Entry key={page.path} page={page} current={page === current} />)
  return (
    <div className="flex flex-1 flex-col desk:grid desk:grid-cols-[216px_minmax(0,1fr)]">
      <nav aria-label={words.settings} className="hidden border-r border-line2 py-2 desk:block">
        {links}
      </nav>
      <details key={path} className="border-b border-line2 desk:hidden">
        <summary className="ring-inside min-h-12 px-4 py-3">
          {words.settings}：<b>{current?.title[locale]}</b>
        </summary>
        <nav aria-label={words.settings} className="border-t border-line py-2">
          {links}
        </nav>
      </details>
      <div className="flex min-w-0 flex-col">{children}</div>
    </div>
  )
}

function Entry({ page, current }: { page: Page; current: boolean }) {
  const { locale } = useLocale()
  return (
    <Link
      href={page.path}
      aria-current={current ? 'page' : undefined}
      className={cx(
        'ring-inside flex min-h-11 items-center border-l-4 py-2 pr-3 pl-4 no-underline',
        current
          ? 'border-l-accent bg-accent-soft font-bold text-accent'
          : 'border-l-transparent text-ink hover:bg-soft',
      )}
    >
      {page.title[locale]}
    </Link>
  )
}
