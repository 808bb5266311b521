import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allowance, type Breaker, closedBreaker, ended, started } from './breaker.ts'
import { laneLimits, laneOf, nextAttempt } from './lane.ts'
import { judge } from './smtp-answer.ts'

test('domains of one operator share a lane, every other domain has its own', () => {
  expect(laneOf('ezweb.ne.jp')).toBe(laneOf('au.com'))
  expect(laneOf('googlemail.com')).toBe('gmail.com')
  expect(laneOf('city.example')).toBe('city.example')
})

test('a city may set the connections of a domain; repeats always have their own', () => {
  expect(laneLimits('docomo.ne.jp')).toEqual({ first: 10, retry: 2 })
  expect(laneLimits('au.com', 'docomo.ne.jp 3\n ezweb.ne.jp 6 ')).toEqual({ first: 6, retry: 1 })
  expect(laneLimits('small.example')).toEqual({ first: 4, retry: 1 })
})

test('attempts come after 60 s, 10 min, 30 min, then hourly, each within 10 %', () => {
  const now = new Date('2026-11-23T10:00:00Z')
  const seconds = (attempts: number, random: number) =>
    (nextAttempt(attempts, now, random).getTime() - now.getTime()) / 1_000
  expect([seconds(1, 0.5), seconds(2, 0.5), seconds(3, 0.5), seconds(4, 0.5), seconds(9, 0.5)]).toEqual([
    60, 600, 1800, 3600, 3600,
  ])
  expect([seconds(1, 0), seconds(1, 1)]).toEqual([54, 66])
})

test.each([
  [550, '550 5.1.1 no such user', 'bounced', true, 'neutral'],
  [550, '550 Requested action not taken: mailbox unavailable', 'bounced', true, 'neutral'],
  [
    550,
    '550-5.1.1 The email account that you tried to reach does not exist.\r\n550 5.1.1 see support',
    'bounced',
    true,
    'neutral',
  ],
  [550, '550 Unknown user a@docomo.ne.jp', 'bounced', true, 'neutral'],
  [552, '552 5.2.2 mailbox full', 'bounced', false, 'neutral'],
  [452, '452 4.2.2 over quota', 'again', false, 'neutral'],
  [421, '421 4.7.0 too many connections', 'again', false, 'fault'],
  [451, '451 4.7.1 try again later', 'again', false, 'fault'],
  [450, '450 busy', 'again', false, 'fault'],
  [550, '550 5.7.1 Message rejected as spam', 'failed', false, 'neutral'],
  [554, '554 blocked by policy', 'failed', false, 'neutral'],
  [552, '552 5.3.4 message too big', 'failed', false, 'neutral'],
  [553, '553 sorry', 'bounced', true, 'neutral'],
  [554, '554 transaction failed', 'failed', false, 'neutral'],
] as const)('%i %j is judged %s', (code, reply, next, hard, lane) => {
  const verdict = judge({ kind: 'answered', at: 'recipient', code, reply })
  expect(verdict).toMatchObject({ next, hard, lane })
  expect(verdict.reason).toMatch(/[ぁ-ん]/)
})

test('every answer from 400 to 599 gets a verdict: below 500 always another attempt, never from 500', () => {
  fc.assert(
    fc.property(fc.integer({ min: 400, max: 599 }), fc.string(), (code, words) => {
      const verdict = judge({ kind: 'answered', at: 'recipient', code, reply: `${code} ${words}` })
      if (code < 500 && !/^\s*5\.\d/.test(words)) expect(verdict.next).toBe('again')
      if (code >= 500 && !/^\s*4\.\d/.test(words)) expect(['bounced', 'failed']).toContain(verdict.next)
    }),
  )
})

test("a refusal of the sender or of the text never stops a person's address", () => {
  const at = (place: 'greeting' | 'sender' | 'text', reply: string) =>
    judge({ kind: 'answered', at: place, code: 550, reply })
  expect(at('sender', '550 5.1.8 sender rejected')).toMatchObject({ next: 'failed', hard: false })
  expect(at('text', '550 rejected')).toMatchObject({ next: 'failed', hard: false })
  expect(at('text', '550 5.1.1 no such user')).toMatchObject({ next: 'bounced', hard: true })
  expect(at('greeting', '554 go away')).toMatchObject({ next: 'again', lane: 'fault' })
})

test('a lost answer is tried again and says so; a domain that is not there bounces hard', () => {
  expect(judge({ kind: 'broken', cause: 'closed', left: true })).toMatchObject({
    next: 'again',
    lane: 'fault',
  })
  expect(judge({ kind: 'broken', cause: 'closed', left: true }).reason).toContain('Message-ID')
  expect(judge({ kind: 'broken', cause: 'no-domain', left: false })).toMatchObject({
    next: 'bounced',
    hard: true,
  })
})

const after = (signs: ('good' | 'fault' | 'neutral')[], from: Breaker = closedBreaker) =>
  signs.reduce((breaker, sign) => ended(breaker, sign, 0, 0.5), from)

test('the breaker opens after five faults in a row, and a mailbox that is missing is no fault of the lane', () => {
  expect(after(['fault', 'fault', 'fault', 'fault']).state).toBe('closed')
  expect(after(['fault', 'fault', 'fault', 'fault', 'fault']).state).toBe('open')
  expect(after(['fault', 'fault', 'fault', 'fault', 'neutral', 'fault']).state).toBe('closed')
})

test('an open breaker lets nobody through until its pause ends, then one probe alone', () => {
  const open = after(['fault', 'fault', 'fault', 'fault', 'fault'])
  expect(allowance(open, 10, 14_999)).toBe(0)
  expect(allowance(open, 10, 15_000)).toBe(1)
  const probing = started(open, 15_000)
  expect(allowance(probing, 10, 15_001)).toBe(0)
  expect(allowance(ended(probing, 'good', 16_000, 0.5), 10, 16_000)).toBe(10)
  const again = ended(probing, 'fault', 16_000, 0.5)
  expect(allowance(again, 10, 45_999)).toBe(0)
  expect(allowance(again, 10, 46_000)).toBe(1)
})

test('late answers of messages sent before the breaker opened change nothing', () => {
  const open = after(['fault', 'fault', 'fault', 'fault', 'fault'])
  expect(ended(open, 'good', 1, 0.5)).toBe(open)
  expect(ended(open, 'fault', 1, 0.5)).toBe(open)
})

test('pauses grow to ten minutes and no further', () => {
  let breaker = after(['fault', 'fault', 'fault', 'fault', 'fault'])
  for (let i = 0; i < 20; i++) breaker = ended(started(breaker, 0), 'fault', 0, 1)
  expect(breaker).toMatchObject({ state: 'open', until: 660_000 })
})
