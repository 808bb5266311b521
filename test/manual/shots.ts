import { type Browser, chromium, expect, type Page } from '@playwright/test'
import { logIn, open, page_ms, phone, shot, town, visit } from './visitors.ts'

/**
 * Draws the pictures of the officer's manual from a fresh demonstration.
 *
 * `node test/manual/shots.ts http://localhost:3000 http://localhost:3100 docs/manual/images`
 *
 * Walks one story, so that the pictures tell it: 避難指示 for 川原 and 下沢 is written, approved, seen, corrected,
 * lifted; then a drill, a medium that does not answer, the settings, the records, and what residents meet.
 */
const fillCode = (page: Page) => page.getByRole('button', { name: 'デモの番号を入れる' }).click()
const top = (page: Page) => page.evaluate(() => scrollTo(0, 0))
const heading = (page: Page, words: string) => page.getByRole('heading', { name: words }).first().waitFor()
const liveUrl = /\/console\/alerts\/[0-9a-f-]{36}$/

/** Until the message is out and seen; loaded anew, so that the band above the page tells it, too. */
async function seen(page: Page): Promise<void> {
  const site = page.getByRole('listitem').filter({ hasText: '市サイト' }).first()
  await expect(site).toContainText('見えた', { timeout: page_ms })
  await page.reload()
  await expect(site).toContainText('見えた', { timeout: page_ms })
}

async function toApproval(page: Page): Promise<void> {
  await page.goto('/console/')
  await page
    .getByRole('link', { name: /承認へ進む/ })
    .first()
    .click()
  await page.waitForURL(/approve$/)
  await page.getByRole('button', { name: 'デモの番号を入れる' }).waitFor()
}

async function ask(page: Page): Promise<void> {
  await page.getByRole('button', { name: /承認を求める/ }).click()
  await page.getByText('作った人は承認できません').first().waitFor()
}

/** Facts of the flood into an open form. */
async function writeFlood(page: Page, districts: RegExp[] = [/川原/, /下沢/]): Promise<void> {
  for (const district of districts)
    await page.getByRole('checkbox', { name: district }).first().check({ force: true })
  await page
    .getByLabel('理由', { exact: true })
    .fill('結川が氾濫危険水位 4.20 m を超え、堤防からあふれるおそれがあります。')
  await page.getByText('氾濫危険水位 4.20 m').nth(1).waitFor()
}

async function theAlert(ito: Page, sato: Page): Promise<void> {
  await visit(ito, '/console/alerts')
  await ito.getByRole('button', { name: '配信を作る' }).click()
  await shot(ito, 'list-templates')
  await ito.getByRole('menuitem', { name: '避難指示' }).first().click()
  await writeFlood(ito)
  await shot(ito, 'compose-facts')
  await top(ito)
  await shot(ito, 'compose')
  await ask(ito)
  await shot(ito, 'asked')

  await sato.goto('/console/')
  await sato
    .getByRole('link', { name: /承認へ進む/ })
    .first()
    .waitFor()
  await shot(sato, 'situation-awaiting')
  await toApproval(sato)
  await fillCode(sato)
  await shot(sato, 'approve')
  await sato.getByRole('button', { name: '差し戻す' }).click()
  await shot(sato, 'return', sato.getByRole('dialog'))
  await sato.getByRole('button', { name: 'やめる' }).click()
  await sato.getByRole('button', { name: '配信する', exact: true }).click()
  await sato.waitForURL(liveUrl)
  await seen(sato)
  await shot(sato, 'live')

  await ito.goto(sato.url())
  await ito.getByRole('button', { name: '訂正する' }).click()
  await ito.getByLabel('訂正', { exact: false }).first().fill('避難所に市民体育館を加えました。')
  await ito.getByRole('textbox', { name: '避難所' }).fill('市民体育館')
  await ito.getByRole('button', { name: '加える', exact: true }).click()
  await ito.getByText('避難所：市民体育館').first().waitFor()
  await top(ito)
  await shot(ito, 'correct')
  await ask(ito)
}

async function onThePhone(suzuki: Page): Promise<void> {
  await suzuki.goto('/console/')
  await suzuki
    .getByRole('link', { name: /承認へ進む/ })
    .first()
    .waitFor()
  await shot(suzuki, 'phone-situation')
  await toApproval(suzuki)
  await fillCode(suzuki)
  await shot(suzuki, 'phone-approve')
  await suzuki.getByRole('button', { name: '訂正を配信する' }).click()
  await suzuki.waitForURL(liveUrl)
  await seen(suzuki)
  await top(suzuki)
  await shot(suzuki, 'phone-live')
}

async function whatResidentsMeet(browser: Browser): Promise<void> {
  const resident = await open(browser)
  await resident.goto('/c/tsunagu/')
  await resident.getByText('避難所に市民体育館を加えました').first().waitFor()
  await shot(resident, 'site')
  const pocket = await open(browser, phone, 2)
  await pocket.goto('/mail/at/tsunagu')
  await shot(pocket, 'mail-sign-up')
  await resident.goto(`${town}/`)
  await resident.getByText('市民体育館').first().waitFor()
  await shot(resident, 'town')
}

async function theLifting(ito: Page, sato: Page, live: string): Promise<void> {
  await ito.goto(live)
  await ito.getByRole('button', { name: '解除する' }).click()
  await ito.getByLabel('解除の理由').fill('結川の水位が下がり、あふれるおそれがなくなりました。')
  await ito.getByText('あふれるおそれがなくなりました').nth(1).waitFor()
  await top(ito)
  await shot(ito, 'lift')
  await ask(ito)
  await toApproval(sato)
  await fillCode(sato)
  await sato.getByRole('button', { name: '解除を配信する' }).click()
  await sato.waitForURL(liveUrl)
  await seen(sato)
  await shot(sato, 'lifted')
}

/** What the town's mail server does wrong from now on; null: nothing. */
async function fault(email: object | null): Promise<void> {
  const init = email
    ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email }) }
    : { method: 'DELETE' }
  const answer = await fetch(`${town}/api/faults`, init)
  if (!answer.ok) throw new Error(`the town's faults: ${answer.status}`)
}

/** A drill, with a mail server that has gone: what it looks like when a medium does not get through. */
async function theDrill(ito: Page, sato: Page): Promise<void> {
  await visit(ito, '/console/alerts')
  await ito.getByRole('button', { name: '訓練を作る' }).click()
  await ito.getByRole('menuitem', { name: '避難指示' }).first().click()
  await writeFlood(ito)
  await top(ito)
  await shot(ito, 'drill')
  await ito.getByRole('button', { name: '訓練の承認を求める' }).click()
  await ito.waitForURL(/approve/)
  await toApproval(sato)
  await fillCode(sato)
  await fault({ refuse: 'temporary' })
  await sato.getByRole('button', { name: '訓練を配信する' }).click()
  await sato.waitForURL(liveUrl)
  await seen(sato)
  const mail = sato.getByRole('listitem').filter({ hasText: '安全安心メール' }).first()
  await mail.getByText(/返事なし|届いたか不明|やり直し中|送れない/).waitFor()
  await shot(sato, 'trouble')
  await fault(null)
  await sato.goto(`${sato.url()}/print?medium=email`)
  await sato.getByText('読み上げ・掲示の原稿').waitFor()
  await shot(sato, 'print')
}

async function sendingAlone(sato: Page, suzuki: Page): Promise<void> {
  for (const page of [suzuki, sato]) {
    await visit(page, '/console/settings/emergency')
    await page.getByRole('button', { name: '避難指示 署名する' }).click()
    await page.getByRole('button', { name: 'このコードを入れる' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '署名する' }).click()
    await page.getByRole('button', { name: '避難指示 署名を取り下げる' }).waitFor()
  }
  await shot(sato, 'emergency-templates')
  await sato.goto('/console/alerts/new?template=evacuation-order')
  await writeFlood(sato, [/緑原/])
  await ask(sato)
  await sato.getByRole('button', { name: '緊急発信（一人で出す）' }).click()
  await sato.getByLabel('待てない理由').fill('承認者と連絡が取れず、水位が堤防を超えている')
  await shot(sato, 'alone', sato.getByRole('alertdialog'))
  await sato.getByRole('button', { name: 'やめる' }).click()
  await sato.getByRole('button', { name: '取り戻して直す' }).click()
}

async function settings(admin: Page): Promise<void> {
  await visit(admin, '/console/settings/media')
  await admin
    .getByRole('button', { name: /つながりを試す/ })
    .first()
    .click()
  await admin
    .getByText(/つながりを確かめた/)
    .first()
    .waitFor()
  await shot(admin, 'media')
  await visit(admin, '/console/settings/media/email')
  await shot(admin, 'media-email')
  for (const [path, name] of [
    ['/console/settings', 'city'],
    ['/console/settings/staff', 'staff'],
    ['/console/settings/keys', 'keys'],
    ['/console/settings/districts', 'districts'],
    ['/console/settings/cities', 'cities'],
    ['/console/account', 'account'],
  ] as const) {
    await visit(admin, path)
    await shot(admin, name)
  }
}

/** The first day of somebody: the administrator's form for a new person, their password, their second factor. */
async function theFirstDay(browser: Browser, admin: Page): Promise<void> {
  await visit(admin, '/console/settings/staff')
  await admin.getByRole('button', { name: '職員を加える' }).click()
  const form = admin.getByRole('dialog').last()
  await form.getByLabel('名前').fill('新田 光')
  await form.getByLabel('所属').fill('防災課')
  await form.getByLabel('メールアドレス').fill('nitta@tsunagu.example')
  await form.getByText('承認', { exact: true }).click()
  await form.getByRole('button', { name: '入れる' }).click()
  await shot(admin, 'staff-add', form)
  await form.getByRole('button', { name: '職員を加える' }).click()
  const link = await admin.getByText('/console/password').first().textContent()
  await shot(admin, 'staff-link', admin.getByRole('alertdialog'))
  const nitta = await open(browser, { width: 800, height: 680 })
  await nitta.goto(link?.match(/https?:\/\/\S+/)?.[0] ?? '')
  await nitta.getByLabel('新しいパスワード').fill('まちを守るための長い合言葉')
  await shot(nitta, 'password')
  await nitta.getByRole('button', { name: 'このパスワードにする' }).click()
  await heading(nitta, 'パスワードを決めました')
  await nitta.goto('/console/login')
  await nitta.getByLabel('メールアドレス').fill('nitta@tsunagu.example')
  await nitta.getByLabel('パスワード', { exact: true }).fill('まちを守るための長い合言葉')
  await nitta.getByRole('button', { name: 'ログインする', exact: true }).click()
  await nitta.getByRole('button', { name: '認証アプリを登録する' }).waitFor()
  const again = nitta.getByLabel('いまのパスワード') // asked for only when the page was loaded anew
  if (await again.isVisible()) await again.fill('まちを守るための長い合言葉')
  await nitta.getByRole('button', { name: '認証アプリを登録する' }).click()
  await nitta.getByText('2. アプリに出た6桁を入れる').waitFor()
  await shot(nitta, 'enrol')
}

async function records(sato: Page): Promise<void> {
  await visit(sato, '/console/audit')
  await sato
    .getByRole('button', { name: /証明を見る/ })
    .first()
    .click()
  await heading(sato, 'この記録の証明')
  await sato.getByText('この記録は、封印されたときのままです').waitFor()
  await shot(sato, 'proof')
}

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
})
try {
  const door = await open(browser)
  await door.goto('/console/login')
  await door.getByText('デモの人でログインする').waitFor()
  await shot(door, 'login')
  const [ito, sato] = [await logIn(browser, '伊藤（作成）'), await logIn(browser, '佐藤（承認）')]
  await theAlert(ito, sato)
  const suzuki = await logIn(browser, '鈴木（承認）', phone, 2)
  await onThePhone(suzuki)
  await whatResidentsMeet(browser)
  await theLifting(ito, sato, suzuki.url())
  await theDrill(ito, sato)
  await sendingAlone(sato, suzuki)
  await records(sato)
  const admin = await logIn(browser, '渡辺（管理）')
  await settings(admin)
  await theFirstDay(browser, admin)
} finally {
  await browser.close()
}
