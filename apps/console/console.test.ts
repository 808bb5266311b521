import { expect, it } from 'vitest'
import { isCurrent, navEntries } from './nav.ts'
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
