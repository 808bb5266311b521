import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { doorOf } from './receive.ts'
import { isAutomatic, readMail, readReport } from './report.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}.eml`, import.meta.url))
const reportIn = async (name: string) => readReport(await readMail(fixture(name)))

test.each([
  ['bounce-no-such-user', true, '5.1.1', 'dsn'],
  ['bounce-exchange-no-such-user', true, '5.1.10', 'dsn'],
  ['bounce-mailbox-full', false, '5.2.2', 'dsn'],
  ['bounce-blocked-as-spam', false, '5.7.1', 'dsn'],
  ['bounce-gave-up-after-days', false, '4.4.1', 'dsn'],
  ['bounce-qmail-plain', true, '5.1.1', 'plain'],
  ['bounce-carrier-plain', true, '5.1.1', 'plain'],
  ['bounce-no-status-part', false, '', 'plain'],
])('%s is a bounce, hard: %s', async (name, hard, status, source) => {
  expect(await reportIn(name)).toMatchObject({
    kind: 'bounce',
    hard,
    status,
    source,
    reason: expect.stringMatching(/[ぁ-ん]/),
  })
})

test.each([
  ['report-delayed', 'delayed'],
  ['report-delivered', 'delivered'],
  ['vacation-answer', 'automatic'],
])('%s stops nobody: %s', async (name, why) => {
  expect(await reportIn(name)).toEqual({ kind: 'nothing', why })
})

test('the reason is ours: no word of the far side, which may hold the address, is kept', async () => {
  const report = await reportIn('bounce-no-such-user')
  expect(JSON.stringify(report)).not.toMatch(/taro|@|Recipient/)
})

test('machines are not answered, people are', async () => {
  for (const name of ['bounce-no-such-user', 'vacation-answer', 'bounce-qmail-plain'])
    expect(isAutomatic(await readMail(fixture(name)))).toBe(true)
  const written = (head: string) => readMail(Buffer.from(`From: a@b.example\r\n${head}\r\n\r\n`))
  expect(isAutomatic(await written('Subject: '))).toBe(false)
  expect(isAutomatic(await written('Auto-Submitted: no'))).toBe(false)
  for (const head of [
    'Precedence: bulk',
    'List-Id: <x.y>',
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: All',
  ])
    expect(isAutomatic(await written(head))).toBe(true)
})

test('an address of ours is one of the five doors, in any case of letters', () => {
  expect(doorOf('TOUROKU')).toEqual({ kind: 'join' })
  expect(doorOf('kaijo')).toEqual({ kind: 'leave' })
  expect(doorOf('B+AbC')).toEqual({ kind: 'bounce', token: 'abc' })
  expect(doorOf('seed+1')).toEqual({ kind: 'seed' })
  expect(doorOf('postmaster')).toEqual({ kind: 'postmaster' })
  expect(doorOf('root')).toBeNull()
})

test('no octets from outside make reading throw or take long', async () => {
  const corpus = ['bounce-no-such-user', 'bounce-exchange-no-such-user', 'bounce-qmail-plain'].map((name) =>
    fixture(name),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes)),
        fc
          .tuple(fc.constantFrom(...corpus), fc.nat(), fc.uint8Array({ maxLength: 40 }))
          .map(([whole, at, noise]) => {
            const cut = at % whole.length
            return Buffer.concat([whole.subarray(0, cut), noise, whole.subarray(cut + noise.length)])
          }),
      ),
      async (raw) => {
        const before = performance.now()
        const report = readReport(await readMail(raw))
        expect(['bounce', 'nothing']).toContain(report.kind)
        expect(performance.now() - before).toBeLessThan(1_000)
      },
    ),
    { numRuns: 300 },
  )
})
