import { domainOf } from '../mail/domains.ts'
import type { SeenMedium, SeenState, Sighting } from '../seen/sighting.ts'
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
  drill: boolean
  approvedAt?: string
  firstAt: string
  media: Record<SeenMedium, Coming>
  /**
   * The media that it can be expected on. Who gets mail cannot be seen from outside, so mail is expected only when it has
   * come, or when a message whose place this one took came by mail.
   */
  expected: SeenMedium[]
  /** The mails among them, by the domain of the mailbox. */
  mailDomains: Map<string, Coming>
}

/** First, last and how many, while one looks through thousands of sightings. */
interface Tally {
  first: string
  last: string
  count: number
}

function count<Key>(tallies: Map<Key, Tally>, key: Key, at: string): void {
  const tally = tallies.get(key)
  if (!tally) tallies.set(key, { first: at, last: at, count: 1 })
  else {
    tally.last = at
    tally.count += 1
  }
}

function comingOf(tally: Tally | undefined, approvedAt: string | undefined): Coming {
  if (!tally) return { count: 0 }
  const since = (at: string) => (approvedAt ? Math.max(0, between(approvedAt, at)) : undefined)
  return { at: tally.first, ms: since(tally.first), lastMs: since(tally.last), count: tally.count }
}

/**
 * When the city says it approved. A mail's header is exact to the millisecond and CAP `sent` only to the second,
 * so moments with a fraction stand before those without; among equals the earliest.
 */
function moreExact(one: string | undefined, other: string | undefined): string | undefined {
  if (!one || !other) return one ?? other
  const [oneWhole, otherWhole] = [one.endsWith('.000Z'), other.endsWith('.000Z')]
  if (oneWhole !== otherWhole) return oneWhole ? other : one
  return other < one ? other : one
}

/** Whether a sighting is of something to read, not of its going away. */
const stands = (state: SeenState): boolean => state !== 'gone' && state !== 'replaced'

/** Whether the message, or one whose place it took, came by mail. */
function byMail(sightings: Sighting[], alertId: string, earlier: string[]): boolean {
  const thread = new Set([alertId, ...earlier])
  return sightings.some((one) => one.medium === 'email' && thread.has(one.alertId ?? ''))
}

/** The message that was first seen last: a later change of an older one does not bring it back. */
function newestAlertId(sightings: Sighting[]): string | undefined {
  const known = new Set<string>()
  let newest: string | undefined
  for (const { alertId, state } of sightings) {
    if (!alertId || !stands(state) || known.has(alertId)) continue
    known.add(alertId)
    newest = alertId
  }
  return newest
}

/** @param sightings oldest first; undefined when the city has not said anything yet */
export function newestStory(sightings: Sighting[]): Story | undefined {
  const alertId = newestAlertId(sightings)
  const media = new Map<SeenMedium, Tally>()
  const domains = new Map<string, Tally>()
  let [first, onPage]: (Sighting | undefined)[] = []
  let approvedAt: string | undefined
  let drill = false
  let earlier: string[] = []
  for (const one of sightings) {
    if (!alertId || one.alertId !== alertId || !stands(one.state)) continue
    first ??= one
    if (one.medium === 'city-site') onPage ??= one
    approvedAt = moreExact(approvedAt, one.approvedAt)
    drill ||= one.drill
    if (one.earlier) earlier = one.earlier
    if (one.medium === 'email') count(domains, domainOf(one.device), one.at)
    if (one.medium === 'email' || !media.has(one.medium)) count(media, one.medium, one.at)
  }
  if (!alertId || !first) return undefined
  const mailed = byMail(sightings, alertId, earlier)
  const expected = MEDIA.map(({ name }) => name).filter((name) => name !== 'email' || mailed)
  const coming = (name: SeenMedium) => comingOf(media.get(name), approvedAt)
  return {
    ...{ alertId, title: (onPage ?? first).title, drill, approvedAt, firstAt: first.at, expected },
    media: {
      'city-site': coming('city-site'),
      feed: coming('feed'),
      cap: coming('cap'),
      email: coming('email'),
    },
    mailDomains: new Map([...domains].map(([domain, tally]) => [domain, comingOf(tally, approvedAt)])),
  }
}
