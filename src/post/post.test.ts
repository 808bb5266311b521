import PostalMime from 'postal-mime'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newId } from '#platform/clock.ts'
import { inCity } from '#platform/database/city.ts'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { firstChoice } from './book/join.ts'
import { linkToken, readMessageId, readVerp } from './book/tokens.ts'
import { openFarSide, type Vices } from './lanes/far-side.fixture.ts'
import type { Choice } from './schema.ts'
import { eventually, testMailing, testPost } from './testing.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A city with these people, a far side with this vice, and a sender that runs. */
async function city(
  people: (string | { address: string; choice: Partial<Choice> })[],
  vices: Vices = {},
  settings = {},
  start = true,
) {
  const cityId = await testCity(databases)
  const far = await openFarSide(vices)
  ends.push(() => far.close())
  const made = testPost(databases, cityId, far.port, {}, settings)
  ends.push(made.end)
  await made.post.book.importActive(
    cityId,
    people.map((one) =>
      typeof one === 'string'
        ? { address: one, choice: firstChoice }
        : { address: one.address, choice: { ...firstChoice, ...one.choice } },
    ),
  )
  if (start) ends.push(await made.post.start())
  return { cityId, far, ...made }
}

const people = (n: number, domain = 'far.example') => Array.from({ length: n }, (_, i) => `p${i}@${domain}`)
const settled = (sum: { total: number; accepted: number; failed: number; withdrawn: number } | null) =>
  sum !== null && sum.accepted + sum.failed + sum.withdrawn === sum.total
const states = (cityId: string, mailingId: string) =>
  inCity(databases.outer, cityId, (tx) =>
    tx
      .selectFrom('delivery')
      .select(['state', 'reason', 'attempts', 'retry', 'lane'])
      .where('mailing_id', '=', mailingId)
      .orderBy('lane')
      .execute(),
  )

test('everyone who chose the topic and the place gets one mail of their own, and nobody else', async () => {
  const [here, there] = [newId(), newId()]
  const { cityId, far, post, parts } = await city([
    'all@far.example',
    { address: 'here@far.example', choice: { districts: [here] } },
    { address: 'there@far.example', choice: { districts: [there] } },
    { address: 'other-topic@far.example', choice: { topics: ['notice'] } },
    { address: 'easy@far.example', choice: { language: 'ja-easy' } },
  ])
  const mailing = testMailing({ districts: [here] })
  mailing.texts['ja-easy'] = { subject: 'にげて ください', text: 'あぶないです。' }
  await post.mail(cityId, mailing)
  await eventually(() => post.progress(cityId, mailing.id), settled)
  expect(far.taken.map((one) => one.to).sort()).toEqual([
    'all@far.example',
    'easy@far.example',
    'here@far.example',
  ])
  const mails = await Promise.all(
    far.taken.map(async (one) => ({ ...one, mail: await PostalMime.parse(one.raw) })),
  )
  for (const { mail, from, to } of mails) {
    expect(mail.to?.[0]?.address).toBe(to)
    expect(readVerp(parts.secret, from.slice(2, from.indexOf('@')))?.mailingId).toBe(mailing.id)
    expect(readMessageId(parts.secret, mail.messageId ?? '')?.mailingId).toBe(mailing.id)
    expect(mail.headers.find((one) => one.key === 'x-tsunagu-alert')?.value).toBe(mailing.messageId)
  }
  expect(new Set(mails.map(({ from }) => from)).size).toBe(3)
  expect(mails.find((one) => one.to === 'easy@far.example')?.mail.subject).toBe('にげて ください')
  expect(await post.progress(cityId, mailing.id)).toMatchObject({ total: 3, accepted: 3, failed: 0 })
})

test('the same dispatch twice is one mailing', async () => {
  const { cityId, far, post } = await city(people(5))
  const mailing = testMailing()
  await Promise.all([post.mail(cityId, mailing), post.mail(cityId, mailing)])
  await post.mail(cityId, mailing)
  await eventually(() => post.progress(cityId, mailing.id), settled)
  expect(far.taken).toHaveLength(5)
})

test('a first answer comes when the first far server has said 250; with nobody to write to at once', async () => {
  const { cityId, post } = await city(people(3))
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  expect(await post.firstAnswer(cityId, mailing.id, AbortSignal.timeout(5_000))).toBe('accepted')
  const lonely = testMailing({ topics: ['notice'] })
  await post.mail(cityId, lonely)
  expect(await post.firstAnswer(cityId, lonely.id, AbortSignal.timeout(5_000))).toBe('nobody')
})

test('without an answer the wait ends at the signal', async () => {
  const { cityId, post } = await city(people(1), { hold: () => new Promise(() => undefined) })
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  expect(await post.firstAnswer(cityId, mailing.id, AbortSignal.timeout(300))).toBe('not-yet')
})

test('no such mailbox: bounced, counted, and stopped after the second time', async () => {
  const { cityId, far, post } = await city(['gone@far.example', 'ok@far.example'], {
    rcpt: (to) => (to.startsWith('gone') ? { code: 550, text: '5.1.1 no such user' } : undefined),
  })
  for (let i = 0; i < 3; i++) {
    const mailing = testMailing()
    await post.mail(cityId, mailing)
    const sum = await eventually(() => post.progress(cityId, mailing.id), settled)
    expect(sum).toMatchObject(
      i < 2 ? { total: 2, accepted: 1, failed: 1 } : { total: 1, accepted: 1, failed: 0 },
    )
  }
  expect(far.taken).toHaveLength(3)
  const rows = await inCity(databases.outer, cityId, (tx) =>
    tx.selectFrom('subscriber').select(['state', 'reason', 'hard_bounces']).orderBy('hard_bounces').execute(),
  )
  expect(await post.people(cityId)).toEqual({ pending: 0, active: 1, suppressed: 1, left: 0 })
  expect(rows).toEqual([
    { state: 'active', reason: '', hard_bounces: 0 },
    { state: 'suppressed', reason: '宛先のアドレスがありません', hard_bounces: 2 },
  ])
})

test('a mailbox that is full for good is counted softly and stays', async () => {
  const { cityId, post } = await city(['full@far.example'], {
    rcpt: () => ({ code: 552, text: '5.2.2 mailbox full' }),
  })
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  await eventually(() => post.progress(cityId, mailing.id), settled)
  const rows = await inCity(databases.outer, cityId, (tx) =>
    tx.selectFrom('subscriber').select(['state', 'soft_bounces', 'hard_bounces']).execute(),
  )
  expect(rows).toEqual([{ state: 'active', soft_bounces: 1, hard_bounces: 0 }])
})

test('a 4xx goes to the retry lane and leaves from there, while first attempts of the same domain go on', async () => {
  let busy = true
  let time = Date.now()
  const cityId = await testCity(databases)
  const far = await openFarSide({
    rcpt: (to) => (busy && to.startsWith('p0@') ? { code: 450, text: '4.2.2 over quota' } : undefined),
  })
  ends.push(() => far.close())
  const { post, end } = testPost(databases, cityId, far.port, { clock: () => new Date(time) })
  ends.push(end)
  await post.book.importActive(
    cityId,
    people(5).map((address) => ({ address, choice: firstChoice })),
  )
  ends.push(await post.start())
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  await eventually(
    () => post.progress(cityId, mailing.id),
    (sum) => sum?.accepted === 4,
  )
  expect((await states(cityId, mailing.id)).filter((one) => one.state === 'deferred')).toMatchObject([
    { attempts: 1, retry: true, reason: expect.stringContaining('いっぱい') },
  ])
  busy = false
  time += 59_000
  const notice = testMailing({ topics: ['notice'] })
  await post.book.importActive(cityId, [
    { address: 'n@far.example', choice: { ...firstChoice, topics: ['notice'] } },
  ])
  await post.mail(cityId, notice)
  await eventually(() => post.progress(cityId, notice.id), settled) // the sender has looked, and left p0 alone
  expect(far.taken).toHaveLength(5)
  time += 2_000
  await eventually(() => post.progress(cityId, mailing.id), settled)
  expect(far.taken).toHaveLength(6)
})

test('what is not delivered before it expires is not delivered', async () => {
  const { cityId, post } = await city(people(1), { rcpt: () => ({ code: 451, text: '4.3.0 later' }) })
  const mailing = testMailing({ expiresAt: new Date(Date.now() + 30_000) })
  await post.mail(cityId, mailing)
  await eventually(() => post.progress(cityId, mailing.id), settled)
  expect(await states(cityId, mailing.id)).toMatchObject([
    { state: 'failed', reason: expect.stringContaining('期限') },
  ])
  expect(await post.firstAnswer(cityId, mailing.id, AbortSignal.timeout(1_000))).toBe('refused')
})

test('a domain that holds every answer delays no other domain', async () => {
  const { cityId, far, post } = await city([...people(30, 'slow.example'), ...people(30, 'quick.example')], {
    hold: (to) => new Promise((resolve) => setTimeout(resolve, to.endsWith('@slow.example') ? 700 : 0)),
  })
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  const quick = () => far.taken.filter((one) => one.to.endsWith('@quick.example')).length
  const slow = () => far.taken.filter((one) => one.to.endsWith('@slow.example')).length
  await eventually(quick, (n) => n === 30)
  expect(slow()).toBeLessThan(10)
  await eventually(() => post.progress(cityId, mailing.id), settled, 25_000)
})

test('a domain that refuses again and again is left alone after five, and the others are served', async () => {
  const { cityId, far, post } = await city(
    [...people(40, 'refusing.example'), ...people(20, 'quick.example')],
    {
      rcpt: (to) =>
        to.endsWith('@refusing.example') ? { code: 451, text: '4.7.0 too many messages' } : undefined,
    },
  )
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  await eventually(
    () => post.progress(cityId, mailing.id),
    (sum) => sum?.accepted === 20,
  )
  const lanes = await eventually(
    () => post.sender()?.lanes() ?? [],
    (all) => all.some((lane) => lane.breaker === 'open'),
  )
  expect(lanes.find((lane) => lane.lane === 'refusing.example')).toMatchObject({
    breaker: 'open',
    active: 0,
    waiting: 0,
  })
  const tried = (await states(cityId, mailing.id)).filter(
    (one) => one.attempts > 0 && one.lane === 'refusing.example',
  ).length
  expect(tried).toBeLessThan(20)
  expect(far.taken).toHaveLength(20)
})

test('two cities share a lane: a small mailing does not wait behind a big one', async () => {
  const far = await openFarSide({ hold: () => new Promise((resolve) => setTimeout(resolve, 20)) })
  ends.push(() => far.close())
  const [big, small] = [await testCity(databases), await testCity(databases)]
  const first = testPost(databases, big, far.port)
  ends.push(first.end)
  first.post.setups.put({
    ...testPost(databases, small, far.port).setup,
    settings: { ...first.setup.settings, mailDomain: 'mail.other.tsunagu.example' },
  })
  await first.post.book.importActive(
    big,
    people(400).map((address) => ({ address, choice: firstChoice })),
  )
  await first.post.book.importActive(
    small,
    people(5).map((address) => ({ address: `small-${address}`, choice: firstChoice })),
  )
  const [many, few] = [testMailing(), testMailing()]
  await first.post.mail(big, many)
  await first.post.mail(small, few)
  ends.push(await first.post.start())
  await eventually(() => first.post.progress(small, few.id), settled)
  expect((await first.post.progress(big, many.id))?.accepted).toBeLessThan(200)
})

test('an evacuation order goes before a notice that is still leaving', async () => {
  const { cityId, far, post } = await city(people(300), {
    hold: () => new Promise((resolve) => setTimeout(resolve, 20)),
  })
  const [notice, order] = [testMailing({ urgency: 2 }), testMailing({ urgency: 0 })]
  await post.mail(cityId, notice)
  await eventually(
    () => far.taken.length,
    (n) => n > 10,
  )
  await post.mail(cityId, order)
  await eventually(() => post.progress(cityId, order.id), settled)
  expect((await post.progress(cityId, notice.id))?.accepted).toBeLessThan(150)
})

test('a correction takes back what has not left, and reaches whoever had the first text, wherever they live', async () => {
  const [here, there] = [newId(), newId()]
  const { cityId, far, post } = await city(
    [
      { address: 'here@far.example', choice: { districts: [here] } },
      { address: 'there@far.example', choice: { districts: [there] } },
      { address: 'late@later.example', choice: { districts: [here] } },
    ],
    {
      rcpt: (to) =>
        to.startsWith('late') && far.taken.length < 3 ? { code: 451, text: '4.3.0 later' } : undefined,
    },
  )
  const wrong = testMailing({ districts: [here, there] })
  await post.mail(cityId, wrong)
  await eventually(
    () => states(cityId, wrong.id),
    (all) => all.every((one) => one.state === 'accepted' || one.state === 'deferred'),
  )
  const right = testMailing({ districts: [here], earlier: [wrong.id] })
  right.texts.ja.subject = '【訂正】避難指示 川原'
  await post.mail(cityId, right)
  await eventually(
    () => far.taken.length,
    (n) => n >= 4,
  )
  const inOrder = (who: string) =>
    Promise.all(far.taken.filter((one) => one.to.startsWith(who)).map((one) => PostalMime.parse(one.raw)))
  for (const who of ['here', 'there']) {
    const [first, second] = await inOrder(who)
    expect([first?.subject, second?.subject]).toEqual([wrong.texts.ja.subject, right.texts.ja.subject])
    expect(second?.inReplyTo).toBe(first?.messageId)
    expect(second?.references).toBe(first?.messageId)
  }
  expect(await post.progress(cityId, wrong.id)).toMatchObject({ total: 3, accepted: 2, withdrawn: 1 })
  expect(await states(cityId, right.id)).toHaveLength(3)
})

test('a mail that was taken without an answer goes out again under the same Message-ID', async () => {
  let time = Date.now()
  const cityId = await testCity(databases)
  let dying = true
  const far = await openFarSide({ dieAfterData: () => dying })
  ends.push(() => far.close())
  const { post, end } = testPost(databases, cityId, far.port, { clock: () => new Date(time) })
  ends.push(end)
  await post.book.importActive(cityId, [{ address: 'a@far.example', choice: firstChoice }])
  ends.push(await post.start())
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  const [first] = await eventually(
    () => states(cityId, mailing.id),
    (all) => all[0]?.state === 'deferred',
  )
  expect(first?.reason).toContain('Message-ID')
  dying = false
  time += 70_000
  await eventually(() => post.progress(cityId, mailing.id), settled)
  expect(far.taken).toHaveLength(2)
  expect(far.taken[0]?.raw).toBe(far.taken[1]?.raw)
})

test('two senders at once write to everybody once', async () => {
  const { cityId, far, post, parts } = await city(people(300))
  const second = testPost(databases, cityId, far.port, { folder: parts.folder })
  ends.push(await second.post.start())
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  await eventually(() => post.progress(cityId, mailing.id), settled)
  expect(new Set(far.taken.map((one) => one.to)).size).toBe(300)
  expect(far.taken).toHaveLength(300)
})

test('a mailing whose process died half-way is written to the end by the next', async () => {
  const { cityId, far, post } = await city(people(10), {}, {}, false)
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  await inCity(databases.outer, cityId, async (tx) => {
    await tx.deleteFrom('delivery').where('mailing_id', '=', mailing.id).execute()
    await tx
      .updateTable('mailing')
      .set({ filled_at: null, total: 0, created_at: new Date(Date.now() - 60_000) })
      .where('id', '=', mailing.id)
      .execute()
  })
  ends.push(await post.start())
  await eventually(
    () => far.taken.length,
    (n) => n === 10,
  )
})

test('whoever leaves while a mailing is under way gets it no more', async () => {
  const { cityId, far, post, parts } = await city(['taro@far.example', 'hanako@far.example'], {}, {}, false)
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  const { id, nonce } = await inCity(databases.outer, cityId, (tx) =>
    tx.selectFrom('subscriber').select(['id', 'nonce']).orderBy('id').executeTakeFirstOrThrow(),
  )
  const link = linkToken(parts.secret, 'leave', { cityId, subscriberId: id }, nonce)
  expect(await post.book.leave(link)).toBe(true)
  ends.push(await post.start())
  expect(await eventually(() => post.progress(cityId, mailing.id), settled)).toMatchObject({
    accepted: 1,
    failed: 1,
  })
  expect(far.taken).toHaveLength(1)
  expect((await states(cityId, mailing.id)).map((one) => one.state).sort()).toEqual([
    'accepted',
    'suppressed',
  ])
})
