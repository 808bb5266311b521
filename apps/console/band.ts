import type { LevelFacts } from './frame.ts'

/** The levels of the band in their order: the large block, if any, and the small ones after it. */
export interface Band {
  top: LevelFacts | undefined
  others: LevelFacts[]
}

/**
 * Orders the levels: in earnest before a drill, in force before awaiting approval, highest first. The large block belongs
 * to the highest in force in earnest; to a drill's only where the console is in a drill and nothing is in force in earnest.
 */
export function bandOf(levels: readonly LevelFacts[], inDrill: boolean): Band {
  const sorted = levels.toSorted(
    (a, b) => Number(a.drill) - Number(b.drill) || Number(a.pending) - Number(b.pending) || b.level - a.level,
  )
  const inForce = sorted.filter((level) => !level.pending)
  const top = inForce.find((level) => !level.drill) ?? (inDrill ? inForce[0] : undefined)
  return { top, others: sorted.filter((level) => level !== top) }
}
