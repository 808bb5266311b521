import { useLocation } from '@tanstack/react-router'
import { Link } from 'react-aria-components'
import { cx, useMessages } from '#design/index.ts'
import type { FrameFacts } from './frame.ts'
import { isCurrent, type NavEntry, navEntries, navMessages } from './nav.ts'
import { UserMenu } from './UserMenu.tsx'

/** The side navigation, from 768 px on. */
export function Nav({ facts }: { facts: FrameFacts }) {
  const words = useMessages(navMessages)
  return (
    <nav
      aria-label={words.main}
      className="hidden flex-col justify-between border-r border-line2 tablet:flex"
    >
      <div className="sticky top-0 py-2">
        {navEntries
          .filter((entry) => !entry.low)
          .map((entry) => (
            <NavLink key={entry.href} entry={entry} facts={facts} />
          ))}
      </div>
      <div className="sticky bottom-0 border-t border-line bg-paper py-2">
        {navEntries
          .filter((entry) => entry.low)
          .map((entry) => (
            <NavLink key={entry.href} entry={entry} facts={facts} />
          ))}
        <UserMenu user={facts.user} />
      </div>
    </nav>
  )
}

interface NavLinkProps {
  entry: NavEntry
  facts: FrameFacts
  onPress?: () => void
}

/** One line of the navigation, marked when its page is open. */
export function NavLink({ entry, facts, onPress }: NavLinkProps) {
  const words = useMessages(navMessages)
  const current = isCurrent(entry, useLocation().pathname)
  const counts = entry.counts?.(facts, words) ?? []
  return (
    <Link
      href={entry.href}
      onPress={onPress}
      aria-current={current ? 'page' : undefined}
      className={cx(
        'ring-inside flex flex-col justify-center border-l-4 py-1 pr-2 pl-3 leading-[1.3] no-underline',
        entry.low ? 'min-h-10' : 'min-h-14 font-bold',
        current ? 'border-l-accent bg-accent-soft text-accent' : 'border-l-transparent hover:bg-soft',
        !current && (entry.low ? 'text-ink2' : 'text-ink'),
      )}
    >
      {words[entry.name]}
      {counts.map((count) => (
        <small key={count} className="text-note font-normal tracking-normal text-ink2">
          {count}
        </small>
      ))}
    </Link>
  )
}
