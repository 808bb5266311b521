import { z } from 'zod'

/** Shapes of the alerts module, shared with the browser. Ids are UUIDs; times are ISO 8601 with an offset. */

export const steps = [
  'draft',
  'awaiting',
  'returned',
  'rejected',
  'expired',
  'approved',
  'sending',
  'sent',
] as const
export type Step = (typeof steps)[number]

export const kinds = ['emergency', 'important', 'notice'] as const
export type Kind = (typeof kinds)[number]

/** 発信 / 訂正 / 取消 / 解除. */
export const messageTypes = ['alert', 'update', 'cancel', 'lift'] as const
export type MessageType = (typeof messageTypes)[number]
export type DispatchAct = MessageType

export const dispatchStates = [
  'queued',
  'waiting',
  'sending',
  'accepted',
  'visible',
  'retrying',
  'unknown',
  'rejected',
  'withdrawn',
  'stopped',
  'off',
] as const
export type DispatchState = (typeof dispatchStates)[number]

export const languages = ['ja', 'ja-easy'] as const
export type Language = (typeof languages)[number]

export const hazards = [
  'flood',
  'landslide',
  'heavy-rain',
  'storm-surge',
  'earthquake',
  'tsunami',
  'fire',
  'water',
  'person',
  'other',
] as const
export type Hazard = (typeof hazards)[number]

export const templateIds = [
  'elderly-evacuation',
  'evacuation-order',
  'emergency-safety',
  'all-clear',
  'shelter-open',
  'water-outage',
  'missing-person',
  'fire',
  'event',
  'broadcast',
] as const
export type TemplateId = (typeof templateIds)[number]

const text = (most: number) => z.string().trim().max(most)

/** What is true, before it becomes words: what, where, how grave, why, what to do, when, where to ask. */
export const factsSchema = z.object({
  /** Level of the warning scheme (警戒レベル), or null where none applies. */
  level: z.number().int().min(1).max(5).nullable(),
  hazard: z.enum(hazards),
  /** The short name of the call: 「避難指示」「断水」「迷い人」. */
  what: text(40).min(1),
  /** Chosen districts; the whole city when `wholeCity`. */
  districts: z.array(z.uuid()).max(200),
  wholeCity: z.boolean(),
  /** Free place words beside the districts: 「川原3丁目付近」. */
  place: text(80).default(''),
  reason: text(300).default(''),
  action: text(400).default(''),
  /** Where to go: names of open shelters. */
  shelters: z.array(text(40).min(1)).max(30).default([]),
  /** When it takes effect or took place, in words or null. */
  when: text(80).default(''),
  nextReview: text(40).default(''),
  contact: text(120).default(''),
  /** What was wrong before (訂正) or why it is withdrawn (取消). */
  correctionReason: text(200).default(''),
  validUntil: z.iso.datetime({ offset: true }),
})
export type Facts = z.infer<typeof factsSchema>

/** Facts as a medium sees them: names instead of ids, and what kind of message they belong to. Stored with the message. */
export interface MessageFacts extends Facts {
  kind: Kind
  type: MessageType
  drill: boolean
  template: TemplateId
  cityName: string
  districtWord: string
  /** In map order; empty with `wholeCity`. */
  districtNames: string[]
  /** Reading of each, same order. */
  districtKana: string[]
  population: number
  households: number
  /** Of the first message of this chain: 「18時42分」, with its day when that is not the day of this one */
  earlierWhat: string
  earlierAt: string
  /** ISO; the moment of the preview, of approval once approved, or the planned hour. */
  issuedAt: string
  authorSection: string
}

/** The words one medium will show or say. Stored, so preview, sending and audit see the same thing. */
export const renditionSchema = z.object({
  title: z.string().optional(),
  text: z.string(),
  kana: z.string().optional(),
  extra: z.record(z.string(), z.unknown()).optional(),
})
export type Rendition = z.infer<typeof renditionSchema>

/** Something a person should know before the send. `stop` must be mended; `confirm` must be confirmed in words; `look` is advice. */
export const findingSchema = z.object({
  code: z.string(),
  severity: z.enum(['stop', 'confirm', 'look', 'good']),
  message: z.string(),
  /** What to do about it. */
  mend: z.string().optional(),
  /** For `confirm`: the words that the approver writes to let it pass. */
  phrase: z.string().optional(),
  medium: z.string().optional(),
  field: z.string().optional(),
})
export type Finding = z.infer<typeof findingSchema>

/** medium → language → the words that a person changed. */
export const wordingsSchema = z.record(
  z.string(),
  z.record(z.string(), renditionSchema.pick({ title: true, text: true, kana: true })),
)
export type Wordings = z.infer<typeof wordingsSchema>
