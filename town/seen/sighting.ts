/** What a resident could have noticed, and on what. */
export type SeenMedium = 'email' | 'city-site' | 'feed' | 'cap'

/** How a notice can stand on the city's page (`data-state`). */
export const noticeStates = ['live', 'corrected', 'lifted', 'cancelled', 'expired'] as const
export type NoticeState = (typeof noticeStates)[number]

/**
 * How a notice stood when it was seen. `replaced`: a newer message names it and took its place. `gone`: it was on the page
 * before and is not any more, and nothing names it.
 */
export type SeenState = NoticeState | 'replaced' | 'gone'

/**
 * One thing seen once from the outside.
 *
 * The same alert gives a new sighting on the same device only when its words or its state have changed.
 */
export interface Sighting {
  /** Rises by one with every sighting of this town; never reused, not even after a `DELETE /api/seen`. */
  seq: number
  medium: SeenMedium
  /** Who saw it: a mail address, or `{slug}` of the city's page or feed. */
  device: string
  /** When it was seen, ISO 8601 with milliseconds, UTC. */
  at: string
  /** The city's id of the message; absent when the medium did not carry one. */
  alertId?: string
  title: string
  text: string
  drill: boolean
  state: SeenState
  /** The messages whose place it took, where the medium says so. */
  earlier?: string[]
  /** When the city says that it was approved, as far as this medium tells; ISO 8601. */
  approvedAt?: string
  /** The mail behind it (`GET /api/mail/{mailId}`). */
  mailId?: string
}

const DENIAL = /訓練(では|じゃ)(ありません|ない)/g

/**
 * Does a text call itself a drill, as a reader would understand it?
 * 「これは訓練ではありません」 is the opposite of one; a mention of 訓練 in the body of a live text does not make it one.
 */
export function readsAsDrill(title: string, text: string): boolean {
  const heading = title.replace(DENIAL, '')
  const body = text.replace(DENIAL, '')
  return (
    /[【［[(（]\s*訓練/.test(heading) || /[【［[]\s*訓練|これは訓練です/.test(body) || /^訓練/.test(heading)
  )
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

/** The message id inside `urn:uuid:…`, a CAP identifier or a header value; undefined when there is none. */
export function alertIdIn(value: string | undefined): string | undefined {
  return value?.match(UUID)?.[0].toLowerCase()
}

/** A moment written by the city as ISO 8601 with milliseconds; undefined when it is no moment. */
export function momentIn(value: string | undefined): string | undefined {
  if (!value) return undefined
  const moment = new Date(value.trim())
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString()
}
