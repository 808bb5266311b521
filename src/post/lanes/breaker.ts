/**
 * The fuse of one lane: after several faults in a row nobody is sent there for a while, then one message goes ahead as a probe.
 * Pure; the time comes in milliseconds.
 */
export type Breaker =
  | { state: 'closed'; faults: number }
  | { state: 'open'; until: number; times: number }
  | { state: 'probing'; since: number; times: number }

/** What an attempt says about the lane, not about the person: `neutral` answers (no such mailbox) say that the lane works. */
export type LaneSign = 'good' | 'fault' | 'neutral'

const faultsToOpen = 5
/** Longest pause. The first is 15 s, each further one twice as long. */
const longestMs = 10 * 60_000
/** A probe that has told nothing for so long is taken for lost. */
const probeMs = 180_000

export const closedBreaker: Breaker = { state: 'closed', faults: 0 }

/** How many messages may be on their way at once, of `limit`. */
export function allowance(breaker: Breaker, limit: number, now: number): number {
  if (breaker.state === 'closed') return limit
  if (breaker.state === 'open') return breaker.until <= now ? 1 : 0
  return breaker.since + probeMs <= now ? 1 : 0
}

/** A message starts: with an open breaker it is the probe. */
export function started(breaker: Breaker, now: number): Breaker {
  return breaker.state === 'closed' ? breaker : { state: 'probing', since: now, times: breaker.times }
}

/**
 * A message ended.
 *
 * @param random  0 to 1: pauses of many lanes do not end together
 */
export function ended(breaker: Breaker, sign: LaneSign, now: number, random: number): Breaker {
  if (sign !== 'fault') {
    // While open, late answers of messages that were under way before say nothing new; the probe's do.
    return breaker.state === 'open' ? breaker : closedBreaker
  }
  if (breaker.state === 'open') return breaker
  if (breaker.state === 'closed' && breaker.faults + 1 < faultsToOpen)
    return { state: 'closed', faults: breaker.faults + 1 }
  const times = breaker.state === 'closed' ? 0 : breaker.times + 1
  const pause = Math.min(longestMs, 15_000 * 2 ** Math.min(times, 10)) * (0.9 + random * 0.2)
  return { state: 'open', until: now + pause, times }
}
