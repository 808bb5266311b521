import { createConnection } from 'node:net'
import nodemailer from 'nodemailer'
import PostalMime from 'postal-mime'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Connector, Tools } from '#alerts/medium.ts'
import { systemClock } from '#platform/clock.ts'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { createLog } from '#platform/log.ts'
import { firstChoice } from '#post/book/join.ts'
import { openFarSide, openRaw, type Vices } from '#post/lanes/far-side.fixture.ts'
import { eventually, testPost } from '#post/testing.ts'
import { type Fault, keepsTheContract, type Trial } from '../contract.ts'
import { factsOf, kawara, laterOrderOf, orderOf, shimosawa } from '../fixtures.ts'
import { email } from './email.ts'
import { topicsOf } from './words.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const settings = {
  fromAddress: 'anzen@tsunagu.example',
  fromName: 'つなぐ市',
  mailDomain: 'mail.tsunagu.example',
  seedAddresses: 'seed+1@mail.tsunagu.example',
  tls: 'none',
}

/** A town of one resident and one seed: mail for our own domain comes back to our inbound server, as from the outside. */
async function trial(people = ['taro@far.example']): Promise<
  Trial & {
    post: ReturnType<typeof testPost>['post']
    far: Awaited<ReturnType<typeof openFarSide>>
    cityId: string
  }
> {
  const cityId = await testCity(databases)
  const vices: Vices = {}
  const far = await openFarSide(vices)
  const hanging = await openRaw(() => undefined)
  const nonsense = await openRaw((socket) => void socket.write('%%% もしもし\r\n'))
  let port = far.port
  let refusing = 0
  const { post, end } = testPost(databases, cityId, () => refusing || port, {
    patience: { connectMs: 300, silenceMs: 300, attemptMs: 600 },
    waitSeconds: [0.1],
  })
  post.setups.remove(cityId)
  await post.book.importActive(
    cityId,
    people.map((address) => ({
      address,
      choice: { ...firstChoice, topics: ['disaster', 'safety', 'life', 'notice', 'drill'] },
    })),
  )
  const inbound = await post.startInbound({ host: '127.0.0.1', port: 0 })
  const relay = nodemailer.createTransport({ host: '127.0.0.1', port: inbound.port, ignoreTLS: true })
  let relayed = 0
  const carry = setInterval(() => {
    for (const mail of far.taken.slice(relayed)) {
      relayed++
      if (mail.to.endsWith('@mail.tsunagu.example'))
        void relay
          .sendMail({ envelope: { from: mail.from, to: mail.to }, raw: Buffer.from(mail.raw, 'latin1') })
          .catch(() => undefined)
    }
  }, 10)
  ends.push(
    () => far.close(),
    () => hanging.close(),
    () => nonsense.close(),
    end,
    () => inbound.close(),
    () => relay.close(),
    () => clearInterval(carry),
    await post.start(),
  )
  const closed = await freePort()
  const fail: Record<Fault, () => void> = {
    hang: () => {
      port = hanging.port
    },
    refuse: () => {
      refusing = closed
    },
    nonsense: () => {
      port = nonsense.port
    },
    die: () => {
      vices.dieAfterData = () => true
    },
  }
  return {
    cityId,
    far,
    post,
    medium: email(post),
    settings,
    tools: {
      city: { id: cityId, slug: 'tsunagu', name: 'つなぐ市', publicUrl: 'https://tsunagu.example' },
      clock: systemClock,
      log: createLog('silent'),
      fetch,
      folder: '/nonexistent',
      demo: true,
    } satisfies Tools,
    farSide: {
      async reset() {
        port = far.port
        refusing = 0
        vices.dieAfterData = undefined
        far.taken.length = 0
        relayed = 0
      },
      async fail(fault) {
        fail[fault]()
      },
      // A mailbox folds mails of one Message-ID: a repeat after a lost answer is one mail to its reader.
      async seen() {
        const own = await Promise.all(
          far.taken.filter((mail) => mail.to.startsWith('taro@')).map((mail) => PostalMime.parse(mail.raw)),
        )
        const folded = new Map(own.map((mail) => [mail.messageId, mail]))
        return [...folded.values()].map((mail) => ({
          messageId: mail.headers.find((one) => one.key === 'x-tsunagu-alert')?.value ?? '',
          words: `${mail.subject}\n${mail.text}`,
          current: true,
        }))
      },
    },
  }
}

async function freePort(): Promise<number> {
  const taken = await openRaw(() => undefined)
  await taken.close()
  await new Promise<void>((resolve) => createConnection(taken.port, '127.0.0.1').on('error', () => resolve()))
  return taken.port
}

keepsTheContract('安全安心メール', () => trial())

const opened = (made: Trial) => made.medium.open(made.settings, made.tools) as Connector

test('with nobody to write to it is accepted, zero of zero', async () => {
  const made = await trial([])
  const connector = opened(made)
  const order = orderOf(connector, factsOf('evacuation-order'))
  expect(await connector.send(order, AbortSignal.timeout(5_000))).toEqual({
    kind: 'accepted',
    reference: order.dispatchId,
    progress: { done: 0, failed: 0, total: 0 },
  })
})

test('progress counts the people; the seed mailbox proves that it can be read', async () => {
  const made = await trial(['taro@far.example', 'hanako@far.example'])
  const connector = opened(made)
  const order = orderOf(connector, factsOf('evacuation-order'))
  await connector.send(order, AbortSignal.timeout(5_000))
  await eventually(
    async () => connector.progress?.(order, order.dispatchId),
    (sum) => sum?.done === 2,
  )
  const sighting = await eventually(
    () => connector.observe?.(order, order.dispatchId, AbortSignal.timeout(5_000)),
    (seen) => seen !== 'not-yet',
  )
  expect(sighting).toMatchObject({ where: '見本の受信箱', progress: { done: 2, failed: 0, total: 2 } })
})

test('a correction stands in the thread of the first mail, and says so first', async () => {
  const made = await trial()
  const connector = opened(made)
  const first = orderOf(connector, factsOf('evacuation-order', 'alert', true))
  await connector.send(first, AbortSignal.timeout(5_000))
  const later = laterOrderOf(connector, first, first.dispatchId, 'update')
  await connector.send(later, AbortSignal.timeout(5_000))
  const mine = await eventually(
    () => made.far.taken.filter((mail) => mail.to.startsWith('taro@')),
    (mails) => mails.length === 2,
  )
  const [one, two] = await Promise.all(mine.map((mail) => PostalMime.parse(mail.raw)))
  expect(one?.subject).toBe('【訓練】【警戒レベル4】避難指示 川原・下沢')
  expect(two?.subject).toMatch(/^【訓練】【訂正】/)
  expect(two?.inReplyTo).toBe(one?.messageId)
  expect(two?.headers.find((header) => header.key === 'x-tsunagu-approved')?.value).toBe(
    later.approvedAt.toISOString(),
  )
})

test('only the chosen districts are written to', async () => {
  const made = await trial([])
  await made.post.book.importActive(made.cityId, [
    { address: 'kawara@far.example', choice: { ...firstChoice, districts: [kawara.id] } },
    { address: 'elsewhere@far.example', choice: { ...firstChoice, districts: [crypto.randomUUID()] } },
  ])
  expect(
    await made.post.audience(made.cityId, { topics: ['disaster'], districts: [kawara.id, shimosawa.id] }),
  ).toBe(1)
})

test('a drill goes to those who take drills, an emergency to 避難・災害 whatever its template', () => {
  expect(topicsOf({ template: 'evacuation-order', kind: 'emergency', drill: true })).toEqual(['drill'])
  expect(topicsOf({ template: 'water-outage', kind: 'important', drill: false })).toEqual(['life'])
  expect(topicsOf({ template: 'missing-person', kind: 'emergency', drill: false })).toEqual([
    'disaster',
    'safety',
  ])
})

test('two cities cannot share a mail domain, and the settings that are wrong are named', async () => {
  const made = await trial()
  opened(made)
  const tools = { ...made.tools, city: { ...made.tools.city, id: crypto.randomUUID(), name: 'となり市' } }
  expect(made.medium.open(made.settings, tools)).toEqual({
    off: expect.stringContaining('つなぐ市が使っています'),
  })
  expect(made.medium.open({ ...settings, mailDomain: 'elsewhere.example' }, made.tools)).toEqual({
    off: '次の設定を確かめてください：受信用ドメイン',
  })
  expect(made.medium.open({}, made.tools)).toEqual({
    off: '次の設定を確かめてください：差出人アドレス、差出人の名前、受信用ドメイン',
  })
})

test('characters that old phones garble are pointed out', async () => {
  const connector = opened(await trial())
  expect(
    connector.check({ title: '避難指示', text: '①避難してください' }, factsOf('evacuation-order')),
  ).toMatchObject([{ code: 'odd_characters', severity: 'look' }])
})
