import type { Clock } from '#platform/clock.ts'
import type { Caller } from '#platform/http/context.ts'

/** Remembers callers for at most 5 s, so that not every request reads four tables; whatever changes rights forgets them at once. */
export interface CallerMemory {
  recall(key: string): Caller | undefined
  keep(key: string, caller: Caller): void
  /** Forgets everybody of this process; other processes follow within 5 s. */
  forget(): void
}

const keepSeconds = 5
/** More than this many logged-in people at once are simply asked for anew. */
const most = 10_000

/** One per process. */
export function callerMemory(clock: Clock): CallerMemory {
  const kept = new Map<string, { caller: Caller; until: number }>()
  return {
    recall(key) {
      const found = kept.get(key)
      if (!found) return undefined
      if (found.until > clock().getTime()) return found.caller
      kept.delete(key)
      return undefined
    },
    keep(key, caller) {
      if (kept.size >= most) kept.clear()
      kept.set(key, { caller, until: clock().getTime() + keepSeconds * 1000 })
    },
    forget: () => kept.clear(),
  }
}
