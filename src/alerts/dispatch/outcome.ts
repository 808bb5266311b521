import type { Medium, Outcome } from '../medium.ts'
import type { DispatchChange } from './queries.ts'
import type { DispatchRow } from './rows.ts'

/** Seconds to wait after the nth failed try; the last one repeats until the message is no longer valid. */
const waits = [1, 2, 5, 10, 20, 30, 60] as const

export function waitSeconds(attempts: number, asked?: number): number {
  const own = waits[Math.min(attempts, waits.length) - 1] ?? waits[0]
  return asked === undefined ? own : Math.max(own, Math.min(asked, 600))
}

const plus = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000)

/**
 * What an outcome does to the row. Pure: a value in, a value out.
 *
 * @param row  as it was claimed, `attempts` counting this one
 */
export function afterOutcome(
  row: DispatchRow,
  medium: Pick<Medium, 'repeat'>,
  outcome: Outcome,
  validUntil: Date,
  now: Date,
  lookHereSeconds: number,
): DispatchChange {
  switch (outcome.kind) {
    case 'accepted':
      return {
        state: 'accepted',
        reason: '',
        reference: outcome.reference,
        progress: outcome.progress ?? null,
        nextAt: plus(now, lookHereSeconds + 2), // whoever sent it looks first; the sweep takes over should that process die
        acceptedAt: now,
      }
    case 'rejected':
      return { state: 'rejected', reason: outcome.reason, nextAt: null }
    case 'retry': {
      const nextAt = plus(now, waitSeconds(row.attempts, outcome.afterSeconds))
      if (nextAt >= validUntil)
        return {
          state: 'rejected',
          reason: `有効期限まで届けられませんでした（${outcome.reason}）`,
          nextAt: null,
        }
      return { state: 'retrying', reason: outcome.reason, nextAt }
    }
    case 'unknown': {
      // Repeat freely, look first, or ask a person: as the medium says.
      const nextAt = plus(now, waitSeconds(row.attempts))
      const again = medium.repeat !== 'never' && nextAt < validUntil
      return { state: 'unknown', reason: outcome.reason, nextAt: again ? nextAt : null }
    }
  }
}

/**
 * Seconds until the next look at an accepted dispatch; null = stop looking.
 *
 * @param ageSeconds  since it was accepted
 * @param overtaken   something newer is in effect on the medium: what it took the place of will hardly be seen any more
 */
export function nextLookSeconds(ageSeconds: number, overtaken = false): number | null {
  if (overtaken && ageSeconds >= 60) return null
  if (ageSeconds < 3) return 0.15
  if (ageSeconds < 10) return 0.5
  if (ageSeconds < 60) return 2
  if (ageSeconds < 600) return 10
  if (ageSeconds < 3600) return 60
  return null
}
