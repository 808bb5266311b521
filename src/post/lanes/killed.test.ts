import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { inCity } from '#platform/database/city.ts'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { firstChoice } from '../book/join.ts'
import { eventually, testMailing, testPost } from '../testing.ts'
import { openFarSide } from './far-side.fixture.ts'
import { findRemains, openJournal } from './journal.ts'

let databases: TestDatabases
const folders: string[] = []
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(async () => {
  await databases.drop()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagu-killed-'))
  folders.push(folder)
  return folder
}

function sending(cityId: string, port: number, folder: string): ChildProcess {
  const { outerUrl, innerUrl } = databases
  const given = JSON.stringify({ outerUrl, innerUrl, secret: inject('databaseSecret'), cityId, port, folder })
  const child = spawn(process.execPath, ['src/post/lanes/sender-process.fixture.ts', given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return child
}
const ended = (child: ChildProcess) => new Promise<void>((resolve) => child.on('exit', () => resolve()))

test('killed again and again in the middle of a mailing, it loses nobody, and writes twice only to whom its last word was lost', async () => {
  const people = 400
  const cityId = await testCity(databases)
  const far = await openFarSide()
  const folder = tempFolder()
  const { post, end } = testPost(databases, cityId, far.port)
  await post.book.importActive(
    cityId,
    Array.from({ length: people }, (_, i) => ({ address: `p${i}@d${i % 4}.example`, choice: firstChoice })),
  )
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  const kills = 3
  for (let killed = 0; killed < kills; killed++) {
    const child = sending(cityId, far.port, folder)
    const gone = ended(child)
    const goal = Math.floor((people * (killed + 1)) / (kills + 1))
    await eventually(
      () => far.taken.length,
      (n) => n >= goal,
      60_000,
    )
    child.kill('SIGKILL')
    await gone
  }
  const last = sending(cityId, far.port, folder)
  const gone = ended(last)
  const sum = await eventually(
    () => post.progress(cityId, mailing.id),
    (now) => now !== null && now.accepted + now.failed === people,
    60_000,
  )
  last.kill('SIGTERM')
  await gone
  await far.close()
  await end()
  const copies = Map.groupBy(far.taken, (one) => one.to)
  expect(sum).toMatchObject({ total: people, accepted: people })
  expect(copies.size).toBe(people)
  // At each kill at most one mail a connection can stand between its 250 and the note of it: 4 lanes × 4 connections.
  const repeated = [...copies.values()].filter((all) => all.length > 1)
  expect(repeated.length).toBeLessThanOrEqual(kills * 16)
  for (const all of repeated) expect(new Set(all.map((one) => one.raw)).size).toBe(1)
  console.info(`killed ${kills} times in ${people} mails: ${far.taken.length - people} went out twice`)
}, 180_000)

test('what the far side took is not sent again, though the database never heard of it', async () => {
  const cityId = await testCity(databases)
  const far = await openFarSide()
  const { post, parts, end } = testPost(databases, cityId, far.port)
  await post.book.importActive(
    cityId,
    ['a', 'b'].map((name) => ({ address: `${name}@far.example`, choice: firstChoice })),
  )
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  // A sender that died: it held both, had the 250 for one, and nobody has this process number any more.
  const journal = openJournal(parts.folder)
  const held = await inCity(databases.outer, cityId, async (tx) => {
    const rows = await tx
      .selectFrom('delivery')
      .select('subscriber_id')
      .where('mailing_id', '=', mailing.id)
      .execute()
    await tx
      .updateTable('delivery')
      .set({
        state: 'sending',
        attempts: 1,
        claimed_by: journal.sender,
        next_at: new Date(Date.now() + 300_000),
      })
      .where('mailing_id', '=', mailing.id)
      .execute()
    return rows.map((row) => row.subscriber_id)
  })
  journal.note({ cityId, mailingId: mailing.id, subscriberId: held[0] as string })
  writeFileSync(join(parts.folder, `${journal.sender}.owner`), '4194300 1')
  const stop = await post.start()
  await eventually(
    () => post.progress(cityId, mailing.id),
    (sum) => sum?.accepted === 2,
  )
  await stop()
  await far.close()
  expect(far.taken).toHaveLength(1)
  expect(findRemains(parts.folder)).toEqual([])
  await end()
})

test('the journal of a living process is left alone, and a line that was cut is not taken for one', () => {
  const folder = tempFolder()
  const journal = openJournal(folder)
  expect(findRemains(folder)).toEqual([])
  const dead = crypto.randomUUID()
  mkdirSync(folder, { recursive: true })
  const [cityId, mailingId, subscriberId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
  writeFileSync(
    join(folder, `${dead}.taken`),
    `${cityId} ${mailingId} ${subscriberId}\n${cityId} ${mailingId} ${subscriberId.slice(0, 20)}`,
  )
  writeFileSync(join(folder, `${dead}.owner`), '4194300 1')
  expect(findRemains(folder)).toMatchObject([{ sender: dead, taken: [{ cityId, mailingId, subscriberId }] }])
  // The same process number, but another process: it began at another time.
  writeFileSync(join(folder, `${dead}.owner`), `${process.pid} 1`)
  expect(findRemains(folder)).toHaveLength(1)
  journal.close()
})
