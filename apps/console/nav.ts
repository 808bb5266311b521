import { defineMessages } from '#design/index.ts'
import type { FrameFacts } from './frame.ts'

export const navMessages = defineMessages({
  ja: {
    main: 'おもな画面',
    situation: '状況',
    alerts: '配信',
    records: '記録',
    settings: '設定',
    manual: '手引き',
    awaiting: (count: number) => `承認待ち${count}`,
    live: (count: number) => `配信中${count}`,
  },
  en: {
    main: 'Main pages',
    situation: 'Situation',
    alerts: 'Alerts',
    records: 'Records',
    settings: 'Settings',
    manual: 'Manual',
    awaiting: (count) => `${count} waiting`,
    live: (count) => `${count} live`,
  },
})

type NavWords = (typeof navMessages)['ja']

export interface NavEntry {
  /** Path within the console. The entry is marked on this page and all below it. */
  href: string
  name: keyof Pick<NavWords, 'situation' | 'alerts' | 'records' | 'settings' | 'manual'>
  /** A small count under the name, or nothing. */
  count?: (facts: FrameFacts, words: NavWords) => string | undefined
  /** Stands below the line, in lighter type. */
  low?: boolean
}

/** What can be reached from everywhere, in this order. A later module adds its line here. */
export const navEntries: readonly NavEntry[] = [
  { href: '/', name: 'situation' },
  {
    href: '/alerts',
    name: 'alerts',
    count: ({ counts }, words) => {
      if (counts.awaiting > 0) return words.awaiting(counts.awaiting)
      return counts.live > 0 ? words.live(counts.live) : undefined
    },
  },
  { href: '/audit', name: 'records' },
  { href: '/settings', name: 'settings', low: true },
  { href: '/manual', name: 'manual', low: true },
]

/** Whether a page belongs to an entry: `/alerts/7` belongs to 配信, but not everything belongs to `/`. */
export function isCurrent(entry: NavEntry, pathname: string): boolean {
  const path = pathname.replace(/^\/console/, '') || '/'
  return entry.href === '/' ? path === '/' : path === entry.href || path.startsWith(`${entry.href}/`)
}
