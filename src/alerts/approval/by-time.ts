import { type Kysely, sql } from 'kysely'
import { type CityTx, inCity, type Outer } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import { type Draft, insertStep, lockDraft, moveDraft, stepsOf } from '../draft/queries.ts'
import { nextBySystem } from '../lifecycle.ts'

/** Drafts of all cities that time may still touch. */
async function openDrafts(db: Kysely<Outer>): Promise<{ cityId: string; id: string }[]> {
  const { rows } = await sql<{
    city_id: string
    id: string
  }>`select city_id, id from tsunagu.open_drafts()`.execute(db)
  return rows.map((row) => ({ cityId: row.city_id, id: row.id }))
}

/** What happens to drafts by time alone: forgotten ones expire, and deputies (代決) are asked in order. A fault of one is its own. */
export async function passTime(deps: AlertsDeps): Promise<void> {
  for (const { cityId, id } of await openDrafts(deps.db))
    await inCity(deps.db, cityId, (tx) => passTimeOf(tx, deps, id)).catch((fault: Error) =>
      deps.log.warn({ event: 'approval.time-fault', draftId: id, reason: fault.message }),
    )
}

async function passTimeOf(tx: CityTx, deps: AlertsDeps, id: string): Promise<void> {
  const draft = await lockDraft(tx, id)
  if (!draft || !['draft', 'awaiting', 'returned'].includes(draft.step)) return
  const now = deps.clock()
  const rules = await deps.rules(tx)
  const why = expiry(draft, rules.draftDays, now)
  if (why) {
    const step = nextBySystem('expire', draft.step)
    await moveDraft(tx, step, { id: deps.newId(), draftId: id, step, at: now, actor: 'system', reason: why })
    await deps.record(tx, { actor: 'system', action: 'alerts.expired', subject: `draft:${id}`, at: now })
    deps.bus.publish({ cityId: tx.cityId, topic: 'alerts', id })
    return
  }
  if (draft.step === 'awaiting')
    await askNextDeputy(tx, deps, draft, rules.deputies, rules.deputyAfterMinutes, now)
}

/** @returns why it expires now, or null */
function expiry(draft: Draft, draftDays: number, now: Date): string | null {
  if (new Date(draft.facts.validUntil) <= now) return '有効期限を過ぎました'
  if (draft.scheduledAt && draft.step !== 'draft' && draft.scheduledAt.getTime() + 3_600_000 <= now.getTime())
    return '予約の時刻から1時間、承認されませんでした'
  if (draft.step !== 'awaiting' && draft.changedAt.getTime() + draftDays * 86_400_000 <= now.getTime())
    return `${draftDays}日間、使われませんでした`
  return null
}

/** When nobody opened it within the city's minutes, the next deputy is asked; each gets as many minutes. */
async function askNextDeputy(
  tx: CityTx,
  deps: AlertsDeps,
  draft: Draft,
  deputies: readonly string[],
  minutes: number,
  now: Date,
): Promise<void> {
  const since = draft.submittedAt ?? draft.createdAt
  const steps = (await stepsOf(tx, draft.id)).filter((row) => row.at >= since)
  if (steps.some((row) => row.step === 'opened')) return
  const asked = steps.filter((row) => row.step === 'deputy-asked')
  const candidate = deputies.filter((id) => id !== draft.authorId)[asked.length]
  const last = asked.at(-1)?.at ?? since
  if (!candidate || now.getTime() - last.getTime() < minutes * 60_000) return
  await insertStep(tx, {
    id: deps.newId(),
    draftId: draft.id,
    step: 'deputy-asked',
    at: now,
    actor: 'system',
    reason: candidate,
  })
  await deps.record(tx, {
    actor: 'system',
    action: 'alerts.deputy-asked',
    subject: `draft:${draft.id}`,
    details: { deputy: candidate },
    at: now,
  })
  deps.bus.publish({ cityId: tx.cityId, topic: 'alerts', id: draft.id })
}
