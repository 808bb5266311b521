import { mkdirSync } from 'node:fs'
import type { Browser, Locator, Page } from '@playwright/test'
import { shot as draw } from './camera.ts'

export const [city = 'http://localhost:3000', town = 'http://localhost:3100', out = 'docs/manual/images'] =
  process.argv.slice(2)
mkdirSync(out, { recursive: true })

const desk = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }
export const page_ms = 60_000 // a one-time code works once: the next may have to be waited for

export const shot = (page: Page, name: string, part?: Locator) => draw(page, `${out}/${name}.png`, part)

export async function open(browser: Browser, viewport = desk, scale = 1): Promise<Page> {
  const context = await browser.newContext({
    baseURL: city,
    viewport,
    deviceScaleFactor: scale,
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(page_ms)
  return context.newPage()
}

export async function logIn(browser: Browser, who: string, viewport = desk, scale = 1): Promise<Page> {
  const page = await open(browser, viewport, scale)
  await page.goto('/console/login')
  await page.getByRole('button', { name: who }).click()
  await page.waitForURL(/\/console\/$/)
  return page
}

/** Opens a page of the console and waits until its heading stands. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
}
