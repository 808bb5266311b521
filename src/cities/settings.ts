import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import type { CityTx } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import { lockSetting, saveSetting, settingRow } from './queries.ts'

/**
 * What a city has set for a topic, made whole by the defaults of its shape. A field that the city never saw (a later version
 * added it) takes its default.
 */
export async function readSetting<S extends z.ZodType>(
  tx: CityTx,
  topic: string,
  schema: S,
): Promise<z.infer<S>> {
  return schema.parse((await settingRow(tx, topic))?.value ?? {})
}

/** The same with the moment of its last change, for a form that will write it back; null = never set. */
export async function readSettingWithAge<S extends z.ZodType>(
  tx: CityTx,
  topic: string,
  schema: S,
): Promise<{ value: z.infer<S>; changedAt: Date | null }> {
  const row = await settingRow(tx, topic)
  return { value: schema.parse(row?.value ?? {}), changedAt: row?.changedAt ?? null }
}

/**
 * Writes a topic whole.
 *
 * @param options.seen  what `changedAt` was when the writer read it; left out: whatever it is
 * @returns names of the fields that changed; empty when nothing did, and nothing is written then
 * @throws Refusal `changed_meanwhile` when somebody else wrote since, `bad_request` with each field
 */
export async function writeSetting<S extends z.ZodObject>(
  tx: CityTx,
  topic: string,
  schema: S,
  value: unknown,
  by: string | null,
  at: Date,
  options: { seen?: Date | null } = {},
): Promise<string[]> {
  const parsed = schema.safeParse(value)
  if (!parsed.success)
    throw new Refusal('bad_request', {
      fields: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
    })
  const row = await lockSetting(tx, topic)
  const { seen } = options
  if (seen !== undefined && seen?.getTime() !== row?.changedAt.getTime())
    throw new Refusal('changed_meanwhile', { changedAt: row?.changedAt })
  const before = schema.parse(row?.value ?? {}) as Record<string, unknown>
  const after = parsed.data as Record<string, unknown>
  const changed = Object.keys(after).filter((field) => !isDeepStrictEqual(before[field], after[field]))
  if (changed.length > 0 || !row) await saveSetting(tx, topic, after, by, at)
  return changed
}
