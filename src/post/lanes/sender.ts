import { inCity } from '#platform/database/city.ts'
import { leaseMs, pump } from './attempt.ts'
import { openJournal } from './journal.ts'
import { laneLimits } from './lane.ts'
import { roomFor, sideOf } from './lane-state.ts'
import { type Claim, claimDeliveries, dueLanes, readRecipients, type Wish } from './queries.ts'
import { recover } from './recover.ts'
import { laneNamed, pause, release, type SenderParts, type Sending } from './sending.ts'
import { createSettler } from './settle.ts'

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
/** While there is work, rounds follow each other at least so often … */
const busyMs = 100
/** … and at most so often, so that a lane with a few mails left does not ask at each of them. */
const restMs = 5

/**
 * Sends what is due, in every city, until it is stopped.
 *
 * First it clears up after senders of this machine that died.
 */
export async function startSender(parts: SenderParts): Promise<Sender> {
  await recover(parts)
  const journal = openJournal(parts.folder)
  const settler = createSettler(parts, journal)
  const sending: Sending = {
    ...{ parts, journal, settler, lanes: new Map(), withdrawn: new Set() },
    ...{ running: true, underWay: 0, ring: () => undefined },
  }
  const looping = loop(sending)
  return {
    wake: () => sending.ring(),
    withdraw(mailingIds) {
      for (const id of mailingIds) sending.withdrawn.add(id)
      for (const lane of sending.lanes.values()) for (const retry of [false, true]) pump(sending, lane, retry)
    },
    lanes: () =>
      [...sending.lanes.values()].map(({ name, breaker, first, retry }) => ({
        lane: name,
        breaker: breaker.state,
        active: first.active + retry.active,
        waiting: first.queue.length + retry.queue.length,
      })),
    async stop() {
      sending.running = false
      sending.ring()
      await looping
      await stop(sending)
    },
  }
}

async function loop(sending: Sending): Promise<void> {
  while (sending.running) {
    const rung = new Promise<void>((resolve) => {
      sending.ring = resolve
    })
    let claimed = 0
    try {
      claimed = await round(sending)
    } catch (fault) {
      sending.parts.log.warn({ event: 'post.round-failed', reason: (fault as Error).message })
    }
    if (!sending.running) break
    await Promise.race([rung, pause(claimed > 0 ? busyMs : idleMs)])
    await pause(restMs)
  }
}

/** Claims what every lane has room for. @returns how many */
async function round(sending: Sending): Promise<number> {
  const { parts, journal } = sending
  const now = parts.clock()
  const overrides = parts.overrides()
  const due = new Map((await dueLanes(parts.db, now)).map((one) => [`${one.retry} ${one.lane}`, one]))
  const wishes: Wish[] = []
  for (const { lane, retry } of due.values()) {
    const known = laneNamed(sending, lane)
    known.limits = laneLimits(lane, overrides)
    const most = roomFor(known, retry, now.getTime())
    if (most > 0) wishes.push({ lane, retry, most })
  }
  const claims = await claimDeliveries(
    parts.db,
    wishes,
    now,
    new Date(now.getTime() + leaseMs),
    journal.sender,
  )
  for (const [cityId, ours] of Map.groupBy(claims, (claim) => claim.cityId))
    await hold(sending, cityId, ours, now)
  for (const { lane, retry } of wishes) pump(sending, laneNamed(sending, lane), retry)
  return claims.length
}

/** Puts claimed deliveries of one city into their lanes, with the people they go to. */
async function hold(sending: Sending, cityId: string, claims: Claim[], now: Date): Promise<void> {
  const { db, log } = sending.parts
  const ids = [...new Set(claims.map((claim) => claim.subscriberId))]
  const people = new Map(
    (await inCity(db, cityId, (tx) => readRecipients(tx, ids))).map((one) => [one.id, one]),
  )
  for (const claim of claims) {
    const recipient = people.get(claim.subscriberId)
    if (!recipient) continue
    if (claim.again)
      log.warn({
        event: 'post.delivery-again',
        mailingId: claim.mailingId,
        reason: 'its sender died with it in hand',
      })
    const { queue } = sideOf(laneNamed(sending, claim.lane), claim.retry)
    queue.push({ ...claim, recipient, claimedAt: now.getTime() })
  }
}

async function stop(sending: Sending): Promise<void> {
  const { lanes, settler, journal } = sending
  for (const lane of lanes.values())
    for (const side of [lane.first, lane.retry]) for (const job of side.queue.splice(0)) release(sending, job)
  for (let waited = 0; sending.underWay > 0 && waited < 10_000; waited += 20) await pause(20)
  for (const lane of lanes.values()) lane.connections.close()
  for (let waited = 0; sending.underWay > 0 && waited < 1_000; waited += 20) await pause(20)
  if (await settler.stop()) journal.close()
}
