import { z } from 'zod'
import { modes } from './schema.ts'

/** What the routes answer; shared with the browser as types. */

const uuid = z.uuid()
const moment = z.iso.datetime()
const label = z.tuple([z.number(), z.number()]).or(z.array(z.number()))
const geometry = z.object({ type: z.string() }).loose()

export const frameReply = z.object({
  city: z.object({ name: z.string(), slug: z.string(), districtWord: z.string() }),
  mode: z.enum(modes),
  drill: z.object({ title: z.string(), since: moment }).nullable(),
  demo: z.boolean(),
  user: z.object({ name: z.string(), roles: z.array(z.string()) }),
  onDuty: z.string().nullable(),
  media: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      state: z.enum(['on', 'off', 'failing']),
      reason: z.string().optional(),
    }),
  ),
  levels: z.array(
    z.object({
      level: z.number(),
      word: z.string(),
      districts: z.array(z.string()),
      since: z.string(),
      pending: z.boolean(),
      drill: z.boolean(),
    }),
  ),
  /** `awaiting` and `live` count what is in earnest; drills stand apart. */
  counts: z.object({
    awaiting: z.number(),
    live: z.number(),
    drills: z.object({ awaiting: z.number(), live: z.number() }),
    drafts: z.number().optional(),
  }),
  now: moment,
})

const modeRow = z.object({
  id: uuid,
  zone: z.string(),
  mode: z.enum(modes),
  since: moment,
  setBy: z.string().nullable(),
  reason: z.string(),
})
export const modeReply = z.object({
  mode: z.enum(modes),
  zones: z.array(modeRow),
  drill: z.object({ id: uuid, title: z.string(), since: moment }).nullable(),
  /** What may follow now. */
  next: z.array(z.enum(modes)),
  history: z.array(modeRow),
})
export type ModeReply = z.infer<typeof modeReply>

export const dutyReply = z.object({
  onDuty: z.object({ userId: uuid, name: z.string(), section: z.string(), since: moment }).nullable(),
  candidates: z.array(z.object({ userId: uuid, name: z.string(), section: z.string() })),
})
export type DutyReply = z.infer<typeof dutyReply>

const setting = z.object({ value: z.record(z.string(), z.unknown()), changedAt: moment.nullable() })
export const settingsReply = z.object({
  city: z.object({
    slug: z.string(),
    name: z.string(),
    nameKana: z.string(),
    municipalityCode: z.string(),
    jmaAreaCode: z.string().nullable(),
    districtWord: z.string(),
    hosts: z.array(z.string()),
    openedAt: moment,
  }),
  alerts: setting,
  voice: setting,
})
export type SettingsReply = z.infer<typeof settingsReply>
export const changedReply = z.object({ changed: z.array(z.string()) })

export const mapReply = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      properties: z
        .object({ kind: z.string(), id: uuid, code: z.string(), name: z.string(), label: label.optional() })
        .loose(),
      geometry,
    }),
  ),
})

export const districtsReply = z.object({
  districts: z.array(
    z.object({
      id: uuid,
      code: z.string(),
      name: z.string(),
      kana: z.string(),
      population: z.number(),
      households: z.number(),
      neighbourhoods: z.array(
        z.object({ id: uuid, code: z.string(), name: z.string(), kana: z.string(), households: z.number() }),
      ),
    }),
  ),
  population: z.number(),
  households: z.number(),
})
export type DistrictsReply = z.infer<typeof districtsReply>

const areaChange = z.object({ kind: z.string(), code: z.string(), name: z.string() })
const figure = z.union([z.string(), z.number()]).optional()
export const importReply = z.object({
  written: z.boolean(),
  added: z.array(areaChange),
  changed: z.array(
    areaChange.extend({ fields: z.array(z.object({ field: z.string(), before: figure, after: figure })) }),
  ),
  unchanged: z.number(),
  findings: z.array(
    z.object({
      rule: z.string(),
      severity: z.enum(['error', 'warning']),
      where: z.string(),
      message: z.string(),
    }),
  ),
})

export const citiesReply = z.object({
  cities: z.array(
    z.object({
      id: uuid,
      slug: z.string(),
      name: z.string(),
      municipalityCode: z.string(),
      openedAt: moment,
    }),
  ),
})
export type CitiesReply = z.infer<typeof citiesReply>
export const openedReply = z.object({
  id: uuid,
  slug: z.string(),
  /** One-time link for the administrator's password; null when that person already had an account. */
  link: z.object({ url: z.string(), until: z.string() }).nullable(),
})
export type OpenedReply = z.infer<typeof openedReply>
