import type { MultiPolygon, Polygon } from 'geojson'
import type { z } from 'zod'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { DispatchAct, Finding, Language, MessageFacts, Rendition } from './schema.ts'

/** What alerts asks of any medium: the connector interface. A medium is one folder under `media/`. */

export * from './rendition/phrases.ts'
export type { Finding, Language, MessageFacts, Rendition } from './schema.ts'

/** Sound or a picture, by the hash of its content; frozen at approval. */
export interface Asset {
  kind: 'audio' | 'image'
  mime: string
  sha256: string
  path: string
}

/** How a send ended. A value, not an exception: a medium that fails is a normal day. */
export type Outcome =
  | { kind: 'accepted'; reference: string; progress?: Progress } // a sighting may follow
  | { kind: 'retry'; reason: string; afterSeconds?: number } // certainly not sent: their fault, or the network's
  | { kind: 'unknown'; reason: string } // perhaps sent, the answer was lost
  | { kind: 'rejected'; reason: string } // ours: repeating cannot help

/** How far a medium with recipients has come. */
export interface Progress {
  done: number
  failed: number
  total: number
}

/** Seen as a resident would see it. */
export interface Sighting {
  /** Where it was seen, in words: 「市サイトのトップ」「見本の受信箱」. */
  where: string
  at: Date
  progress?: Progress
}

export type LinkProof = { ok: true; words: string } | { ok: false; reason: string }

export interface OrderArea {
  id: string
  name: string
  /** GeoJSON, lon lat, WGS 84. */
  boundary: Polygon | MultiPolygon
}

/** Everything a send may depend on; nothing else is looked up on the way out. */
export interface Order {
  dispatchId: string
  /** The message's id: what the public address and the feed entry are made of. Stays the same over repeats. */
  messageId: string
  act: DispatchAct
  drill: boolean
  /** Where it holds: the chosen districts, or the whole city as one area. */
  areas: OrderArea[]
  municipalityCode: string
  approvedAt: Date
  validUntil: Date
  facts: MessageFacts
  /** One rendition a language, Japanese first. */
  renditions: { language: Language; rendition: Rendition }[]
  assets: Asset[]
  /** What this corrects, cancels or lifts on this medium, oldest first; `reference` is null when its answer was lost. */
  earlier: { dispatchId: string; messageId: string; reference: string | null; approvedAt: Date }[]
}

export interface Connector {
  /** Pure. Same message and language, same rendition. @throws Refusal `too_long` when no fitting text exists */
  render(facts: MessageFacts, language: Language): Rendition
  /** Everything wrong with a rendition for this medium, in the order a person should mend it. */
  check(rendition: Rendition, facts: MessageFacts): Finding[]
  /** Makes sound or pictures when a draft is submitted, so that the approver hears them; frozen at approval. */
  prepare?(rendition: Rendition, signal: AbortSignal): Promise<Asset[]>
  /** Gives up when `signal` fires (default 10 s). May be repeated only as `Medium.repeat` says. */
  send(order: Order, signal: AbortSignal): Promise<Outcome>
  /** Looks at the medium as a resident would. Leave out where nothing can be seen. */
  observe?(order: Order, reference: string | null, signal: AbortSignal): Promise<Sighting | 'not-yet'>
  /** How far the recipients are served, for media that have them. */
  progress?(order: Order, reference: string): Promise<Progress>
  /** Proves the link without anyone noticing. Behind the settings screen's test button and the regular link proof. */
  probe(signal: AbortSignal): Promise<LinkProof>
}

/** What a medium is given when it is opened for a city. */
export interface Tools {
  city: { id: string; slug: string; name: string; publicUrl: string }
  clock: Clock
  log: Log
  /** Fetch with the outbound guard; every call needs a signal. */
  fetch: typeof fetch
  /** A folder of this medium and city, for files that outlive the process. */
  folder: string
  /** The demonstration: the town is the outside world, on loopback. */
  demo: boolean
}

/** What a correction, a cancel or a lifting does on this medium. */
export type Correction = 'edit' | 'replace' | 'repost' | 'new-message' | 'impossible'

/** One folder under `media/`. `open` says why it is off instead of vanishing silently. */
export interface Medium {
  name: string
  label: string
  /** How a correction and a cancel reach people who saw the first text. */
  correction: Correction
  /** What the approver reads about it: 「件名に【訂正】を付けて送る」. */
  correctionWords: string
  /** After `unknown`: repeat freely, look with `observe` first, or ask a person. */
  repeat: 'idempotent' | 'look-first' | 'never'
  /** A drill outside the demo needs an approved, dated plan (緊急速報メール, 防災無線). */
  drillNeedsPlan: boolean
  /** Milliseconds from accepted to visible after which someone is told. */
  visibleWithinMs: number
  /** Drawn as a form; stored sealed, per city. `.meta({ title })` names each field, `.meta({ secret: true })` hides it. */
  settings: z.ZodType
  open(settings: unknown, tools: Tools): Connector | { off: string }
}
