import type { Page } from '#design/index.ts'
import { pages } from './pages.ts'

/** The order of the settings: the city, its people, its media. What is not named here stands at the end. */
const order = [
  '/settings',
  '/settings/districts',
  '/settings/staff',
  '/settings/keys',
  '/settings/media',
  '/settings/emergency',
  '/settings/drill-plans',
]

/** The way among the settings: every registered page at or below `/settings` that these roles may open. */
export function settingsPages(roles: readonly string[], list: readonly Page[] = pages): Page[] {
  const place = (page: Page) => {
    const at = order.indexOf(page.path)
    return at < 0 ? order.length : at
  }
  return list
    .filter(({ path }) => isSettings(path) && !path.includes('$'))
    .filter((page) => page.roles === undefined || page.roles.some((role) => roles.includes(role)))
    .sort((a, b) => place(a) - place(b))
}

/** Whether a path within the console belongs to the settings. */
export const isSettings = (path: string): boolean => path === '/settings' || path.startsWith('/settings/')

/** The entry that a page belongs to: itself, or the one it lies below (`/settings/media/email`). */
export function currentSettings(list: readonly Page[], path: string): Page | undefined {
  return (
    list.find((page) => page.path === path) ??
    list.find((page) => page.path !== '/settings' && path.startsWith(`${page.path}/`))
  )
}
