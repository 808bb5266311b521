import { z } from 'zod'

/** `ok` · `degraded`: works, but somebody should look · `down`: a database is away */
export const healthStatus = z.enum(['ok', 'degraded', 'down'])

export const mediumHealth = z.object({
  city: z.string(),
  name: z.string(),
  state: z.enum(['on', 'off']),
  /** Why it is off, in words for people */
  reason: z.string(),
})

/** What anybody may know. */
export const shortHealth = z.object({ status: healthStatus })

/** What those who run the city may know. */
export const fullHealth = shortHealth.extend({
  version: z.string(),
  uptimeSeconds: z.number(),
  databases: z.object({
    outer: z.object({ ok: z.boolean(), reason: z.string() }),
    inner: z.object({ ok: z.boolean(), reason: z.string() }),
  }),
  /** null while the database is away */
  jobs: z.object({ waiting: z.number(), oldestSeconds: z.number(), givenUp: z.number() }).nullable(),
  audit: z.object({ state: z.string(), reason: z.string(), waiting: z.number() }).nullable(),
  media: z.array(mediumHealth).nullable(),
})
export type FullHealth = z.infer<typeof fullHealth>
export type MediumHealth = z.infer<typeof mediumHealth>
