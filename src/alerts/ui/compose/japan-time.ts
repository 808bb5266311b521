/** The value of a date-and-time field (`2026-11-22T19:00`, hour of Japan, where every city lies) and the moment it means. */

const offset_ms = 9 * 3_600_000

/** 2026-11-22T10:00:00Z → 「2026-11-22T19:00」. */
export function fieldTime(moment: string | number | Date): string {
  return new Date(new Date(moment).getTime() + offset_ms).toISOString().slice(0, 16)
}

/** 「2026-11-22T19:00」 → `2026-11-22T19:00:00+09:00`; undefined when the field is empty or half filled. */
export function momentOf(field: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(field)) return undefined
  const text = `${field.slice(0, 16)}:00+09:00`
  return Number.isNaN(Date.parse(text)) ? undefined : text
}
