import type { Recorder } from '#platform/audit/audit.ts'
import type { NewId } from '#platform/clock.ts'
import type { CityTx } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import type { Actor } from './mode.ts'
import { colleaguesOf, dutyOf, insertDuty, type OnDuty } from './queries.ts'
import { dutyRoles } from './rules.ts'

/** Who is on duty (当直), or null when nobody is. */
export const onDuty = (tx: CityTx): Promise<OnDuty | null> => dutyOf(tx)

/** Those who may be on duty: staff who write, approve or administer. */
export async function dutyCandidates(tx: CityTx): Promise<OnDutyCandidate[]> {
  const colleagues = await colleaguesOf(tx)
  return colleagues
    .filter(({ roles }) => dutyRoles.some((role) => roles.includes(role)))
    .map(({ userId, name, section }) => ({ userId, name, section }))
}

export interface OnDutyCandidate {
  userId: string
  name: string
  section: string
}

/**
 * Gives duty to a person. Nothing is overwritten: the newest row counts.
 *
 * @throws Refusal `not_allowed` when that person may not be on duty here
 */
export async function takeDuty(
  tx: CityTx,
  deps: { newId: NewId; record: Recorder },
  userId: string,
  by: Actor,
  at: Date,
): Promise<void> {
  if (!(await dutyCandidates(tx)).some((candidate) => candidate.userId === userId))
    throw new Refusal('not_allowed', { reason: 'not_a_duty_officer', userId })
  if ((await dutyOf(tx))?.userId === userId) return
  await insertDuty(tx, deps.newId(), userId, at)
  await deps.record(tx, { actor: by.actor, action: 'cities.duty-taken', subject: `person:${userId}`, at })
}
