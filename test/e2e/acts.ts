import AxeBuilder from '@axe-core/playwright'
import { type Browser, expect, type Page } from '@playwright/test'

export const townUrl = 'http://localhost:3910'

/** Logs in on a page of its own, as the log-in page of the demonstration lets one. @param who  「伊藤（作成）」 */
export async function logIn(
  browser: Browser,
  who: string,
  viewport?: { width: number; height: number },
): Promise<Page> {
  const context = await browser.newContext({ ...(viewport && { viewport }) })
  const page = await context.newPage()
  await page.goto('/console/login')
  await page.getByRole('button', { name: who }).click()
  await expect(page).toHaveURL(/\/console\/$/, { timeout: 60_000 }) // a code works once: the next may have to be waited for
  return page
}

/** No finding of axe on what is shown now (WCAG 2.0–2.2, A and AA). */
export async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .exclude('[data-live-announcer]') // react-aria's own voice for screen readers: an element that names another which is gone by now
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(
    violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`),
  ).toEqual([])
}

/** Puts the demonstration's one-time code in and sends; waits when the last code was used up. */
export async function approveWithCode(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: 'デモの番号を入れる' }).click({ timeout: 60_000 })
  await page.getByRole('button', { name: button, exact: true }).click()
}

/** The page shows the words, if need be after being loaded again: what a resident does who waits for news. */
export async function shows(page: Page, words: string): Promise<void> {
  await expect(async () => {
    await page.reload()
    await expect(page.locator('body')).toContainText(words, { timeout: 500 })
  }).toPass({ timeout: 15_000 })
}

/** The address of a message that is out, not of a draft. */
export const liveUrl = /\/console\/alerts\/[0-9a-f-]{36}$/
