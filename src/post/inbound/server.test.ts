import { readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import nodemailer from 'nodemailer'
import PostalMime from 'postal-mime'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { inCity } from '#platform/database/city.ts'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { firstChoice } from '../book/join.ts'
import { openFarSide } from '../lanes/far-side.fixture.ts'
import { eventually, testMailing, testPost } from '../testing.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}.eml`, import.meta.url))

async function city(addresses: string[] = [], settings = {}) {
  const cityId = await testCity(databases)
  const far = await openFarSide()
  const made = testPost(databases, cityId, far.port, {}, settings)
  const inbound = await made.post.startInbound({ host: '127.0.0.1', port: 0 })
  await made.post.book.importActive(
    cityId,
    addresses.map((address) => ({ address, choice: firstChoice })),
  )
  ends.push(
    () => far.close(),
    made.end,
    () => inbound.close(),
    await made.post.start(),
  )
  const sender = nodemailer.createTransport({ host: '127.0.0.1', port: inbound.port, ignoreTLS: true })
  ends.push(() => sender.close())
  const deliver = (
    from: string,
    to: string,
    raw: Buffer | string = `From: ${from || 'x@y.example'}\r\nMessage-ID: <m1@phone.example>\r\n\r\n`,
  ) => sender.sendMail({ envelope: { from, to }, raw })
  const people = () =>
    inCity(databases.outer, cityId, (tx) =>
      tx
        .selectFrom('subscriber')
        .select(['state', 'reason', 'hard_bounces', 'soft_bounces', 'source'])
        .where('kind', '=', 'person')
        .orderBy('created_at')
        .execute(),
    )
  return { cityId, far, inbound, deliver, people, ...made }
}

test('a bounce that comes back later is put to its delivery; the second hard one stops the address', async () => {
  const { cityId, far, post, deliver, people } = await city(['taro@far.example'])
  for (let i = 1; i <= 2; i++) {
    const mailing = testMailing()
    await post.mail(cityId, mailing)
    await eventually(
      () => post.progress(cityId, mailing.id),
      (sum) => sum?.accepted === 1,
    )
    const verp = far.taken[i - 1]?.from as string
    await deliver('', verp, fixture('bounce-no-such-user'))
    await deliver('', verp.toUpperCase(), fixture('bounce-no-such-user')) // twice counts once
    expect(await post.progress(cityId, mailing.id)).toMatchObject({ accepted: 0, failed: 1 })
    expect(await people()).toMatchObject([{ state: i === 1 ? 'active' : 'suppressed', hard_bounces: i }])
  }
})

test('a full mailbox, a holiday, a forged token: nobody is stopped', async () => {
  const { cityId, far, post, deliver, people } = await city(['taro@far.example'])
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  await eventually(
    () => post.progress(cityId, mailing.id),
    (sum) => sum?.accepted === 1,
  )
  const verp = far.taken[0]?.from as string
  await deliver('', verp, fixture('vacation-answer'))
  await deliver('', verp, fixture('report-delayed'))
  await deliver('', `b+${'a'.repeat(61)}@mail.tsunagu.example`, fixture('bounce-no-such-user'))
  expect(await people()).toMatchObject([{ state: 'active', hard_bounces: 0, soft_bounces: 0 }])
  await deliver('', verp, fixture('bounce-mailbox-full'))
  expect(await people()).toMatchObject([{ state: 'active', hard_bounces: 0, soft_bounces: 1 }])
})

test('空メール: the answer goes to the sender, whatever old form the address has, and holds the page to go on', async () => {
  const { far, deliver, people } = await city()
  await deliver('taro..x.@docomo.example', 'touroku@mail.tsunagu.example')
  const [answer] = await eventually(
    () => far.taken,
    (all) => all.length > 0,
  )
  expect(answer?.to).toBe('taro..x.@docomo.example')
  const mail = await PostalMime.parse(answer?.raw ?? '')
  expect(mail.text).toMatch(/https:\/\/tsunagu\.example\/mail\/c\/[\w-]{59}/)
  expect(mail.inReplyTo).toBe('<m1@phone.example>')
  expect(mail.headers.find((one) => one.key === 'auto-submitted')?.value).toBe('auto-replied')
  expect(await people()).toMatchObject([{ state: 'pending', source: 'empty-mail' }])
})

test('the page in the answer makes one a reader; asking once more brings the page to change it', async () => {
  const { far, post, deliver, people } = await city()
  await deliver('taro@far.example', 'touroku@mail.tsunagu.example')
  const first = await eventually(
    () => far.taken[0],
    (mail) => mail !== undefined,
  )
  const token = (await PostalMime.parse(first?.raw ?? '')).text?.match(
    /\/mail\/c\/([\w-]{59})/,
  )?.[1] as string
  expect(await post.book.confirm(token)).not.toBeNull()
  expect(await people()).toMatchObject([{ state: 'active' }])
  await inCity(databases.outer, (await post.book.confirm(token))?.cityId as string, (tx) =>
    tx.updateTable('subscriber').set({ letters: 0 }).execute(),
  )
  await deliver('taro@far.example', 'touroku@mail.tsunagu.example')
  const second = await eventually(
    () => far.taken[1],
    (mail) => mail !== undefined,
  )
  expect((await PostalMime.parse(second?.raw ?? '')).text).toContain('すでに登録されています')
})

test('解除 by mail asks the owner of the address, and takes nobody off by a forged sender', async () => {
  const { far, deliver, people } = await city(['taro@far.example'])
  await deliver('taro@far.example', 'kaijo@mail.tsunagu.example')
  await deliver('stranger@far.example', 'kaijo@mail.tsunagu.example')
  const mail = await eventually(
    () => far.taken[0],
    (one) => one !== undefined,
  )
  expect((await PostalMime.parse(mail?.raw ?? '')).text).toMatch(/\/mail\/u\/[\w-]{59}/)
  expect(await people()).toMatchObject([{ state: 'active' }])
  expect(far.taken).toHaveLength(1)
})

test('machines get no answer, and a stranger can make us write five letters a day at most', async () => {
  const { cityId, deliver, people, post } = await city()
  await deliver('', 'touroku@mail.tsunagu.example')
  await deliver(
    'a@far.example',
    'touroku@mail.tsunagu.example',
    'From: a@far.example\r\nAuto-Submitted: auto-replied\r\n\r\nhi',
  )
  await deliver('x@mail.tsunagu.example', 'touroku@mail.tsunagu.example')
  expect(await people()).toEqual([])
  for (let i = 0; i < 12; i++)
    await post.book.ask(cityId, { mail: 'a@far.example', domain: 'far.example' }, 'web')
  const letters = await inCity(databases.outer, cityId, (tx) =>
    tx.selectFrom('mailing').select('id').where('purpose', '=', 'letter').execute(),
  )
  expect(letters).toHaveLength(1)
})

test('nothing is relayed, unknown addresses and big mails are refused', async () => {
  const { deliver } = await city()
  await expect(deliver('a@far.example', 'b@elsewhere.example')).rejects.toThrow(/5\.7\.1/)
  await expect(deliver('a@far.example', 'root@mail.tsunagu.example')).rejects.toThrow(/5\.1\.1/)
  await expect(
    deliver(
      'a@far.example',
      'touroku@mail.tsunagu.example',
      `From: a@far.example\r\n\r\n${'x'.repeat(600_000)}`,
    ),
  ).rejects.toThrow(/552|size/i)
})

test('a client that talks nonsense or hangs up harms nobody', async () => {
  const { inbound, deliver, people } = await city()
  for (const words of [
    '\u0000\u0001\u0002',
    'HELO\r\nDATA\r\n',
    'EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<touroku@mail.tsunagu.example>\r\nDATA\r\nhalf a mai',
  ])
    await new Promise<void>((resolve) => {
      const socket = createConnection(inbound.port, '127.0.0.1', () => socket.end(words))
      socket.on('data', () => undefined)
      socket.on('close', () => resolve())
      socket.on('error', () => resolve())
    })
  await deliver('taro@far.example', 'touroku@mail.tsunagu.example')
  expect(await people()).toHaveLength(1)
})

test('our own ear hears an alert that came through whole, and not one whose words were changed', async () => {
  const { cityId, far, post, deliver } = await city(['taro@far.example'], {
    seedAddresses: 'seed+1@mail.tsunagu.example',
  })
  await post.book.setSeeds(cityId, ['seed+1@mail.tsunagu.example'])
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  const own = await eventually(
    () => far.taken.find((mail) => mail.to.startsWith('seed+')),
    (mail) => mail !== undefined,
  )
  const raw = own?.raw ?? ''
  await deliver(
    'x@far.example',
    'seed+1@mail.tsunagu.example',
    raw.replace(/^Subject:.*(\r\n .*)*/m, 'Subject: other'),
  )
  expect(await post.seenAt(cityId, mailing.id)).toBeNull()
  await deliver('x@far.example', 'seed+1@mail.tsunagu.example', raw)
  expect(await post.seenAt(cityId, mailing.id)).toBeInstanceOf(Date)
  expect(
    await eventually(
      () => post.progress(cityId, mailing.id),
      (sum) => sum?.accepted === 1,
    ),
  ).toMatchObject({ total: 1 })
})
