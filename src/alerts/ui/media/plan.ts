/** A drill plan while it is written. Pure. */
export interface PlanDraft {
  /** 2026-12-01, in the city's calendar. */
  day: string
  media: string[]
  reason: string
}

export type PlanFault = 'planFaultDay' | 'planFaultMedia' | 'planFaultReason'

/** The day in Japan, 2026-11-23, at a moment. */
export const dayOf = (moment: Date): string =>
  new Date(moment.getTime() + 9 * 3_600_000).toISOString().slice(0, 10)

/** Whether a text is a day of the calendar: 2026-02-30 is not. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const parsed = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text)
}

/** @param today  the city's day, 2026-11-23 */
export function planFaults(draft: PlanDraft, today: string): Partial<Record<keyof PlanDraft, PlanFault>> {
  return {
    ...(isDay(draft.day) && draft.day >= today ? {} : { day: 'planFaultDay' as const }),
    ...(draft.media.length > 0 ? {} : { media: 'planFaultMedia' as const }),
    ...(draft.reason.trim() === '' ? { reason: 'planFaultReason' as const } : {}),
  }
}
