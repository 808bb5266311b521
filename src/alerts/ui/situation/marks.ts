import type { DistrictMark, Level, MapFeature } from '#design/index.ts'
import type { LevelNow } from '../watching.ts'

/** What the map shows, and what it leaves out on purpose. */
export interface MapMarks {
  marks: Record<string, DistrictMark>
  /** Levels of a drill that are not drawn, since the city is not in a drill. */
  drillsLeftOut: number
  /** Levels in earnest while the whole console is in a drill. */
  inEarnest: number
}

const asLevel = (level: number): Level => (level >= 0 && level <= 5 ? (level as Level) : 0)

const higher = (a: Level | undefined, b: Level): Level => (a === undefined || b > a ? b : a)

/**
 * The levels in force as tints, those awaiting approval as dashed lines; of several the highest counts.
 * A drill is never drawn among levels in earnest, but what is in earnest is drawn even in a drill.
 */
export function marksOf(
  levels: readonly LevelNow[],
  features: readonly MapFeature[],
  inDrill: boolean,
): MapMarks {
  const every = features.flatMap(({ properties }) =>
    properties.kind === 'district' && properties.id ? [properties.id] : [],
  )
  const shown = levels.filter((one) => inDrill || !one.drill)
  const marks: Record<string, DistrictMark> = {}
  for (const one of shown) {
    const level = asLevel(one.level)
    for (const id of one.wholeCity ? every : one.districtIds) {
      const mark = marks[id] ?? {}
      marks[id] = one.pending
        ? { ...mark, pending: higher(mark.pending, level) }
        : { ...mark, level: higher(mark.level, level) }
    }
  }
  return {
    marks,
    drillsLeftOut: levels.length - shown.length,
    inEarnest: inDrill ? levels.filter((one) => !one.drill && !one.pending).length : 0,
  }
}

/** Kinds that a map of districts draws; facilities have maps of their own. */
const drawn: readonly string[] = ['district', 'neighbour', 'river', 'railway', 'road', 'station']

export function drawable(features: readonly MapFeature[]): MapFeature[] {
  return features.filter(({ properties }) => drawn.includes(properties.kind))
}

/** The levels that need a word under the map, highest first: in force, then awaiting. */
export function legendOf(marks: Record<string, DistrictMark>): { level: Level; pending: boolean }[] {
  const inForce = new Set<Level>()
  const pending = new Set<Level>()
  for (const mark of Object.values(marks)) {
    if (mark.level !== undefined) inForce.add(mark.level)
    if (mark.pending !== undefined) pending.add(mark.pending)
  }
  const sorted = (levels: Set<Level>) => [...levels].sort((a, b) => b - a)
  return [
    ...sorted(inForce).map((level) => ({ level, pending: false })),
    ...sorted(pending).map((level) => ({ level, pending: true })),
  ]
}
