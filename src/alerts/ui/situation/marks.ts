import type { DistrictMark, Level, MapFeature } from '#design/index.ts'
import type { LevelNow } from '../watching.ts'

/** What the map shows, and what it leaves out on purpose. */
export interface MapMarks {
  marks: Record<string, DistrictMark>
  /** The whole map is of a drill: nothing on it is in earnest. */
  drill: boolean
  /** Levels of a drill that are not drawn: the city is in none, or something is in earnest. */
  drillsLeftOut: number
}

const asLevel = (level: number): Level => (level >= 0 && level <= 5 ? (level as Level) : 0)

const higher = (a: Level | undefined, b: Level): Level => (a === undefined || b > a ? b : a)

/** Whether anything is in force or awaits approval that is no drill. */
export const isInEarnest = (levels: readonly LevelNow[]): boolean => levels.some((one) => !one.drill)

/**
 * The levels in force as tints, those awaiting approval as dashed lines; of several the highest counts.
 * The two worlds never share a map: a drill is drawn only while the city is in one and nothing is in earnest.
 */
export function marksOf(
  levels: readonly LevelNow[],
  features: readonly MapFeature[],
  inDrill: boolean,
): MapMarks {
  const every = features.flatMap(({ properties }) =>
    properties.kind === 'district' && properties.id ? [properties.id] : [],
  )
  const drill = inDrill && !isInEarnest(levels)
  const shown = levels.filter((one) => one.drill === drill)
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
  return { marks, drill, drillsLeftOut: levels.length - shown.length }
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
