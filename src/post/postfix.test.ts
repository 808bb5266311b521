import { afterAll, beforeAll, expect, test } from 'vitest'
import { inCity } from '#platform/database/city.ts'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { ensureDebian } from '../../test/setup/debian.ts'
import { firstChoice } from './book/join.ts'
import { openFarSide } from './lanes/far-side.fixture.ts'
import { holds } from './mailing/dkim-check.fixture.ts'
import { startPostfix } from './postfix.fixture.ts'
import { eventually, testMailing, testPost } from './testing.ts'

const absent = process.getuid?.() === 0 ? ensureDebian(['postfix']) : 'a Postfix of its own needs root'
if (absent) console.warn(`LEFT OUT: mail through a real Postfix: ${absent}`)

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

test.skipIf(absent)(
  'through a real Postfix mails arrive unchanged, and what it cannot deliver comes back to the right person',
  async () => {
    const cityId = await testCity(databases)
    const far = await openFarSide({
      rcpt: (to) => (to.startsWith('gone') ? { code: 550, text: '5.1.1 no such user' } : undefined),
    })
    let postfixPort = 0
    const { post, end } = testPost(databases, cityId, () => postfixPort, {}, { tls: 'opportunistic' })
    const inbound = await post.startInbound({ host: '127.0.0.1', port: 0 })
    const postfix = await startPostfix({ 'far.example': far.port, 'mail.tsunagu.example': inbound.port })
    postfixPort = postfix.port
    const addresses = [
      ...Array.from({ length: 60 }, (_, i) => `p${i}@far.example`),
      'gone@far.example',
      'seed+1@mail.tsunagu.example',
    ]
    await post.book.importActive(
      cityId,
      addresses.slice(0, 61).map((address) => ({ address, choice: firstChoice })),
    )
    await post.book.setSeeds(cityId, addresses.slice(61))
    const stop = await post.start()
    try {
      const mailing = testMailing()
      await post.mail(cityId, mailing)
      // Postfix says 250 to all; the one that nobody knows comes back as a report a moment later.
      const sum = await eventually(
        () => post.progress(cityId, mailing.id),
        (now) => now?.failed === 1,
        25_000,
      )
      expect(sum).toMatchObject({ total: 61, accepted: 60, failed: 1 })
      await eventually(
        () => far.taken.length,
        (n) => n === 60,
      )
      expect(new Set(far.taken.map((mail) => mail.to)).size).toBe(60)
      const bounces = await inCity(databases.outer, cityId, (tx) =>
        tx.selectFrom('bounce').select(['hard', 'status', 'source']).execute(),
      )
      expect(bounces).toEqual([{ hard: true, status: '5.1.1', source: 'dsn' }])
      // Through Postfix and back to our own ear: the words are the ones that were sent.
      await eventually(
        () => post.seenAt(cityId, mailing.id),
        (at) => at !== null,
      )
      const [key] = await post.keys.published(cityId)
      for (const mail of far.taken)
        expect(holds(Buffer.from(mail.raw, 'latin1'), key?.publicKey ?? '')).toBe(true)
    } finally {
      await stop()
      postfix.close()
      await inbound.close()
      await far.close()
      await end()
    }
  },
  90_000,
)
