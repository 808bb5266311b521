import type { CityTx } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import type { AlertsDeps } from '../deps.ts'
import type { Opened } from '../dispatch/media-settings.ts'
import { isQuiet, kindRules, mayUse } from '../kinds.ts'
import { findMessages, type Message } from '../live/queries.ts'
import { type MessageHead, messageFacts, type Place } from '../rendition/message-facts.ts'
import type { Finding, Language, MessageFacts, Rendition } from '../schema.ts'
import { templateOf } from '../templates.ts'
import { type CheckInput, runChecks } from './check.ts'
import { checks } from './checks.ts'
import { type Draft, plannedDrillMedia, textsSince } from './queries.ts'

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
  first: Message | null
}

function edit(rendition: Rendition, change: Partial<Rendition> | undefined): Rendition {
  if (!change) return rendition
  const kept = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined && value !== ''),
  )
  return { ...rendition, ...kept }
}

function renderMedium(opened: Opened, composition: Composition, facts: MessageFacts): ComposedMedium {
  const { medium, connector, off } = opened
  const base = {
    medium: medium.name,
    label: medium.label,
    off,
    correction: medium.correction,
    correctionWords: medium.correctionWords,
  }
  if (!connector) return { ...base, renditions: [] }
  const renditions = composition.languages.flatMap((language) => {
    try {
      const change = composition.wordings[medium.name]?.[language]
      const rendition = edit(connector.render(facts, language), change)
      return [
        { language, rendition, findings: connector.check(rendition, facts), edited: change !== undefined },
      ]
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault
      const finding: Finding = {
        code: fault.code,
        severity: 'stop',
        medium: medium.name,
        message: `${medium.label}に収まる文が作れません。`,
        mend: '理由やしてほしいことを短くしてください。',
      }
      return [{ language, rendition: { text: '' }, findings: [finding], edited: false }]
    }
  })
  return { ...base, renditions }
}

async function headOf(
  tx: CityTx,
  deps: AlertsDeps,
  composition: Composition,
): Promise<{ head: MessageHead; first: Message | null }> {
  const chain = await findMessages(tx, composition.earlier)
  const first = chain[0] ?? null
  const author = composition.authorId ? await deps.person(tx, composition.authorId) : null
  return {
    first,
    head: {
      kind: composition.kind,
      type: composition.type,
      drill: composition.drill,
      template: composition.template,
      authorSection: author?.section ?? '',
      first: first && { what: first.facts.what, approvedAt: first.approvedAt.toISOString() },
    },
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
  const rules = await deps.rules(tx)
  const place = await deps.place(tx, composition.facts.districts, composition.facts.wholeCity)
  const { head, first } = await headOf(tx, deps, composition)
  const facts = messageFacts(composition.facts, head, place, now.toISOString())
  const opened: Opened[] = []
  for (const name of composition.media) opened.push(await deps.media.open(tx, name))
  const media = opened.map((one) => renderMedium(one, composition, facts))
  const sendAt = composition.scheduledAt ?? now
  const quiet = composition.kind === 'emergency' ? kindRules.emergency.quiet : rules.quietHours[composition.kind]
  const recent = await textsSince(tx, new Date(now.getTime() - rules.duplicateMinutes * 60_000))
  const input: CheckInput = {
    facts,
    needs: templateOf(composition.template).needs,
    unknownDistricts: place.unknown,
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
    recent: recent.map((row) => ({
      ...row,
      minutesAgo: Math.round((now.getTime() - row.approvedAt.getTime()) / 60_000),
    })),
    harmlessWords: rules.harmlessWords,
    now,
    scheduledAt: composition.scheduledAt,
    validUntil: new Date(composition.facts.validUntil),
    hour: japanHour(sendAt),
    quiet: isQuiet(quiet, japanHour(sendAt)),
    demo: deps.demo,
    plannedDrillMedia: await plannedDrillMedia(tx, japanDay(sendAt)),
  }
  const findings = runChecks(checks, input, (name, fault) =>
    deps.log.error({ event: 'draft.check-broken', check: name, reason: fault.message }),
  )
  return { facts, place, media, findings, first }
}
