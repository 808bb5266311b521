import { z } from 'zod'

/** Shapes of the cities module, shared with the browser. Ids are UUIDs; times are ISO 8601; positions lon, lat (WGS 84). */

export const modes = ['normal', 'watch', 'disaster', 'recovery'] as const
export type Mode = (typeof modes)[number]

/** The whole city, the station front, or one district by its code. */
export const zoneSchema = z.string().regex(/^(city|station|district:[a-z0-9-]{1,40})$/)

export const landmarkKinds = ['river', 'railway', 'road', 'station', 'neighbour', 'facility'] as const
export type LandmarkKind = (typeof landmarkKinds)[number]

const name = z.string().trim().min(1).max(40)
const kana = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[ぁ-ゖァ-ヺー・0-9０-９ 　]+$/, 'かなで書いてください')
const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,30}$/, '半角の英小文字で始め、英小文字・数字・ハイフンで2〜31字にしてください')
const host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?=.{4,})([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, 'ホスト名の形ではありません')

/**
 * Whether the last of six digits is the check digit of the other five: 11 minus the rest of Σ digit × (6…2) divided by 11.
 *
 * @see 総務省「全国地方公共団体コード」 検査数字を算出する算式
 */
export function isMunicipalityCode(code: string): boolean {
  if (!/^[0-9]{6}$/.test(code)) return false
  const sum = [...code].slice(0, 5).reduce((total, digit, i) => total + Number(digit) * (6 - i), 0)
  return (11 - (sum % 11)) % 10 === Number(code[5])
}

const municipalityCode = z
  .string()
  .refine(isMunicipalityCode, '6桁の全国地方公共団体コードではありません（最後の1桁は検査数字です）')
const jmaAreaCode = z
  .string()
  .regex(/^[0-9]{7}$/, '気象庁の市町村等コードは7桁です')
  .nullable()
const districtWord = z.string().trim().min(1).max(8)

export const cityFactsSchema = z.object({ name, nameKana: kana, districtWord, jmaAreaCode })
export type CityFacts = z.infer<typeof cityFactsSchema>

export const openCitySchema = cityFactsSchema.extend({
  slug,
  municipalityCode,
  hosts: z.array(host).max(10).default([]),
  admin: z.object({ email: z.email().max(254), name, section: z.string().trim().max(40).default('') }),
})
export type OpenCity = z.infer<typeof openCitySchema>

export const modeChangeSchema = z.object({
  mode: z.enum(modes),
  zone: zoneSchema.default('city'),
  reason: z.string().trim().min(1).max(300),
})
export const drillStartSchema = z.object({ title: z.string().trim().min(1).max(60) })
/** Who takes duty; the caller when left out. */
export const dutySchema = z.object({ userId: z.uuid().optional() })

const hour = z.number().int().min(0).max(23)
/** Hours of Japan; `from` 22 and `to` 6 is the night. Null: no quiet hours. */
const quiet = z.object({ from: hour, to: hour }).nullable()

/** What a city decides about its alerts. The defaults are what a new city begins with. */
export const alertSettingsSchema = z.object({
  /** Minutes without anyone opening a waiting alert, after which the next deputy (代決) is asked. */
  deputyAfterMinutes: z.number().int().min(1).max(60).default(3),
  /** User ids, in the order in which they are asked. */
  deputies: z.array(z.uuid()).max(10).default([]),
  /** Window in which the same words count as a repetition. */
  duplicateMinutes: z.number().int().min(1).max(120).default(10),
  /** Days after which a draft that nobody sends expires. */
  draftDays: z.number().int().min(1).max(90).default(7),
  /** Names in which 訓練 or テスト may stand: 「訓練公園」. */
  harmlessWords: z.array(z.string().trim().min(2).max(40)).max(50).default([]),
  quietHours: z
    .object({ important: quiet, notice: quiet })
    .default({ important: { from: 22, to: 6 }, notice: { from: 20, to: 8 } }),
  /** The last line of every alert: whom to ask. */
  contact: z.string().trim().max(120).default(''),
})
export type AlertSettings = z.infer<typeof alertSettingsSchema>

/** What loudspeakers and radio say. */
export const voiceSettingsSchema = z.object({
  /** The first words, in kana: 「こちらは ぼうさい つなぐ です」. */
  callSign: z.string().trim().max(60).default(''),
  /** Readings that speech gets wrong otherwise, written → spoken. */
  readings: z
    .array(z.object({ written: name, spoken: kana }))
    .max(500)
    .default([]),
})
export type VoiceSettings = z.infer<typeof voiceSettingsSchema>

/** Every topic this module keeps. Other modules keep their own with their own shape. */
export const settingTopics = { alerts: alertSettingsSchema, voice: voiceSettingsSchema } as const
export type SettingTopic = keyof typeof settingTopics

/** Something about a file of areas that must be mended (`error`) or looked at (`warning`). */
export interface AreaFinding {
  rule: AreaRule
  severity: 'error' | 'warning'
  /** `features[3] 川原`, or empty for the whole file. */
  where: string
  /** Japanese: what is wrong and what to do. */
  message: string
}

export const areaRules = [
  'NOT_GEOJSON',
  'NO_DISTRICT',
  'TOO_MANY_POINTS',
  'WRONG_CRS',
  'NOT_DEGREES',
  'SWAPPED',
  'OUTSIDE_JAPAN',
  'WRONG_GEOMETRY',
  'RING_TOO_SHORT',
  'RING_OPEN',
  'SELF_INTERSECTING',
  'NO_AREA',
  'OVERLAP',
  'UNKNOWN_KIND',
  'MISSING_CODE',
  'BAD_CODE',
  'DUPLICATE_CODE',
  'MISSING_NAME',
  'MISSING_KANA',
  'MISSING_POPULATION',
  'MISSING_HOUSEHOLDS',
  'MORE_HOUSEHOLDS_THAN_PEOPLE',
  'UNKNOWN_DISTRICT',
  'NOT_IN_FILE',
] as const
export type AreaRule = (typeof areaRules)[number]

export type AreaKind = 'district' | 'neighbourhood' | LandmarkKind

export interface AreaChange {
  kind: AreaKind
  code: string
  name: string
}

/** What an import did, or would do. With an error among the findings nothing is written. */
export interface ImportReport {
  written: boolean
  added: AreaChange[]
  /** `fields`: what differs, with the figures of before and after where a person can read them. */
  changed: (AreaChange & { fields: { field: string; before?: string | number; after?: string | number }[] })[]
  unchanged: number
  findings: AreaFinding[]
}

export const importRequestSchema = z.object({
  geojson: z.unknown(),
  dryRun: z.boolean(),
  rename: z.record(z.string(), z.string().max(60)).optional(),
})
