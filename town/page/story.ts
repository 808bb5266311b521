import type { SeenMedium, Sighting } from '../seen/sighting.ts'
import { between } from './words.ts'

/** The media that the town can see today, in the order of the page. */
export const MEDIA: { name: SeenMedium; label: string }[] = [
  { name: 'city-site', label: '市のサイト' },
  { name: 'feed', label: '更新フィード' },
  { name: 'cap', label: 'CAP' },
  { name: 'email', label: 'メール' },
]

/** After this long an alert that has not come counts as missed. */
export const GIVE_UP_MS = 600_000

/** How the newest message has come to one medium, or to one device. */
export interface Coming {
  /** First seen, ISO 8601. */
  at?: string
  /** From approval to `at`; undefined when the city told no moment of approval. */
  ms?: number
  /** From approval to the last one (mails come one after another). */
  lastMs?: number
  count: number
}

/** The newest message of the city, as the town knows it from outside. */
export interface Story {
  alertId: string
  title: string
  text: string
  drill: boolean
  approvedAt?: string
  firstAt: string
  media: Record<SeenMedium, Coming>
  sightings: Sighting[]
}

/**
 * When the city says it approved. A mail's header is exact to the millisecond and CAP `sent` only to the second,
 * so moments with a fraction stand before those without.
 */
function approvalIn(sightings: Sighting[]): string | undefined {
  const moments = sightings.map((one) => one.approvedAt).filter((one) => one !== undefined)
  const exact = moments.filter((moment) => !moment.endsWith('.000Z'))
  return (exact.length > 0 ? exact : moments).sort()[0]
}

/** How a message has come, judged by these sightings of it. */
export function comingOf(sightings: Sighting[], approvedAt: string | undefined): Coming {
  const at = sightings[0]?.at
  const last = sightings.at(-1)?.at
  if (!at || !last) return { count: 0 }
  const ms = approvedAt ? Math.max(0, between(approvedAt, at)) : undefined
  return {
    at,
    ms,
    lastMs: approvedAt ? Math.max(0, between(approvedAt, last)) : undefined,
    count: sightings.length,
  }
}

/** @param sightings oldest first; undefined when the city has not said anything yet */
export function newestStory(sightings: Sighting[]): Story | undefined {
  const firsts = new Map<string, Sighting>()
  for (const one of sightings)
    if (one.alertId && one.state !== 'gone' && !firsts.has(one.alertId)) firsts.set(one.alertId, one)
  const newest = [...firsts.values()].at(-1)
  if (!newest?.alertId) return undefined
  const own = sightings.filter((one) => one.alertId === newest.alertId && one.state !== 'gone')
  const approvedAt = approvalIn(own)
  const media = Object.fromEntries(
    MEDIA.map(({ name }) => {
      const first = own.filter((one) => one.medium === name)
      return [name, comingOf(name === 'email' ? first : first.slice(0, 1), approvedAt)]
    }),
  ) as Story['media']
  const words = own.find((one) => one.medium === 'city-site') ?? newest
  return {
    ...{ alertId: newest.alertId, title: words.title, text: words.text, drill: own.some((one) => one.drill) },
    ...{ approvedAt, firstAt: newest.at, media, sightings: own },
  }
}
