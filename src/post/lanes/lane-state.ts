import { allowance, type Breaker, closedBreaker } from './breaker.ts'
import type { Connections } from './connections.ts'
import type { LaneLimits } from './lane.ts'
import type { Claim, Recipient } from './queries.ts'

/** A claimed delivery in the hands of this process. */
export interface Job extends Claim {
  recipient: Recipient
  /** Milliseconds. */
  claimedAt: number
}

/** First attempts and repeats stand in two queues that never wait for each other. */
export interface Side {
  queue: Job[]
  active: number
  /** Ended in the running second and in the one before: how much to fetch ahead. */
  pace: { second: number; now: number; before: number }
}

export interface Lane {
  name: string
  breaker: Breaker
  limits: LaneLimits
  first: Side
  retry: Side
  connections: Connections
}

const emptySide = (): Side => ({ queue: [], active: 0, pace: { second: 0, now: 0, before: 0 } })

export const newLane = (name: string, limits: LaneLimits, connections: Connections): Lane => ({
  name,
  breaker: closedBreaker,
  limits,
  first: emptySide(),
  retry: emptySide(),
  connections,
})

export const sideOf = (lane: Lane, retry: boolean): Side => (retry ? lane.retry : lane.first)

/** One more ended. */
export function keepPace(side: Side, now: number): void {
  const second = Math.floor(now / 1_000)
  if (side.pace.second !== second)
    side.pace = { second, now: 0, before: side.pace.second === second - 1 ? side.pace.now : 0 }
  side.pace.now++
}

/** Never more than this is claimed ahead in one lane: what a process holds when it dies waits for its lease to end. */
const mostAhead = 250

/** How many to claim now: half a second's work at the lane's pace, at least two a connection, and one alone for a probe. */
export function roomFor(lane: Lane, retry: boolean, now: number): number {
  const side = sideOf(lane, retry)
  const limit = retry ? lane.limits.retry : lane.limits.first
  const allowed = allowance(lane.breaker, limit, now)
  if (allowed < limit) return Math.max(0, allowed - side.active - side.queue.length)
  const ahead = Math.min(
    mostAhead,
    Math.max(limit * 2, Math.ceil(Math.max(side.pace.before, side.pace.now) / 2)),
  )
  return Math.max(0, ahead - side.queue.length)
}
