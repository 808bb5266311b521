/**
 * A lane is a destination: one domain, or the domains that one operator serves with the same servers. What goes wrong in a lane stays in it.
 */

const families: Record<string, string[]> = {
  'docomo.ne.jp': ['docomo.ne.jp'],
  'au.com': ['au.com', 'ezweb.ne.jp'],
  'softbank.ne.jp': ['softbank.ne.jp', 'i.softbank.jp', 'vodafone.ne.jp', 'disney.ne.jp'],
  'ymobile.ne.jp': ['ymobile.ne.jp', 'ymobile1.ne.jp', 'y-mobile.ne.jp', 'yahoo.ne.jp'],
  'rakuten.jp': ['rakuten.jp', 'rakumail.jp'],
  'gmail.com': ['gmail.com', 'googlemail.com'],
  'icloud.com': ['icloud.com', 'me.com', 'mac.com'],
  'yahoo.co.jp': ['yahoo.co.jp', 'ymail.ne.jp'],
  'outlook.com': [
    'outlook.com',
    'outlook.jp',
    'hotmail.com',
    'hotmail.co.jp',
    'live.com',
    'live.jp',
    'msn.com',
  ],
}
const familyOf = new Map(
  Object.entries(families).flatMap(([lane, domains]) => domains.map((domain) => [domain, lane])),
)

/** The lane of a domain (lower case). */
export const laneOf = (domain: string): string => familyOf.get(domain) ?? domain

/** At once, to one destination. */
export interface LaneLimits {
  /** Connections for first attempts. */
  first: number
  /** Connections for repeats: their own, so that a repeat never stands before a first attempt. */
  retry: number
}

/** Big operators take 10 connections of one sender without complaint; a company's own server is given 4 (our choice, no standard says it). */
const usual = { big: 10, other: 4 }

/**
 * @param overrides  the city's setting, a line a domain: `docomo.ne.jp 10`
 */
export function laneLimits(lane: string, overrides = ''): LaneLimits {
  const line = overrides
    .split('\n')
    .map((one) => one.trim().split(/\s+/))
    .find(([domain]) => domain && laneOf(domain.toLowerCase()) === lane)
  const first = Number(line?.[1]) || (lane in families ? usual.big : usual.other)
  return { first, retry: Math.max(1, Math.floor(first / 4)) }
}

/** Waits before the next attempt; then the last of them again and again until the mailing expires. */
const usualWaits = [60, 600, 1_800, 3_600]

/**
 * When to try again: 60 s, 10 min, 30 min, then hourly, each ± 10 % so that what failed together does not come back together.
 *
 * @param attempts  how many were made, at least 1
 * @param random  0 to 1
 * @see VA Notify #2244 for the first two figures
 */
export function nextAttempt(attempts: number, now: Date, random: number, waits: number[] = usualWaits): Date {
  const seconds = waits[Math.min(attempts, waits.length) - 1] ?? 60
  return new Date(now.getTime() + Math.round(seconds * 1_000 * (0.9 + random * 0.2)))
}
