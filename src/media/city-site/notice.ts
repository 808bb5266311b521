import { z } from 'zod'
import { callLong, levelWords, type Order, placeLong } from '#alerts/medium.ts'
import { capAlertOf } from '#alerts/rendition/cap-alert.ts'
import { hazards, languages, messageTypes } from '#alerts/schema.ts'
import { writeCap } from '#alerts/sources/cap/write.ts'
import type { Log } from '#platform/log.ts'
import { clean } from './markup.ts'
import type { Site } from './settings.ts'
import { forDrawing } from './simplify.ts'

const position = z.array(z.number()).min(2)
const boundary = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(position)) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(position))) }),
])
const moment = z.iso.datetime()
const words = z.object({ title: z.string(), text: z.string() })

/** One message as the site keeps it, for good: the truth from which every page and feed is built. */
export const noticeSchema = z.object({
  messageId: z.uuid(),
  act: z.enum(messageTypes),
  drill: z.boolean(),
  approvedAt: moment,
  validUntil: moment,
  level: z.number().int().min(1).max(5).nullable(),
  hazard: z.enum(hazards),
  template: z.string(),
  /** 「警戒レベル4 避難指示」 */
  call: z.string(),
  /** 「危険な場所から全員避難」, as the official chart says it; empty without a level. */
  urge: z.partialRecord(z.enum(languages), z.string()),
  /** 「川原住区・下沢住区」 */
  place: z.string(),
  areas: z.array(z.object({ name: z.string(), boundary })),
  words: z.partialRecord(z.enum(languages), words),
  /** Ids of all that it corrects, cancels or lifts, oldest first. */
  earlier: z.array(z.uuid()),
  /** Whether a CAP file stands beside it; a message that cannot be said in CAP still has its page. */
  cap: z.boolean(),
})
export type Notice = z.infer<typeof noticeSchema>

/** The CAP file of a message; null, and said in the log, when CAP cannot hold it. */
export function capOf(order: Order, site: Site, log: Log): string | null {
  try {
    const webOf = (messageId: string) => `${site.base}a/${messageId}.html`
    return writeCap(capAlertOf(order, { sender: site.capSender, webOf }))
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const paths = error.issues.map((issue) => issue.path.join('.')).slice(0, 5)
    log.error({ event: 'city-site.cap-failed', messageId: order.messageId, reason: paths.join(' ') })
    return null
  }
}

function urgeOf(level: number | null): Notice['urge'] {
  const words = level === null ? undefined : levelWords[level]
  return words ? { ja: words.call, 'ja-easy': words.easy } : {}
}

/** Keeps what the pages need of an order. @throws ZodError when it is none that could be read back */
export function noticeOf(order: Order, cap: boolean): Notice {
  const { facts } = order
  return noticeSchema.parse({
    messageId: order.messageId,
    act: order.act,
    drill: order.drill,
    approvedAt: order.approvedAt.toISOString(),
    validUntil: order.validUntil.toISOString(),
    level: facts.level,
    hazard: facts.hazard,
    template: facts.template,
    call: callLong(facts),
    urge: urgeOf(facts.level),
    place: placeLong(facts),
    areas: order.areas.map(({ name, boundary: shape }) => ({ name, boundary: forDrawing(shape) })),
    words: Object.fromEntries(
      order.renditions.map(({ language, rendition }) => [
        language,
        { title: clean(rendition.title ?? facts.what), text: clean(rendition.text) },
      ]),
    ),
    earlier: order.earlier.map((one) => one.messageId),
    cap,
  } satisfies Notice)
}

/** How a notice stands on the page. `expired`: nobody lifted it, its time has run out. */
export type NoticeState = 'live' | 'corrected' | 'lifted' | 'cancelled' | 'expired'

/** A first message with all that was said about it later: one notice on the page. */
export interface Thread {
  newest: Notice
  /** Newest first. */
  earlier: Notice[]
  state: NoticeState
  /** In force: belongs on top of the front page. Ended: shown below for a day. */
  place: 'in-force' | 'ended' | 'past'
}

/** A lifting stays on the front page for a day, so that whoever saw the first message in the evening finds it in the morning. */
const endedStaysMs = 24 * 3_600_000

const stateOfAct = { alert: 'live', update: 'corrected', lift: 'lifted', cancel: 'cancelled' } as const

/** Joins messages to threads, the gravest first, then the newest. */
export function threadsOf(notices: readonly Notice[], now: Date): Thread[] {
  const sorted = notices.toSorted(
    (a, b) => a.approvedAt.localeCompare(b.approvedAt) || a.messageId.localeCompare(b.messageId),
  )
  const byId = new Map<string, Notice[]>()
  const groups = new Set<Notice[]>()
  for (const notice of sorted) {
    const group = notice.earlier.map((id) => byId.get(id)).find((found) => found !== undefined) ?? []
    group.push(notice)
    groups.add(group)
    byId.set(notice.messageId, group)
  }
  return [...groups].flatMap((group) => threadOf(group, now)).sort(graver)
}

function threadOf(group: Notice[], now: Date): Thread[] {
  const [newest, ...earlier] = group.toReversed()
  if (!newest) return []
  const state = stateOfAct[newest.act]
  if (state === 'lifted' || state === 'cancelled') {
    const shown = now.getTime() < Date.parse(newest.approvedAt) + endedStaysMs
    return [{ newest, earlier, state, place: shown ? 'ended' : 'past' }]
  }
  const holds = now.getTime() < Date.parse(newest.validUntil)
  return [{ newest, earlier, state: holds ? state : 'expired', place: holds ? 'in-force' : 'past' }]
}

const graver = (a: Thread, b: Thread) =>
  (b.newest.level ?? 0) - (a.newest.level ?? 0) || b.newest.approvedAt.localeCompare(a.newest.approvedAt)
