import { describe, expect, it } from 'vitest'
import { bandOf } from './band.ts'
import type { Counts, LevelFacts } from './frame.ts'
import { entriesOf, isCurrent, navEntries, navMessages } from './nav.ts'
import { pages } from './pages.ts'
import { currentSettings, settingsPages } from './settings.ts'
import { titleOf } from './title.ts'

it('a page below an entry marks that entry, and 状況 is marked on its own page alone', () => {
  const marked = (path: string) =>
    navEntries.filter((entry) => isCurrent(entry, path)).map((entry) => entry.name)
  expect(marked('/console/')).toEqual(['situation'])
  expect(marked('/console/alerts/7/approve')).toEqual(['alerts'])
  expect(marked('/console/alertsomething')).toEqual([])
  expect(marked('/settings')).toEqual(['settings'])
})

it('the tab of a drill begins with 訓練', () => {
  const city = { name: 'つなぐ市', slug: 'tsunagu' }
  expect(titleOf('状況', { city, drill: null })).toBe('状況 – つなぐ市')
  expect(titleOf('状況', { city, drill: { title: '総合防災訓練', since: '' } })).toBe(
    '【訓練】状況 – つなぐ市',
  )
  expect(titleOf(undefined, undefined)).toBe('つなぐ')
})

describe('the band under the header', () => {
  const level = (facts: Partial<LevelFacts>): LevelFacts => ({
    level: 4,
    word: '避難指示',
    districts: ['川原'],
    since: '2026-11-22T09:42:40.125Z',
    pending: false,
    drill: false,
    ...facts,
  })
  const drill = level({ level: 5, drill: true })

  it('gives a drill no large block while the city is not in one', () => {
    expect(bandOf([drill], false)).toEqual({ top: undefined, others: [drill] })
    expect(bandOf([drill], true)).toEqual({ top: drill, others: [] })
  })
  it('puts what is in earnest before a higher drill, in a drill too', () => {
    const live = level({ level: 3 })
    for (const inDrill of [true, false])
      expect(bandOf([drill, live], inDrill)).toEqual({ top: live, others: [drill] })
  })
  it('names what awaits approval in earnest before a drill that is under way', () => {
    const pending = level({ pending: true })
    expect(bandOf([drill, pending], true)).toEqual({ top: drill, others: [pending] })
    expect(bandOf([drill, pending], false)).toEqual({ top: undefined, others: [pending, drill] })
  })
})

it.each<[Counts, Counts, string[]]>([
  [{ awaiting: 0, live: 0 }, { awaiting: 0, live: 0 }, []],
  [{ awaiting: 0, live: 1 }, { awaiting: 0, live: 2 }, ['配信中1', '訓練中2']],
  [{ awaiting: 3, live: 1 }, { awaiting: 1, live: 2 }, ['承認待ち3', '訓練の承認待ち1']],
  [{ awaiting: 0, live: 0 }, { awaiting: 0, live: 1 }, ['訓練中1']],
])('beside 配信, %j in earnest and %j of drills read %j', (live, drills, words) => {
  const entry = navEntries.find(({ name }) => name === 'alerts')
  expect(entry?.counts?.({ counts: { ...live, drills } }, navMessages.ja)).toEqual(words)
})

it('no entry of the navigation leads to a page that is not there', () => {
  expect(entriesOf([])).toEqual([])
  const manual = { path: '/manual', title: { ja: '手引き', en: 'Manual' }, load: async () => () => null }
  expect(entriesOf([manual]).map(({ name }) => name)).toEqual(['manual'])
  expect(navEntries.every(({ href }) => pages.some(({ path }) => path === href))).toBe(true)
})

describe('the settings', () => {
  const paths = (roles: string[]) => settingsPages(roles).map(({ path }) => path)

  it('name every page below /settings, the city first, to somebody who may open all', () => {
    const all = pages.map(({ path }) => path).filter((path) => /^\/settings(\/[a-z-]+)?$/.test(path))
    const named = paths(['admin', 'platform-admin'])
    expect(named[0]).toBe('/settings')
    expect(named.toSorted()).toEqual(all.toSorted())
  })
  it('name only what the roles may open', () => {
    expect(paths(['author'])).not.toContain('/settings/staff')
    expect(paths(['auditor'])).toContain('/settings/staff')
    expect(paths(['auditor'])).not.toContain('/settings/keys')
    expect(paths(['shop'])).not.toContain('/settings/media')
    expect(paths(['admin'])).not.toContain('/settings/cities')
  })
  it('mark the page that one lies below', () => {
    const list = settingsPages(['admin'])
    expect(currentSettings(list, '/settings/media/email')?.path).toBe('/settings/media')
    expect(currentSettings(list, '/settings')?.path).toBe('/settings')
    expect(currentSettings(list, '/settings/nothing')).toBeUndefined()
  })
})
