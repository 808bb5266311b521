import type { CityTx } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import type { Opened } from '../dispatch/media-settings.ts'
import { mediaReached } from '../dispatch/queries.ts'
import { isQuiet, kindRules, mayUse } from '../kinds.ts'
import { effectiveAt, type Message } from '../live/queries.ts'
import { type MessageHead, messageFacts, type Place } from '../rendition/message-facts.ts'
import type { Finding, Language, MessageFacts, Rendition } from '../schema.ts'
import { templateOf } from '../templates.ts'
import { type CheckInput, runChecks } from './check.ts'
import { checks } from './checks.ts'
import { type Draft, plannedDrillMedia, textsBetween } from './queries.ts'
import { renderMedium } from './render.ts'
import { chainOf, endOf } from './write.ts'

/** The part of a draft that decides its words. */
export type Composition = Pick<
  Draft,
  | 'kind'
  | 'type'
  | 'drill'
  | 'template'
  | 'facts'
  | 'wordings'
  | 'media'
  | 'languages'
  | 'earlier'
  | 'authorId'
  | 'scheduledAt'
>

export interface ComposedMedium {
  medium: string
  label: string
  off: string | null
  correction: string
  correctionWords: string
  renditions: { language: Language; rendition: Rendition; findings: Finding[]; edited: boolean }[]
}

/** Exactly what would go out at this moment, with everything that stands against it. */
export interface Composed {
  facts: MessageFacts
  place: Place
  media: ComposedMedium[]
  findings: Finding[]
  /** All messages of the chain as it stands at this moment: what a follower names when it goes out. */
  earlier: string[]
}

async function headOf(
  tx: CityTx,
  deps: AlertsDeps,
  composition: Composition,
  first: Message | undefined,
): Promise<MessageHead> {
  const author = composition.authorId ? await deps.person(tx, composition.authorId) : null
  return {
    kind: composition.kind,
    type: composition.type,
    drill: composition.drill,
    template: composition.template,
    authorSection: author?.section ?? '',
    first: first ? { what: first.facts.what, approvedAt: effectiveAt(first).toISOString() } : null,
  }
}

/** What happened to the chain since the draft was begun, and where it would be left standing. */
async function chainInput(
  tx: CityTx,
  deps: AlertsDeps,
  composition: Composition,
  chain: readonly Message[],
): Promise<CheckInput['chain']> {
  const reached = await mediaReached(
    tx,
    chain.map((message) => message.id),
  )
  const label = (name: string) => deps.media.all.find((medium) => medium.name === name)?.label ?? name
  return {
    ended: (endOf(chain)?.type as 'cancel' | 'lift' | undefined) ?? null,
    newer: chain
      .filter((message) => !composition.earlier.includes(message.id))
      .map(({ number, headline }) => ({ number, headline })),
    leftOut: reached.filter((name) => !composition.media.includes(name)).map(label),
  }
}

const japanHour = (at: Date): number => (at.getUTCHours() + 9) % 24
const japanDay = (at: Date): string => new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(0, 10)

/**
 * Renders a draft for every chosen medium and language and runs every check.
 * The same function serves the preview, the approver's page and the approval itself: what is seen is what goes out.
 */
export async function compose(tx: CityTx, deps: AlertsDeps, composition: Composition): Promise<Composed> {
  const now = deps.clock()
  const sendAt = composition.scheduledAt ?? now
  const place = await deps.place(tx, composition.facts.districts, composition.facts.wholeCity)
  const chain = composition.type === 'alert' ? [] : await chainOf(tx, composition.earlier)
  const head = await headOf(tx, deps, composition, chain[0])
  const facts = messageFacts(composition.facts, head, place, sendAt.toISOString())
  const { opened, unknown } = await openChosen(tx, deps, composition.media)
  const media = opened.map((one) => renderMedium(one, composition, facts, deps.log))
  const input: CheckInput = {
    facts,
    needs: templateOf(composition.template).needs,
    unknownDistricts: place.unknown,
    unknownMedia: unknown,
    renditions: media.flatMap((one) =>
      one.renditions.map((rendition) => ({ medium: one.medium, label: one.label, ...rendition })),
    ),
    media: opened.map(({ medium, off }) => ({
      name: medium.name,
      label: medium.label,
      off,
      correction: medium.correction,
      allowed: mayUse(composition.kind, medium.name),
      drillNeedsPlan: medium.drillNeedsPlan,
    })),
    chain: await chainInput(tx, deps, composition, chain),
    ...(await byRules(tx, deps, composition.kind, sendAt)),
    now,
    scheduledAt: composition.scheduledAt,
    validUntil: new Date(composition.facts.validUntil),
    hour: japanHour(sendAt),
    demo: deps.demo,
    plannedDrillMedia: await plannedDrillMedia(tx, japanDay(sendAt)),
  }
  const findings = runChecks(checks, input, (name, fault) =>
    deps.log.error({ event: 'draft.check-broken', check: name, reason: fault.message }),
  )
  return { facts, place, media, findings, earlier: chain.map((message) => message.id) }
}

async function openChosen(
  tx: CityTx,
  deps: AlertsDeps,
  names: readonly string[],
): Promise<{ opened: Opened[]; unknown: string[] }> {
  const opened: Opened[] = []
  const unknown: string[] = []
  for (const name of new Set(names)) {
    const one = await deps.media.openIfKnown(tx, name)
    if (one.medium) opened.push(one)
    else unknown.push(name)
  }
  return { opened, unknown }
}

/** What the city's own rules say: repeated words around the moment of sending, quiet hours, harmless names. */
async function byRules(
  tx: CityTx,
  deps: AlertsDeps,
  kind: Composition['kind'],
  sendAt: Date,
): Promise<Pick<CheckInput, 'recent' | 'quiet' | 'harmlessWords'>> {
  const rules = await deps.rules(tx)
  const windowMs = rules.duplicateMinutes * 60_000
  const around = (ms: number) => new Date(sendAt.getTime() + ms)
  const texts = await textsBetween(tx, around(-windowMs), around(windowMs))
  const quiet = kind === 'emergency' ? kindRules.emergency.quiet : rules.quietHours[kind]
  return {
    recent: texts.map(({ outAt, ...text }) => ({
      ...text,
      minutesAgo: Math.round((sendAt.getTime() - outAt.getTime()) / 60_000),
    })),
    quiet: isQuiet(quiet, japanHour(sendAt)),
    harmlessWords: rules.harmlessWords,
  }
}
