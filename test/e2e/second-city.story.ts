import { expect, test } from '@playwright/test'
import { isAccessible, logIn } from './acts.ts'

test('a second city is opened by a form, and its first administrator sees nothing of the first city', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const admin = await logIn(browser, '渡辺（管理）')
  await admin.goto('/console/settings/cities')
  await isAccessible(admin)
  const names = admin.getByLabel('名前', { exact: true })
  await names.nth(0).fill('となり市')
  await admin.getByLabel('読み（かな）').fill('となりし')
  await admin.getByRole('textbox', { name: 'アドレスの名前' }).fill('tonari')
  await admin.getByRole('textbox', { name: '団体コード' }).fill('139980')
  await names.nth(1).fill('山田 花子')
  await admin.getByLabel('メールアドレス').fill('yamada@tonari.example')
  await admin.getByRole('button', { name: '都市を開く' }).click()
  await expect(admin.getByText('となり市を開きました')).toBeVisible()
  await isAccessible(admin)
  const shown = await admin.getByText('/console/password').first().textContent()
  const link = shown?.match(/https?:\/\/\S+\/console\/password\S+/)?.[0] ?? ''
  expect(link).toContain('/console/password')

  const yamada = await (await browser.newContext()).newPage()
  await yamada.goto(link)
  await yamada.getByLabel('新しいパスワード').fill('となりのまちの長い合言葉')
  await yamada.getByRole('button', { name: 'このパスワードにする' }).click()
  await yamada.goto('/console/login')
  await yamada.getByLabel('メールアドレス').fill('yamada@tonari.example')
  await yamada.getByLabel('パスワード', { exact: true }).fill('となりのまちの長い合言葉')
  await yamada.getByRole('button', { name: 'ログインする', exact: true }).click()
  await expect(yamada.getByText(/認証アプリ|パスキー/).first()).toBeVisible() // an administrator enrols a second factor before anything else

  // with the session alone, before enrolment, nothing of any city is given out
  for (const path of ['/api/alerts', '/api/staff', '/api/media', '/api/audit'])
    expect((await yamada.request.get(path)).status(), path).toBeGreaterThanOrEqual(400)
  const resident = await browser.newPage({ javaScriptEnabled: false })
  await resident.goto('/c/tsunagu/')
  await expect(resident).toHaveTitle(/つなぐ市/)
  expect((await resident.request.get('/c/tonari/')).status()).toBe(404) // its site is not switched on yet
})
