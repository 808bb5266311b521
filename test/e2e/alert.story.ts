import { expect, test } from '@playwright/test'
import { approveWithCode, isAccessible, liveUrl, logIn, shows, townUrl } from './acts.ts'

test('an alert is written, approved at a desk, seen, corrected on a phone, and lifted', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const ito = await logIn(browser, '伊藤（作成）')
  await isAccessible(ito)
  await ito.getByRole('link', { name: '配信', exact: false }).first().click()
  await ito.getByRole('button', { name: '配信を作る' }).click()
  await ito.getByRole('menuitem', { name: '避難指示', exact: false }).first().click()

  // the facts
  await ito.getByRole('checkbox', { name: /川原/ }).first().check({ force: true })
  await ito.getByRole('checkbox', { name: /下沢/ }).first().check({ force: true })
  await ito
    .getByLabel('理由', { exact: true })
    .fill('結川が氾濫危険水位 4.20 m を超え、堤防からあふれるおそれがあります。')
  await expect(ito.getByText('46,180人').first()).toBeVisible()
  await expect(ito.getByText('警戒レベル4「避難指示」を出しました。').first()).toBeVisible()
  await isAccessible(ito)
  await ito.getByRole('button', { name: '承認を求める' }).click()
  await expect(ito.getByText('作った人は承認できません').first()).toBeVisible()

  // approval at a desk
  const sato = await logIn(browser, '佐藤（承認）')
  await sato.getByRole('link', { name: '承認へ進む' }).click()
  await expect(sato.getByRole('heading', { level: 1 })).toContainText('46,180人')
  await isAccessible(sato)
  await approveWithCode(sato, '配信する')
  await expect(sato).toHaveURL(liveUrl)
  await expect(sato.getByRole('heading', { level: 1 })).toContainText('避難指示（川原・下沢）')
  await expect(sato.getByRole('listitem').filter({ hasText: '市サイト' }).first()).toContainText('見えた')
  await isAccessible(sato)

  // what a resident meets
  const resident = await browser.newPage({ javaScriptEnabled: false })
  await resident.goto('/c/tsunagu/')
  await expect(resident.locator('article.notice').first()).toContainText('結川が氾濫危険水位 4.20 m を超え')
  const seen = await (await resident.request.get(`${townUrl}/api/seen?medium=email`)).json()
  expect(seen.sightings.length).toBeGreaterThan(0)

  // correction: prepared by the author, approved by the other approver on a phone
  await ito.goto(sato.url())
  await ito.getByRole('button', { name: '訂正する' }).click()
  await ito.getByLabel('訂正', { exact: false }).first().fill('避難所に市民体育館を加えました。')
  await ito.getByRole('button', { name: /承認を求める/ }).click()
  await expect(ito.getByText('作った人は承認できません').first()).toBeVisible()
  const suzuki = await logIn(browser, '鈴木（承認）', { width: 390, height: 844 })
  await suzuki.getByRole('link', { name: '承認へ進む' }).click()
  await expect(suzuki.getByRole('heading', { level: 1 })).toBeVisible()
  await isAccessible(suzuki)
  await approveWithCode(suzuki, '訂正を配信する')
  await expect(suzuki).toHaveURL(liveUrl)
  await shows(resident, '避難所に市民体育館を加えました。')

  // lifting
  await ito.goto(suzuki.url())
  await ito.getByRole('button', { name: '解除する' }).click()
  await ito.getByLabel('解除の理由').fill('結川の水位が下がり、あふれるおそれがなくなりました。')
  await ito.getByRole('button', { name: /承認を求める/ }).click()
  await expect(ito.getByText('作った人は承認できません').first()).toBeVisible()
  await sato.goto('/console/')
  await sato.getByRole('link', { name: '承認へ進む' }).click()
  await approveWithCode(sato, '解除を配信する')
  await expect(sato).toHaveURL(liveUrl)
  await expect(sato.getByRole('listitem').filter({ hasText: '市サイト' }).first()).toContainText('見えた')
  await shows(resident, 'あふれるおそれがなくなりました。')
})
