import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { approveWithCode, isAccessible, liveUrl, logIn, shows, townUrl } from './acts.ts'

const run = promisify(execFile)

/** A CAP 1.2 file as another system would hand it in: a polygon over 川原, with a time that is still to come. */
function capFile(identifier: string): string {
  const at = (minutes: number) =>
    `${new Date(Date.now() + minutes * 60_000 + 9 * 3_600_000).toISOString().slice(0, 19)}+09:00`
  return `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>${identifier}</identifier><sender>kasen@pref.example</sender><sent>${at(-1)}</sent>
  <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info>
    <language>ja-JP</language><category>Met</category><event>氾濫危険情報</event><responseType>Evacuate</responseType>
    <urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty>
    <expires>${at(300)}</expires><senderName>県河川課</senderName><headline>結川に氾濫危険情報</headline>
    <description>結川の川原橋で氾濫危険水位を超えました。</description><instruction>川に近い方は、すぐに高い所へ避難してください。</instruction>
    <area><areaDesc>結川 下流</areaDesc><circle>CIRCLE</circle></area>
  </info>
</alert>`
}

test('a CAP file of another system becomes a draft, is approved, and is seen', async ({ browser }) => {
  test.setTimeout(240_000)
  const admin = await logIn(browser, '渡辺（管理）')
  await admin.goto('/console/settings/keys')
  await isAccessible(admin)
  const map = (await (await admin.request.get('/api/cities/map')).json()) as {
    features: { properties: { name: string }; geometry: { coordinates: number[][][] } }[]
  }
  const ring = map.features.find((one) => one.properties.name === '川原')?.geometry.coordinates[0] ?? []
  const [lon, lat] = [0, 1].map(
    (axis) => ring.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / ring.length,
  )
  const { code, readyInSeconds } = await (await admin.request.get('/api/demo/code')).json()
  await new Promise((resolve) => setTimeout(resolve, readyInSeconds * 1000 + 200)) // a one-time code is good once: the next comes by the clock
  const fresh = await (await admin.request.get('/api/demo/code')).json()
  const made = await admin.request.post('/api/keys', {
    headers: { 'x-requested-with': 'tsunagu' },
    data: { name: '県の河川情報', scopes: ['cap:write'], days: 30, proof: { code: fresh.code ?? code } },
  })
  expect(made.status(), await made.text()).toBe(201)
  const { key } = await made.json()

  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cap+xml' }
  const bad = await admin.request.post('/api/cap', {
    headers,
    data: capFile('x y').replace('CIRCLE', `${lat},${lon} 0.4`),
  })
  expect(bad.status()).toBe(422)
  expect((await bad.json()).findings.length).toBeGreaterThan(0)
  const file = capFile('pref-2026-1').replace('CIRCLE', `${lat},${lon} 0.4`)
  const first = await admin.request.post('/api/cap', { headers, data: file })
  expect(first.status(), await first.text()).toBe(201)
  const again = await admin.request.post('/api/cap', { headers, data: file })
  expect(await again.json()).toMatchObject({ draftId: (await first.json()).draftId })

  const author = await logIn(browser, '高橋（作成）')
  await author.getByRole('link', { name: '下書きを開く' }).first().click()
  await expect(author.getByText('結川に氾濫危険情報').first()).toBeVisible()
  await author.getByRole('button', { name: '承認を求める' }).click()
  await expect(author.getByText('承認できる人').first()).toBeVisible()
  const approver = await logIn(browser, '鈴木（承認）')
  await approver.getByRole('link', { name: '承認へ進む' }).first().click()
  await approveWithCode(approver, '配信する')
  await expect(approver).toHaveURL(liveUrl)
  const resident = await browser.newPage({ javaScriptEnabled: false })
  await resident.goto('/c/tsunagu/')
  await shows(resident, '結川の川原橋で氾濫危険水位を超えました。')
})

test('npx tsunagu drill is green: every medium is seen in the town, corrected and lifted', async () => {
  test.setTimeout(180_000)
  const env = {
    ...process.env,
    TSUNAGU_HOME: '.tsunagu/stories',
    PORT: '3900',
    MAIL_IN_PORT: '3925',
    TOWN_PORT: '3910',
    TOWN_MAIL_PORT: '3935',
  }
  const { stdout } = await run(process.execPath, ['src/cli.ts', 'drill', '--json'], { env })
  const { ok, lines } = JSON.parse(stdout) as {
    ok: boolean
    lines: { medium: string; phase: string; verdict: string }[]
  }
  expect(lines.map((line) => `${line.phase} ${line.medium} ${line.verdict}`).sort()).toEqual(
    ['alert', 'lift', 'update'].flatMap((phase) =>
      ['city-site', 'email'].map((medium) => `${phase} ${medium} seen`),
    ),
  )
  expect(ok).toBe(true)
})

test('a resident joins 安全安心メール by an empty mail, gets the next drill, and leaves with one click', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const address = 'nagi@docomo.example'
  const town = page.request
  const mailTo = async (text: string) => {
    const { mails } = await (
      await town.get(`${townUrl}/api/mail?to=${address}&text=${encodeURIComponent(text)}`)
    ).json()
    return (mails as { id: string; text: string; subject: string }[])[0]
  }
  const sent = await town.post(`${townUrl}/api/mail/send`, {
    data: { from: address, to: 'touroku@tsunagu.example', subject: '', text: '' },
  })
  expect(sent.status()).toBe(200)
  const letter = await expect
    .poll(() => mailTo('/mail/c/'), { timeout: 20_000 })
    .toBeTruthy()
    .then(() => mailTo('/mail/c/'))
  const link = letter?.text.match(/http:\/\/\S+\/mail\/c\/\S+/)?.[0] ?? ''
  await page.goto(link)
  await isAccessible(page)
  await page.getByRole('button', { name: /登録/ }).click()
  await expect(page.locator('body')).toContainText('登録')
  await isAccessible(page)
  const env = {
    ...process.env,
    TSUNAGU_HOME: '.tsunagu/stories',
    PORT: '3900',
    MAIL_IN_PORT: '3925',
    TOWN_PORT: '3910',
    TOWN_MAIL_PORT: '3935',
  }
  await run(process.execPath, ['src/cli.ts', 'drill', '--media', 'email', '--json'], { env })
  const drill = await expect
    .poll(() => mailTo('【訓練】'), { timeout: 20_000 })
    .toBeTruthy()
    .then(() => mailTo('【訓練】'))
  const left = await (await town.post(`${townUrl}/api/mail/${drill?.id}/unsubscribe`)).json()
  expect(left).toMatchObject({ kind: 'sent', status: 200 })
})

for (const [where, path, who] of [
  ['状況', '/console/', '伊藤（作成）'],
  ['配信', '/console/alerts', '伊藤（作成）'],
  ['記録', '/console/audit', '佐藤（承認）'],
  ['媒体の設定', '/console/settings/media', '渡辺（管理）'],
  ['市の設定', '/console/settings', '渡辺（管理）'],
  ['地区と地図', '/console/settings/districts', '渡辺（管理）'],
  ['職員', '/console/settings/staff', '渡辺（管理）'],
] as const) {
  test(`${where}: axe finds nothing on a desk, a tablet and a phone`, async ({ browser }) => {
    const page = await logIn(browser, who)
    for (const [width, height] of [
      [1440, 900],
      [1280, 800],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
      await isAccessible(page)
      const outside = await page.evaluate(() =>
        [...document.querySelectorAll('body *')]
          .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
          .map((one) => `${one.tagName}.${one.className} ${one.textContent?.slice(0, 30)}`),
      )
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow > 0 ? outside : [], `sideways scroll at ${width}`).toEqual([])
    }
  })
}
