import type { Sighting } from './sighting.ts'

/** How many sightings are kept; older ones are forgotten first. */
export const KEPT = 20_000

export interface Filter {
  /** Only what contains this, in title or text. */
  text?: string
  /** Only what was seen at or after this moment. */
  since?: Date
  alertId?: string
  medium?: string
}

/** The town's memory of what was seen, and the way to hear of it at once. */
export interface Seen {
  add(sighting: Omit<Sighting, 'seq'>): Sighting
  list(filter?: Filter): Sighting[]
  /** @returns a function that ends the listening */
  listen(listener: (sighting: Sighting) => void): () => void
  clear(): void
}

function passes(sighting: Sighting, filter: Filter): boolean {
  if (filter.medium && sighting.medium !== filter.medium) return false
  if (filter.alertId && sighting.alertId !== filter.alertId) return false
  if (filter.since && Date.parse(sighting.at) < filter.since.getTime()) return false
  return !filter.text || sighting.title.includes(filter.text) || sighting.text.includes(filter.text)
}

/** An empty memory; `kept` bounds it. */
export function createSeen(kept = KEPT): Seen {
  let sightings: Sighting[] = []
  let seq = 0
  const listeners = new Set<(sighting: Sighting) => void>()
  return {
    add(facts) {
      seq += 1
      const sighting: Sighting = { seq, ...facts }
      sightings.push(sighting)
      if (sightings.length > kept * 1.1) sightings = sightings.slice(-kept)
      for (const listener of listeners) listener(sighting)
      return sighting
    },
    list: (filter = {}) => sightings.slice(-kept).filter((sighting) => passes(sighting, filter)),
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clear() {
      sightings = []
    },
  }
}
