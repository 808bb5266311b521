import type { CityTx } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import type { AlertsDeps } from '../deps.ts'
import { compose } from '../draft/compose.ts'
import { type Draft, findDraft, stepsOf, writersOf } from '../draft/queries.ts'
import type { Operator } from '../lifecycle.ts'
import { findMessages, lastSimilar, messageOfDraft } from '../live/queries.ts'
import { callLong, clockWords, placeShort } from '../rendition/phrases.ts'
import type { Facts, MessageFacts } from '../schema.ts'
import { templates } from '../templates.ts'
import { signatures } from './approve.ts'
import { isAskedDeputy } from './move.ts'

/** One line of the table of differences. */
export interface Difference {
  label: string
  source: string
  last: string
  now: string
  changed: boolean
}

const none = '–'

function words(facts: Partial<MessageFacts> | null, field: string): string {
  if (!facts) return none
  switch (field) {
    case '件名':
      return facts.what ? callLong(facts as MessageFacts) : none
    case '区域':
      return facts.districtNames
        ? placeShort(facts as MessageFacts)
        : ((facts as { place?: string }).place ?? none) || none
    case '理由':
      return facts.reason || none
    case 'すること':
      return facts.action || none
    case '避難所':
      return facts.shelters?.join('、') || none
    case '次の見直し':
      return facts.nextReview || none
    case '問い合わせ':
      return facts.contact || none
    default:
      return none
  }
}

function differences(
  now: MessageFacts,
  source: Partial<MessageFacts> | null,
  last: MessageFacts | null,
): Difference[] {
  return ['件名', '区域', '理由', 'すること', '避難所', '次の見直し', '問い合わせ'].map((label) => {
    const line = { label, source: words(source, label), last: words(last, label), now: words(now, label) }
    return { ...line, changed: last !== null && line.now !== line.last }
  })
}

/** Templates that a person could mistake for one another: the levels are one family. */
function family(template: string): string[] {
  const levels = templates.filter((one) => one.level !== null).map((one) => one.id as string)
  return levels.includes(template) ? levels : [template]
}

/** Who may approve this draft, for an author who looks for one: never the author of a live alert. */
async function approversOf(
  tx: CityTx,
  deps: AlertsDeps,
  draft: Draft,
): Promise<{ name: string; section: string }[]> {
  const ids = (await deps.approvers(tx)).filter((id) => draft.drill || id !== draft.authorId)
  const people = []
  for (const id of ids) {
    const person = await deps.person(tx, id)
    if (person) people.push({ name: person.name, section: person.section })
  }
  return people
}

/**
 * Everything the approver needs on one calm page: the sentence, the differences, the previews, how each medium is corrected, the findings.
 *
 * @throws Refusal `not_found`
 */
export async function approvalPage(tx: CityTx, deps: AlertsDeps, draftId: string, operator: Operator) {
  const draft = await findDraft(tx, draftId)
  if (!draft) throw new Refusal('not_found')
  const composed = await compose(tx, deps, draft)
  const steps = await stepsOf(tx, draftId)
  const chain = await findMessages(tx, draft.earlier)
  const last =
    chain.at(-1) ?? (await lastSimilar(tx, draft.drill, family(draft.template), deps.clock())) ?? null
  const author = draft.authorId ? await deps.person(tx, draft.authorId) : null
  const going = composed.media.filter((one) => one.off === null)
  const deputy = await isAskedDeputy(tx, draftId, operator.id)
  const mayApprove = operator.roles.includes('approver') || deputy
  const wrote = draft.authorId === operator.id || (await writersOf(tx, draftId)).includes(operator.id)
  const samePerson = wrote && !draft.drill
  const stepWords = []
  for (const row of steps)
    stepWords.push({
      step: row.step,
      at: row.at.toISOString(),
      reason: row.reason,
      who: row.actor.startsWith('person:')
        ? ((await deps.person(tx, row.actor.slice(7)))?.name ?? '')
        : '自動',
    })
  return {
    draft: {
      id: draft.id,
      version: draft.version,
      step: draft.step,
      kind: draft.kind,
      type: draft.type,
      drill: draft.drill,
      template: draft.template,
      level: draft.facts.level,
      what: draft.facts.what,
      submittedAt: draft.submittedAt?.toISOString() ?? null,
      scheduledAt: draft.scheduledAt?.toISOString() ?? null,
      author: author?.name ?? '自動の下書き',
      authorSection: author?.section ?? '',
      source: draft.source,
    },
    facts: composed.facts,
    place: placeShort(composed.facts),
    population: composed.facts.population,
    households: composed.facts.households,
    going: going.length,
    sentAtWords: clockWords((draft.scheduledAt ?? deps.clock()).toISOString()),
    media: composed.media,
    findings: composed.findings,
    compared: {
      source: draft.source.title ?? null,
      last: last && {
        what: last.facts.what,
        number: last.number,
        approvedAt: last.approvedAt.toISOString(),
        ageMinutes: Math.round((deps.clock().getTime() - last.approvedAt.getTime()) / 60_000),
      },
    },
    differences: differences(
      composed.facts,
      (draft.source.facts as Partial<MessageFacts> & Partial<Facts>) ?? null,
      last?.facts ?? null,
    ),
    steps: stepWords,
    approvers: await approversOf(tx, deps, draft),
    messageId: (await messageOfDraft(tx, draftId))?.id ?? null,
    may: {
      approve: mayApprove && !samePerson && draft.step === 'awaiting',
      samePerson,
      sendAlone:
        (await signatures(tx, draft.template)).length >= 2 &&
        ['draft', 'returned', 'awaiting'].includes(draft.step),
      deputy,
    },
    now: deps.clock().toISOString(),
  }
}
