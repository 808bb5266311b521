import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { approve } from '../src/alerts/approval/approve.ts'
import { submit } from '../src/alerts/approval/move.ts'
import { dispatchesOf } from '../src/alerts/dispatch/rows.ts'
import { writeDraft } from '../src/alerts/draft/write.ts'
import { drillOperator } from '../src/alerts/index.ts'
import { cityBySlug } from '../src/cities/index.ts'
import { inCity } from '../src/platform/database/city.ts'
import type { House } from '../src/serve/wire.ts'
import { until, type WholeCity, wholeCity } from './setup/city.ts'

let city: WholeCity
let house: House
let cityId: string
let running: Awaited<ReturnType<WholeCity['startCity']>>

beforeAll(async () => {
  city = await wholeCity()
  running = await city.startCity()
  await city.startTown()
  house = await city.open()
  cityId = (await cityBySlug(house.db, 'tsunagu'))?.id ?? ''
}, 120_000)
afterAll(async () => {
  await house.databases.close()
  await city.end()
}, 60_000)

/** A drill that is told apart by its reason. @returns the message's id */
async function approveDrill(reason: string): Promise<string> {
  return inCity(house.db, cityId, async (tx) => {
    const [district] = await tx.selectFrom('district').select('id').where('name', '=', '川原').execute()
    const media = (await house.media.openAll(tx))
      .filter((one) => one.off === null)
      .map((one) => one.medium.name)
    const draftId = await writeDraft(
      tx,
      house.alerts,
      {
        kind: 'emergency',
        drill: true,
        template: 'evacuation-order',
        wordings: {},
        media,
        languages: ['ja'],
        scheduledAt: null,
        facts: {
          level: 4,
          hazard: 'flood',
          what: '避難指示',
          districts: [district?.id ?? ''],
          wholeCity: false,
          place: '',
          reason,
          action: '全員避難してください。',
          shelters: [],
          when: '',
          nextReview: '',
          contact: '',
          correctionReason: '',
          validUntil: new Date(Date.now() + 3_600_000).toISOString(),
        },
      },
      drillOperator,
    )
    await submit(tx, house.alerts, draftId, drillOperator)
    return approve(tx, house.alerts, draftId, {
      operator: drillOperator,
      steppedUp: true,
      version: 1,
      confirmations: [],
    })
  })
}

interface Sighting {
  medium: string
  device: string
  alertId?: string
  mailId?: string
}
async function sightings(messageId: string): Promise<Sighting[]> {
  const answer = await fetch(`${city.townUrl}/api/seen?alertId=${messageId}`)
  return ((await answer.json()) as { sightings: Sighting[] }).sightings
}

const allSeen = (messageId: string) =>
  until(
    `message ${messageId} seen on every medium`,
    async () => {
      const rows = await inCity(house.db, cityId, (tx) => dispatchesOf(tx, [messageId]))
      return rows.length > 0 && rows.every((row) => row.visibleAt !== null)
    },
    90,
  )

/** The name of a mail, the same for every repetition: by it a mailbox folds them into one. */
async function messageIdOf(mailId: string): Promise<string> {
  const mail = (await (await fetch(`${city.townUrl}/api/mail/${mailId}`)).json()) as { headers: string }
  return mail.headers.match(/^message-id:\s*(\S+)/im)?.[1] ?? mailId
}

/**
 * Each device saw the message once on each medium: nothing lost, nothing doubled. A mail whose 250 was cut off by the death of its
 * sender is sent again, octet for octet: it counts as one by its Message-ID (decisions/0006).
 */
async function onceEach(messageId: string): Promise<void> {
  const all = await sightings(messageId)
  const seen = await Promise.all(
    all.map(async (one) => ({
      where: `${one.medium} ${one.device}`,
      id: one.mailId ? await messageIdOf(one.mailId) : '',
    })),
  )
  expect(seen.length).toBeGreaterThan(0)
  expect(
    seen.filter((one) => seen.some((other) => other.where === one.where && other.id !== one.id)),
  ).toEqual([])
  const unmailed = seen.filter((one) => one.id === '').map((one) => one.where)
  expect(unmailed.filter((one, at) => unmailed.indexOf(one) !== at)).toEqual([])
}

test('kill -9 at any moment: every approved message is seen, none twice', async () => {
  const messages: string[] = []
  for (const afterMs of [0, 15, 40, 90, 180, 350]) {
    messages.push(await approveDrill(`止める試験 ${afterMs}`))
    await new Promise((resolve) => setTimeout(resolve, afterMs)) // the moment of death is what is tried here
    const dead = once(running, 'exit')
    running.kill('SIGKILL')
    await dead
    running = await city.startCity()
  }
  for (const id of messages) await allSeen(id)
  for (const id of messages) await onceEach(id)
}, 240_000)

test('PostgreSQL gone for 30 s: the public page stays, the console says so, and what was approved goes out afterwards', async () => {
  const before = await approveDrill('なくなる前')
  await allSeen(before)
  const server = await city.postgres()
  await server?.stop()
  const gone = Date.now()
  expect((await fetch(`${city.url}/c/tsunagu/`)).status).toBe(200)
  expect((await fetch(`${city.url}/c/tsunagu/`).then((page) => page.text())).includes(before)).toBe(true)
  await until(
    'the health page says that the database is away',
    async () => (await fetch(`${city.url}/api/health`)).status === 503,
  )
  const refused = await fetch(`${city.url}/api/frame`, { headers: { cookie: 'x=y' } })
  expect([401, 503]).toContain(refused.status)
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, 30_000 - (Date.now() - gone)))) // the 30 s that the page must live through
  expect((await fetch(`${city.url}/c/tsunagu/`)).status).toBe(200)
  await city.postgres()
  await until(
    'the city finds its database again',
    async () => (await fetch(`${city.url}/api/health`)).status === 200,
  )
  const after = await until('an alert can be approved', () => approveDrill('もどった後'))
  await allSeen(after)
  await onceEach(after)
  expect(running.exitCode).toBeNull() // the process lived through it
}, 150_000)
