import type { Kind } from './schema.ts'

/** 緊急 / 重要 / お知らせ: what each may use, when it rests, and how it is approved. A city may narrow this, never widen it. */
export interface KindRule {
  label: string
  /** Media it may use; `all` leaves nothing out. */
  media: 'all' | readonly string[]
  /** Hours in which loud media and mail wait for a confirmation in words; null = at any hour. */
  quiet: { from: number; to: number } | null
  /** May one person send it alone by 緊急発信? */
  alone: boolean
  /** Hours after which it no longer holds, unless the facts say otherwise. NIED's practice for warnings: 48. */
  validHours: number
}

/** Media that wake a neighbourhood. They never carry a mere notice. */
export const loudMedia = ['disaster-radio', 'cell-broadcast', 'home-terminal'] as const

export const kindRules: Record<Kind, KindRule> = {
  emergency: { label: '緊急', media: 'all', quiet: null, alone: true, validHours: 48 },
  important: {
    label: '重要',
    media: [
      'city-site',
      'email',
      'disaster-radio',
      'cable-tv',
      'fm-radio',
      'local-sns',
      'x',
      'l-alert',
      'web-push',
      'line',
    ],
    quiet: { from: 22, to: 6 },
    alone: false,
    validHours: 24,
  },
  notice: {
    label: 'お知らせ',
    media: ['city-site', 'email', 'cable-tv', 'fm-radio', 'local-sns', 'x', 'web-push', 'line'],
    quiet: { from: 20, to: 8 },
    alone: false,
    validHours: 168,
  },
}

/** Whether a medium may carry this kind. */
export function mayUse(kind: Kind, medium: string): boolean {
  const { media } = kindRules[kind]
  return media === 'all' || media.includes(medium)
}

/** Whether an hour of the day in Japan (0–23) lies in the kind's quiet hours. */
export function isQuiet(quiet: KindRule['quiet'], hour: number): boolean {
  if (!quiet) return false
  return quiet.from > quiet.to ? hour >= quiet.from || hour < quiet.to : hour >= quiet.from && hour < quiet.to
}
