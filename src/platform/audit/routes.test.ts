import { createPublicKey, verify } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { systemClock } from '../clock.ts'
import { inCity } from '../database/city.ts'
import { type TestDatabases, testCity, testDatabases } from '../database/testing.ts'
import { createApp } from '../http/app.ts'
import { readKeys } from '../keys.ts'
import { createLog } from '../log.ts'
import { record } from './audit.ts'
import { headKeys } from './head.ts'
import { leafHash } from './merkle.ts'
import { verifyInclusion } from './proof.ts'
import { auditRoutes } from './routes.ts'
import type { AuditLine, AuditProof } from './schema.ts'
import { startSealer } from './sealer.ts'
import { countWaiting } from './sealer-queries.ts'

let databases: TestDatabases
let city: string
let neighbour: string
const home = mkdtempSync(join(tmpdir(), 'audit-routes-'))
const keys = readKeys(join(home, 'keys.json'), true)
const log = createLog('silent')

beforeAll(async () => {
  databases = await testDatabases()
  city = await testCity(databases)
  neighbour = await testCity(databases)
})
afterAll(() => databases.drop())

const happen = (where: string, action: string, subject: string, second: number) =>
  inCity(databases.outer, where, (tx) =>
    record(tx, { actor: 'person:1', action, subject, at: new Date(Date.UTC(2026, 10, 23, 9, 0, second)) }),
  )

async function seal(): Promise<void> {
  const { workerPool } = databases
  const headsFile = join(home, 'heads.jsonl')
  const sealer = startSealer({
    workerPool,
    signing: keys.signing,
    headsFile,
    clock: systemClock,
    log,
    everyMs: 5,
  })
  await vi.waitFor(async () => expect(await countWaiting(workerPool)).toBe(0))
  await sealer.stop()
}

async function ask<T>(path: string, roles: string[], cityId = city): Promise<{ status: number; body: T }> {
  const app = createApp({ log, clock: systemClock, https: false, publicOrigin: 'http://localhost' })
  app.use(async (c, next) => {
    c.set('caller', { kind: 'person', id: '1', cityId, name: '', roles, scopes: [] })
    await next()
  })
  app.route(
    '/',
    auditRoutes(
      databases.outer,
      headKeys(keys.signing),
      async (_tx, ids) => new Map(ids.map((id) => [id, '佐藤 恵'])),
    ),
  )
  const reply = await app.request(path)
  return { status: reply.status, body: (await reply.json()) as T }
}
type Page = { entries: AuditLine[]; next: string | null }

test('the log is read newest first, page by page, narrowed by subject and action, and only the own city', async () => {
  for (let i = 0; i < 5; i++)
    await happen(city, i % 2 ? 'alerts.approved' : 'staff.role-granted', `thing:${i}`, i)
  await happen(neighbour, 'alerts.approved', 'thing:1', 9)
  const first = await ask<Page>('/api/audit?limit=3', ['auditor'])
  const second = await ask<Page>(`/api/audit?limit=3&before=${first.body.next}`, ['approver'])
  const subjects = [...first.body.entries, ...second.body.entries].map((entry) => entry.subject)
  expect(subjects).toEqual(['thing:4', 'thing:3', 'thing:2', 'thing:1', 'thing:0'])
  expect(second.body.next).toBeNull()
  const count = async (query: string) =>
    (await ask<Page>(`/api/audit?${query}`, ['admin'])).body.entries.length
  expect([
    await count('action=alerts.approved'),
    await count('action=staff.'),
    await count('action=staff'),
  ]).toEqual([2, 3, 0])
  expect(await count('subject=thing:1')).toBe(1)
})

test('an entry waits for its seal, then carries a proof that anybody can check without us', async () => {
  const id = await happen(city, 'alerts.approved', 'alert:7', 30)
  const path = `/api/audit/${id}/proof`
  expect((await ask<AuditProof>(path, ['auditor'])).body).toMatchObject({
    state: 'waiting',
    path: [],
    head: null,
  })
  await seal()
  const { body } = await ask<AuditProof>(path, ['auditor'])
  expect(body.state).toBe('proven')
  const octets = (text: string) => Buffer.from(text, 'base64')
  const head = body.head as NonNullable<AuditProof['head']>
  const proven = verifyInclusion(
    leafHash(Buffer.from(body.leafText)),
    body.entry.seq as number,
    head.treeSize,
    body.path.map(octets),
    octets(head.rootHash),
  )
  const key = createPublicKey(head.publicKey as string)
  const signed = verify(null, Buffer.from(head.signedText), key, octets(head.signature))
  expect([proven, signed]).toEqual([true, true])
  expect(head.signedText).toBe(`tsunagu/audit\n${head.treeSize}\n${head.rootHash}\n${head.at}\n`)
})

test('the proof of an entry that was changed afterwards says so', async () => {
  const id = await happen(city, 'alerts.approved', 'alert:8', 31)
  await seal()
  await databases.owner.query(`update audit_entry set actor = 'person:2' where id = $1`, [id])
  expect((await ask<AuditProof>(`/api/audit/${id}/proof`, ['auditor'])).body.state).toBe('broken')
  const kept = await happen(city, 'alerts.approved', 'alert:10', 33)
  await seal()
  const before = 'delete from audit_leaf where seq = (select seq - 1 from audit_leaf where entry_id = $1)'
  await databases.owner.query(before, [kept])
  expect((await ask<AuditProof>(`/api/audit/${kept}/proof`, ['auditor'])).body.state).toBe('broken')
})

test('another city cannot see an entry, nor can a role that has no business there', async () => {
  const id = await happen(city, 'alerts.approved', 'alert:9', 32)
  expect((await ask(`/api/audit/${id}/proof`, ['auditor'], neighbour)).status).toBe(404)
  expect((await ask(`/api/audit/${id}/proof`, ['author'])).status).toBe(403)
  expect((await ask('/api/audit', ['shop', 'author'])).status).toBe(403)
  expect((await ask('/api/audit?limit=999', ['auditor'])).status).toBe(400)
})
