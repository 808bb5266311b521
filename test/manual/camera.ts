import { writeFileSync } from 'node:fs'
import { expect, type Locator, type Page } from '@playwright/test'
import { inPalette } from './palette.ts'

/** Until the words of the page (its clocks apart) stay the same for half a second: nothing is on its way any more. */
async function settled(page: Page): Promise<void> {
  const words = () => page.evaluate(() => document.body.textContent.replace(/\d+/g, ''))
  await expect(async () => {
    const before = await words()
    await page.waitForTimeout(500)
    expect(await words()).toBe(before)
  }).toPass({ timeout: 10_000 })
}

/** One picture: the window, or `part` of the page with a little air around it. */
export async function shot(page: Page, path: string, part?: Locator): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  await settled(page)
  const still = { animations: 'disabled', caret: 'hide' } as const
  const clip = part ? await around(page, part) : undefined
  writeFileSync(path, inPalette(await page.screenshot({ ...still, ...(clip && { clip }) })))
}

async function around(page: Page, part: Locator) {
  await part.scrollIntoViewIfNeeded()
  const box = await part.boundingBox()
  if (!box) throw new Error('nothing to draw')
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 }
  const x = Math.max(0, box.x - 16)
  const y = Math.max(0, box.y - 16)
  const right = Math.min(width, box.x + box.width + 16)
  const bottom = Math.min(height, box.y + box.height + 16)
  return { x, y, width: right - x, height: bottom - y }
}
