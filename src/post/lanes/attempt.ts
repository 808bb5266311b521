import { allowance, ended, started } from './breaker.ts'
import { nextAttempt } from './lane.ts'
import { type Job, keepPace, type Lane, roomFor, sideOf } from './lane-state.ts'
import { type Result, release, type SenderParts, type Sending, settle } from './sending.ts'
import { judge, type Verdict, type WireEnd } from './smtp-answer.ts'

/** Longer than any attempt; after it another process may try. */
export const leaseMs = 300_000
/** A delivery that has waited here so long is given back: its lease might end while it is under way. */
const staleMs = leaseMs / 3

/** Begins what the lane allows; asks for more when little lies ready. */
export function pump(sending: Sending, lane: Lane, retry: boolean): void {
  const side = sideOf(lane, retry)
  const now = sending.parts.clock().getTime()
  while (side.queue.length > 0 && sending.running) {
    const limit = allowance(lane.breaker, retry ? lane.limits.retry : lane.limits.first, now)
    if (side.active >= limit) break
    const job = side.queue.shift() as Job
    if (sending.withdrawn.has(job.mailingId))
      settle(sending, job, { state: 'withdrawn', reason: '新しいお知らせに替えました', nextAt: null })
    else if (now - job.claimedAt > staleMs) release(sending, job)
    else void attempt(sending, job, lane)
  }
  if (roomFor(lane, retry, now) > side.queue.length) sending.ring()
}

async function attempt(sending: Sending, job: Job, lane: Lane): Promise<void> {
  const { parts } = sending
  const side = sideOf(lane, job.retry)
  side.active++
  sending.underWay++
  lane.breaker = started(lane.breaker, parts.clock().getTime())
  try {
    const ready = await parts.prepare(job)
    if ('skip' in ready) settle(sending, job, { state: ready.skip, reason: ready.reason, nextAt: null })
    else if ('end' in ready) conclude(sending, job, lane, ready.end, ready.expiresAt)
    else conclude(sending, job, lane, await lane.connections.send(ready.targets, ready.send), ready.expiresAt)
  } catch (fault) {
    // Ours (the database went away, a key does not open): the person is tried again a little later, the lane is not blamed.
    parts.log.error({
      event: 'post.delivery-fault',
      mailingId: job.mailingId,
      reason: (fault as Error).message,
    })
    const nextAt = nextAttempt(1, parts.clock(), parts.random(), parts.waitSeconds)
    settle(sending, job, { state: 'deferred', reason: '市のシステムの都合で、あとで送り直します', nextAt })
  }
  side.active--
  sending.underWay--
  keepPace(side, parts.clock().getTime())
  pump(sending, lane, job.retry)
}

function conclude(sending: Sending, job: Job, lane: Lane, end: WireEnd, expiresAt: Date): void {
  const { parts, journal } = sending
  const cutOff = !sending.running && end.kind === 'broken' && !end.left // by our own stop
  if (cutOff) {
    release(sending, job)
    return
  }
  if (end.kind === 'accepted') {
    journal.note(job)
    parts.onAccepted(job)
  }
  const now = parts.clock()
  const verdict = judge(end)
  fuse(sending, lane, verdict, now)
  settle(sending, job, resultOf(parts, verdict, job, now, expiresAt))
}

/** Tells the breaker; when it opens, what is held goes back. */
function fuse(sending: Sending, lane: Lane, verdict: Verdict, now: Date): void {
  const { log, random } = sending.parts
  const before = lane.breaker.state
  lane.breaker = ended(lane.breaker, verdict.lane, now.getTime(), random())
  const after = lane.breaker.state
  if (after === 'open' && before !== 'open') {
    log.warn({ event: 'post.lane-opened', lane: lane.name, reason: verdict.reason })
    for (const side of [lane.first, lane.retry])
      for (const held of side.queue.splice(0)) release(sending, held)
  } else if (after === 'closed' && before !== 'closed')
    log.info({ event: 'post.lane-closed', lane: lane.name })
}

function resultOf(parts: SenderParts, verdict: Verdict, job: Job, now: Date, expiresAt: Date): Result {
  const { reason, hard, status } = verdict
  if (verdict.next === 'accepted') return { state: 'accepted', reason, nextAt: null }
  if (verdict.next === 'bounced')
    return { state: 'bounced', reason, nextAt: null, bounce: { id: parts.newId(), hard, status } }
  if (verdict.next === 'failed') return { state: 'failed', reason, nextAt: null }
  const nextAt = nextAttempt(job.attempts, now, parts.random(), parts.waitSeconds)
  if (nextAt > expiresAt)
    return { state: 'failed', reason: `期限までに届けられませんでした（${reason}）`, nextAt: null }
  return { state: 'deferred', reason, nextAt }
}
