import { defineMessages, type Page } from '#design/index.ts'
import type { Counts, FrameFacts } from './frame.ts'
import { pages } from './pages.ts'

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
    drillAwaiting: (count: number) => `訓練の承認待ち${count}`,
    drillLive: (count: number) => `訓練中${count}`,
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
    drillAwaiting: (count) => `${count} drill waiting`,
    drillLive: (count) => `${count} in drill`,
  },
})

type NavWords = (typeof navMessages)['ja']

export interface NavEntry {
  /** Path within the console. The entry is marked on this page and all below it. */
  href: string
  name: keyof Pick<NavWords, 'situation' | 'alerts' | 'records' | 'settings' | 'manual'>
  /** Small counts under the name: what is in earnest first, then drills. */
  counts?: (facts: Pick<FrameFacts, 'counts'>, words: NavWords) => string[]
  /** Stands below the line, in lighter type. */
  low?: boolean
}

/** What can be reached from everywhere, in this order. A later module adds its line here. */
const entries: readonly NavEntry[] = [
  { href: '/', name: 'situation' },
  {
    href: '/alerts',
    name: 'alerts',
    counts: ({ counts }, words) => [
      ...mostUrgent(counts, words.awaiting, words.live),
      ...mostUrgent(counts.drills, words.drillAwaiting, words.drillLive),
    ],
  },
  { href: '/audit', name: 'records' },
  { href: '/settings', name: 'settings', low: true },
  { href: '/manual', name: 'manual', low: true },
]

/** The entries whose page is there: none may lead to nothing. */
export const entriesOf = (list: readonly Page[]): NavEntry[] =>
  entries.filter((entry) => list.some((page) => page.path === entry.href))

export const navEntries = entriesOf(pages)

/** What waits for a hand comes before what is out. */
function mostUrgent(
  { awaiting, live }: Counts,
  waits: (count: number) => string,
  out: (count: number) => string,
): string[] {
  if (awaiting > 0) return [waits(awaiting)]
  return live > 0 ? [out(live)] : []
}

/** Whether a page belongs to an entry: `/alerts/7` belongs to 配信, but not everything belongs to `/`. */
export function isCurrent(entry: NavEntry, pathname: string): boolean {
  const path = pathname.replace(/^\/console/, '') || '/'
  return entry.href === '/' ? path === '/' : path === entry.href || path.startsWith(`${entry.href}/`)
}
