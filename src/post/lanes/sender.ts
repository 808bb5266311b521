import type { Kysely } from 'kysely'
import type { Clock, NewId } from '#platform/clock.ts'
import { inCity, type Outer } from '#platform/database/city.ts'
import type { Log } from '#platform/log.ts'
import { allowance, ended, started } from './breaker.ts'
import { createConnections, type Patience, type Target, type WireMail } from './connections.ts'
import { findRemains, type Journal, openJournal } from './journal.ts'
import { laneLimits, nextAttempt } from './lane.ts'
import { type Job, keepPace, type Lane, newLane, roomFor, sideOf } from './lane-state.ts'
import { claimDeliveries, dueLanes, readRecipients, releaseDeliveries, type Settlement } from './queries.ts'
import { createSettler } from './settle.ts'
import { judge, type Verdict, type WireEnd } from './smtp-answer.ts'

/** A delivery made ready; or why it is not sent at all. */
export type Prepared =
  | { send: WireMail; targets: Target[]; expiresAt: Date }
  | { skip: 'suppressed' | 'failed' | 'withdrawn'; reason: string }
  | { end: WireEnd; expiresAt: Date }

export interface SenderParts {
  db: Kysely<Outer>
  clock: Clock
  newId: NewId
  log: Log
  /** 0 to 1. */
  random: () => number
  /** Seconds before the second, third … attempt. */
  waitSeconds?: number[]
  /** Where the journal lies; shared by the processes of one machine. */
  folder: string
  /** What this machine calls itself in EHLO. */
  name: string
  patience: Patience
  prepare: (job: Job) => Promise<Prepared>
  /** Lines of the cities' settings, `domain connections`. */
  overrides: () => string
  hardBounces: (cityId: string) => number
  /** The far side has just said 250. */
  onAccepted: (job: Pick<Job, 'mailingId' | 'recipient'>) => void
}

export interface Sender {
  /** There is work. */
  wake(): void
  /** Drops what is held but not begun. */
  withdraw(mailingIds: string[]): void
  lanes(): { lane: string; breaker: string; active: number; waiting: number }[]
  /** Lets what is under way end (at most 10 s), writes every result, gives the rest back. */
  stop(): Promise<void>
}

const idleMs = 500
/** Between two rounds, so that a lane with a few mails left does not ask at each of them. */
const restMs = 5
/** Longer than any attempt; after it another process may try. */
const leaseMs = 300_000

/**
 * Sends what is due, in every city, until it is stopped.
 *
 * First it clears up after senders of this machine that died: what the far side took is noted, the rest is due again.
 */
export async function startSender(parts: SenderParts): Promise<Sender> {
  const { db, clock, log } = parts
  await recover(parts)
  const journal = openJournal(parts.folder)
  const lanes = new Map<string, Lane>()
  const withdrawn = new Set<string>()
  const settler = createSettler(parts, journal)
  let running = true
  let ring: () => void = () => undefined
  let underWay = 0

  const laneNamed = (name: string): Lane => {
    const known = lanes.get(name)
    if (known) return known
    const connections = createConnections(parts.name, parts.patience, () => clock().getTime())
    const lane = newLane(name, laneLimits(name, parts.overrides()), connections)
    lanes.set(name, lane)
    return lane
  }
  const settle = (job: Job, rest: Omit<Settlement, 'mailingId' | 'subscriberId' | 'seed'>) =>
    settler.add(job.cityId, {
      mailingId: job.mailingId,
      subscriberId: job.subscriberId,
      seed: job.recipient.kind === 'seed',
      ...rest,
    })
  const release = (job: Job) => settle(job, { state: 'released', reason: '', nextAt: clock() })

  const conclude = (job: Job, lane: Lane, end: WireEnd, expiresAt: Date) => {
    const now = clock()
    if (!running && end.kind === 'broken' && !end.left) return release(job) // cut off by our own stop
    if (end.kind === 'accepted') {
      journal.note(job)
      parts.onAccepted(job)
    }
    const verdict = judge(end)
    const before = lane.breaker.state
    lane.breaker = ended(lane.breaker, verdict.lane, now.getTime(), parts.random())
    if (lane.breaker.state === 'open' && before !== 'open') {
      log.warn({ event: 'post.lane-opened', lane: lane.name, reason: verdict.reason })
      for (const side of [lane.first, lane.retry]) for (const held of side.queue.splice(0)) release(held)
    } else if (lane.breaker.state === 'closed' && before !== 'closed')
      log.info({ event: 'post.lane-closed', lane: lane.name })
    settle(job, settlementOf(verdict, job, now, expiresAt, parts))
  }
  const run = async (job: Job, lane: Lane) => {
    const side = sideOf(lane, job.retry)
    side.active++
    underWay++
    lane.breaker = started(lane.breaker, clock().getTime())
    try {
      const ready = await parts.prepare(job)
      if ('skip' in ready) settle(job, { state: ready.skip, reason: ready.reason, nextAt: null })
      else if ('end' in ready) conclude(job, lane, ready.end, ready.expiresAt)
      else conclude(job, lane, await lane.connections.send(ready.targets, ready.send), ready.expiresAt)
    } catch (fault) {
      // Ours (the database went away, a key does not open): the person is tried again a little later, the lane is not blamed.
      log.error({ event: 'post.delivery-fault', mailingId: job.mailingId, reason: (fault as Error).message })
      settle(job, {
        state: 'deferred',
        reason: '市のシステムの都合で、あとで送り直します',
        nextAt: nextAttempt(1, clock(), parts.random(), parts.waitSeconds),
      })
    }
    side.active--
    underWay--
    keepPace(side, clock().getTime())
    pump(lane, job.retry)
  }
  const pump = (lane: Lane, retry: boolean) => {
    const side = sideOf(lane, retry)
    const now = clock().getTime()
    while (side.queue.length > 0 && running) {
      const limit = allowance(lane.breaker, retry ? lane.limits.retry : lane.limits.first, now)
      if (side.active >= limit) break
      const job = side.queue.shift() as Job
      if (withdrawn.has(job.mailingId))
        settle(job, { state: 'withdrawn', reason: '新しいお知らせに替えました', nextAt: null })
      else if (now - job.claimedAt > leaseMs / 3) release(job)
      else void run(job, lane)
    }
    // Less than half of what should lie ready: fetch.
    if (roomFor(lane, retry, now) > side.queue.length) ring()
  }
  const round = async (): Promise<number> => {
    const now = clock()
    const due = await dueLanes(db, now)
    const overrides = parts.overrides()
    const names = new Map(due.map((one) => [`${one.retry} ${one.lane}`, one]))
    const wishes = [...names.values()].flatMap(({ lane, retry }) => {
      const known = laneNamed(lane)
      known.limits = laneLimits(lane, overrides)
      const most = roomFor(known, retry, now.getTime())
      return most > 0 ? [{ lane, retry, most }] : []
    })
    const claims = await claimDeliveries(db, wishes, now, new Date(now.getTime() + leaseMs), journal.sender)
    const cities = Map.groupBy(claims, (claim) => claim.cityId)
    for (const [cityId, ours] of cities) {
      const ids = [...new Set(ours.map((claim) => claim.subscriberId))]
      const found = new Map(
        (await inCity(db, cityId, (tx) => readRecipients(tx, ids))).map((one) => [one.id, one]),
      )
      for (const claim of ours) {
        const recipient = found.get(claim.subscriberId)
        if (claim.again)
          log.warn({
            event: 'post.delivery-again',
            mailingId: claim.mailingId,
            reason: 'the sender died with it in hand',
          })
        if (recipient)
          sideOf(laneNamed(claim.lane), claim.retry).queue.push({
            ...claim,
            recipient,
            claimedAt: now.getTime(),
          })
      }
    }
    for (const { lane, retry } of wishes) pump(laneNamed(lane), retry)
    return claims.length
  }
  const loop = async () => {
    while (running) {
      const rung = new Promise<void>((resolve) => {
        ring = resolve
      })
      let claimed = 0
      try {
        claimed = await round()
      } catch (fault) {
        log.warn({ event: 'post.round-failed', reason: (fault as Error).message })
      }
      if (!running) break
      await Promise.race([rung, after(claimed > 0 ? 100 : idleMs)])
      await after(restMs)
    }
  }
  const looping = loop()
  return {
    wake: () => ring(),
    withdraw(mailingIds) {
      for (const id of mailingIds) withdrawn.add(id)
      for (const lane of lanes.values()) for (const retry of [false, true]) pump(lane, retry)
    },
    lanes: () =>
      [...lanes.values()].map((lane) => ({
        lane: lane.name,
        breaker: lane.breaker.state,
        active: lane.first.active + lane.retry.active,
        waiting: lane.first.queue.length + lane.retry.queue.length,
      })),
    async stop() {
      running = false
      ring()
      await looping
      for (const lane of lanes.values())
        for (const side of [lane.first, lane.retry]) for (const job of side.queue.splice(0)) release(job)
      for (let waited = 0; underWay > 0 && waited < 10_000; waited += 20) await after(20)
      for (const lane of lanes.values()) lane.connections.close()
      for (let waited = 0; underWay > 0 && waited < 1_000; waited += 20) await after(20)
      if (await settler.stop()) journal.close()
    },
  }
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function settlementOf(
  verdict: Verdict,
  job: Job,
  now: Date,
  expiresAt: Date,
  parts: SenderParts,
): Omit<Settlement, 'mailingId' | 'subscriberId' | 'seed'> {
  const { reason } = verdict
  if (verdict.next === 'accepted') return { state: 'accepted', reason, nextAt: null }
  if (verdict.next === 'bounced')
    return {
      state: 'bounced',
      reason,
      nextAt: null,
      bounce: { id: parts.newId(), hard: verdict.hard, status: verdict.status },
    }
  if (verdict.next === 'failed') return { state: 'failed', reason, nextAt: null }
  const nextAt = nextAttempt(job.attempts, now, parts.random(), parts.waitSeconds)
  if (nextAt > expiresAt)
    return { state: 'failed', reason: `期限までに届けられませんでした（${reason}）`, nextAt: null }
  return { state: 'deferred', reason, nextAt }
}

/** Clears up after senders of this machine that are no more. */
async function recover(parts: SenderParts): Promise<void> {
  const { db, clock, log } = parts
  for (const remains of findRemains(parts.folder)) {
    const settler = createSettler(parts, null)
    for (const [cityId, ours] of Map.groupBy(remains.taken, (one) => one.cityId)) {
      const ids = [...new Set(ours.map((one) => one.subscriberId))]
      const seeds = new Set(
        (await inCity(db, cityId, (tx) => readRecipients(tx, ids))).flatMap((one) =>
          one.kind === 'seed' ? [one.id] : [],
        ),
      )
      for (const { mailingId, subscriberId } of ours)
        settler.add(cityId, {
          mailingId,
          subscriberId,
          seed: seeds.has(subscriberId),
          state: 'accepted',
          reason: '',
          nextAt: null,
        })
    }
    if (!(await settler.stop())) throw new Error('the results of a sender that died could not be written')
    const released = await releaseDeliveries(db, remains.sender, clock())
    log.warn({ event: 'post.sender-recovered', taken: remains.taken.length, released })
    remains.remove()
  }
}

export type { Journal }
