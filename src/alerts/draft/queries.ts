import { type Selectable, sql } from 'kysely'
import type { CityTx } from '#platform/database/city.ts'
import type { AlertDraft } from '#platform/database/generated/outer.ts'
import { json } from '#platform/database/json.ts'
import type { Facts, Kind, Language, MessageType, Step, TemplateId, Wordings } from '../schema.ts'

/** Where a draft came from: a person, another system's CAP file, a telegram. */
export interface Source {
  kind: 'person' | 'cap' | 'jma' | 'correction'
  /** Words for the screen: 「結川 氾濫危険情報（18:38）」. */
  title?: string
  reference?: string
  /** Facts as the source gave them, for the page of differences. */
  facts?: Record<string, unknown>
}

export interface Draft {
  id: string
  step: Step
  kind: Kind
  type: MessageType
  drill: boolean
  template: TemplateId
  facts: Facts
  wordings: Wordings
  media: string[]
  languages: Language[]
  earlier: string[]
  source: Source
  authorId: string | null
  createdAt: Date
  changedAt: Date
  version: number
  submittedAt: Date | null
  scheduledAt: Date | null
}

function draftOf(row: Selectable<AlertDraft>): Draft {
  return {
    id: row.id,
    step: row.step as Step,
    kind: row.kind as Kind,
    type: row.type as MessageType,
    drill: row.drill,
    template: row.template as TemplateId,
    facts: row.facts as unknown as Facts,
    wordings: row.wordings as unknown as Wordings,
    media: row.media,
    languages: row.languages as Language[],
    earlier: row.earlier,
    source: row.source as unknown as Source,
    authorId: row.author_id,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    version: row.version,
    submittedAt: row.submitted_at,
    scheduledAt: row.scheduled_at,
  }
}

export type NewDraft = Omit<Draft, 'step' | 'version' | 'changedAt' | 'submittedAt'>

export async function insertDraft(tx: CityTx, draft: NewDraft): Promise<void> {
  await tx
    .insertInto('alert_draft')
    .values({
      city_id: tx.cityId,
      id: draft.id,
      step: 'draft',
      kind: draft.kind,
      type: draft.type,
      drill: draft.drill,
      template: draft.template,
      facts: json(draft.facts),
      wordings: json(draft.wordings),
      media: draft.media,
      languages: draft.languages,
      earlier: draft.earlier,
      source: json(draft.source),
      author_id: draft.authorId,
      created_at: draft.createdAt,
      changed_at: draft.createdAt,
      scheduled_at: draft.scheduledAt,
    })
    .execute()
}

export async function findDraft(tx: CityTx, id: string): Promise<Draft | undefined> {
  const row = await tx.selectFrom('alert_draft').selectAll().where('id', '=', id).executeTakeFirst()
  return row && draftOf(row)
}

/** The draft, held until the transaction ends: two people acting at once take turns. */
export async function lockDraft(tx: CityTx, id: string): Promise<Draft | undefined> {
  const row = await tx
    .selectFrom('alert_draft')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && draftOf(row)
}

/** Where a draft stands, as last committed. */
export async function stepOf(tx: CityTx, id: string): Promise<Step | undefined> {
  const row = await tx.selectFrom('alert_draft').select('step').where('id', '=', id).executeTakeFirst()
  return row?.step as Step | undefined
}

/** Where a draft stands, held until the transaction ends. */
export async function lockStep(tx: CityTx, id: string): Promise<Step | undefined> {
  const row = await tx
    .selectFrom('alert_draft')
    .select('step')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row?.step as Step | undefined
}

export async function listDrafts(tx: CityTx, steps: readonly Step[], limit = 100): Promise<Draft[]> {
  const rows = await tx
    .selectFrom('alert_draft')
    .selectAll()
    .where('step', 'in', [...steps])
    .orderBy('changed_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(draftOf)
}

export type DraftChange = Pick<
  Draft,
  'kind' | 'drill' | 'template' | 'facts' | 'wordings' | 'media' | 'languages' | 'scheduledAt'
>

/** Writes the words of a draft, if nobody changed it since `version`. @returns whether it was written */
export async function updateDraft(
  tx: CityTx,
  id: string,
  version: number,
  change: DraftChange,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('alert_draft')
    .set({
      kind: change.kind,
      drill: change.drill,
      template: change.template,
      facts: json(change.facts),
      wordings: json(change.wordings),
      media: change.media,
      languages: change.languages,
      scheduled_at: change.scheduledAt,
      changed_at: now,
      version: version + 1,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export interface StepRow {
  id: string
  draftId: string
  /** A step of the life, or a note beside it: `opened`, `deputy-asked`, `changed`. */
  step: string
  at: Date
  actor: string
  reason?: string
}

/** Sets the step and keeps the row that says who, when and why. */
export async function moveDraft(tx: CityTx, step: Step, row: StepRow): Promise<void> {
  await tx
    .updateTable('alert_draft')
    .set((update) => ({
      step,
      changed_at: row.at,
      submitted_at: step === 'awaiting' ? row.at : update.ref('submitted_at'),
    }))
    .where('id', '=', row.draftId)
    .execute()
  await insertStep(tx, row)
}

export async function insertStep(tx: CityTx, row: StepRow): Promise<void> {
  await tx
    .insertInto('alert_step')
    .values({
      city_id: tx.cityId,
      id: row.id,
      draft_id: row.draftId,
      step: row.step,
      at: row.at,
      actor: row.actor,
      reason: row.reason ?? '',
    })
    .execute()
}

export async function stepsOf(
  tx: CityTx,
  draftId: string,
): Promise<{ step: string; at: Date; actor: string; reason: string }[]> {
  return tx
    .selectFrom('alert_step')
    .select(['step', 'at', 'actor', 'reason'])
    .where('draft_id', '=', draftId)
    .orderBy('at')
    .orderBy('id') // approval and the beginning of sending share a moment
    .execute()
}

/** How many drafts wait for approval. */
export async function countAwaiting(tx: CityTx): Promise<{ live: number; drills: number }> {
  const rows = await tx
    .selectFrom('alert_draft')
    .select(['drill', ({ fn }) => fn.countAll<number>().as('n')])
    .where('step', '=', 'awaiting')
    .groupBy('drill')
    .execute()
  const of = (drill: boolean) => Number(rows.find((row) => row.drill === drill)?.n ?? 0)
  return { live: of(false), drills: of(true) }
}

/** Why drafts were last given back, by draft. */
export async function lastReturned(tx: CityTx, draftIds: readonly string[]): Promise<Map<string, string>> {
  if (draftIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('alert_step')
    .select(['draft_id', 'reason'])
    .where('draft_id', 'in', [...draftIds])
    .where('step', '=', 'returned')
    .orderBy('at')
    .orderBy('id')
    .execute()
  return new Map(rows.map((row) => [row.draft_id, row.reason]))
}

/** Ids of the people who changed the words of a draft that another began, or a machine. */
export async function writersOf(tx: CityTx, draftId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('alert_step')
    .select('actor')
    .distinct()
    .where('draft_id', '=', draftId)
    .where('step', '=', 'changed')
    .where('actor', 'like', 'person:%')
    .execute()
  return rows.map((row) => row.actor.slice('person:'.length))
}

/** Texts that go out between two moments, planned ones by their hour, for the check on repeated words. */
export async function textsBetween(
  tx: CityTx,
  from: Date,
  to: Date,
): Promise<{ headline: string; text: string; outAt: Date; drill: boolean }[]> {
  const rows = await tx
    .selectFrom('alert_message as m')
    .innerJoin('alert_rendition as r', (join) =>
      join.onRef('r.message_id', '=', 'm.id').onRef('r.city_id', '=', 'm.city_id'),
    )
    .innerJoin('alert_draft as d', (join) =>
      join.onRef('d.id', '=', 'm.draft_id').onRef('d.city_id', '=', 'm.city_id'),
    )
    .select(['m.headline', 'm.drill', 'r.words'])
    .select(sql<Date>`coalesce(d.scheduled_at, m.approved_at)`.as('out_at'))
    .where(sql<boolean>`coalesce(d.scheduled_at, m.approved_at) between ${from} and ${to}`)
    .orderBy('out_at', 'desc')
    .limit(500)
    .execute()
  return rows.map((row) => ({
    headline: row.headline,
    text: (row.words as { text?: string }).text ?? '',
    outAt: row.out_at,
    drill: row.drill,
  }))
}

/** Names of the media that an approved drill plan lets join today. */
export async function plannedDrillMedia(tx: CityTx, day: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('drill_plan')
    .select('media')
    .where('day', '=', day)
    .where('approved_by', 'is not', null)
    .execute()
  return [...new Set(rows.flatMap((row) => row.media))]
}
