import { z } from 'zod'
import { type CityTx, inCity } from '#platform/database/city.ts'
import { callerOf, route, router } from '#platform/http/route.ts'
import type { CitiesDeps } from './deps.ts'
import type { Actor } from './mode.ts'
import { cityOf, hostsOf, updateCity } from './queries.ts'
import { changedReply, settingsReply } from './replies.ts'
import { answer, body, change } from './route-parts.ts'
import { type CityFacts, cityFactsSchema, type SettingTopic, settingTopics } from './schema.ts'
import { readSettingWithAge, writeSetting } from './settings.ts'

/** A topic whole, with the `changedAt` that the writer has read. */
const written = z.object({
  value: z.record(z.string(), z.unknown()),
  changedAt: z.iso.datetime().nullable(),
})
const writeSchema = z.object({
  city: cityFactsSchema.optional(),
  alerts: written.optional(),
  voice: written.optional(),
})

/** What a city sets for itself: its names and every topic of this module. */
export function settingRoutes(deps: CitiesDeps) {
  const get = route('anyone-signed-in', {
    method: 'get',
    path: '/api/settings',
    responses: answer(settingsReply, 'The settings of the city'),
  })
  const put = route(
    { anyOf: ['admin'] },
    {
      method: 'put',
      path: '/api/settings',
      request: body(writeSchema),
      responses: answer(changedReply, 'Names of what changed; all of it is written, or nothing'),
    },
  )
  return router()
    .openapi(get, async (c) => c.json(await readAll(deps, callerOf(c).cityId), 200))
    .openapi(put, async (c) => {
      const { city, ...topics } = c.req.valid('json')
      const changed = await change(deps, c, ['frame', 'settings'], async (tx, by, at) => [
        ...(city ? await writeCity(tx, deps, city, by, at) : []),
        ...(topics.alerts ? await writeTopic(tx, deps, 'alerts', topics.alerts, by, at) : []),
        ...(topics.voice ? await writeTopic(tx, deps, 'voice', topics.voice, by, at) : []),
      ])
      return c.json({ changed }, 200)
    })
}

async function writeCity(tx: CityTx, deps: CitiesDeps, facts: CityFacts, by: Actor, at: Date) {
  const before = await cityOf(tx)
  const names = Object.keys(facts) as (keyof CityFacts)[]
  const fields = names.filter((field) => facts[field] !== before[field])
  if (fields.length === 0) return fields
  await updateCity(tx, facts)
  const entry = { actor: by.actor, action: 'cities.renamed', subject: `city:${tx.cityId}`, at }
  await deps.record(tx, { ...entry, details: { fields } })
  return fields
}

async function writeTopic(
  tx: CityTx,
  deps: CitiesDeps,
  topic: SettingTopic,
  { value, changedAt }: z.infer<typeof written>,
  by: Actor,
  at: Date,
) {
  const seen = changedAt === null ? null : new Date(changedAt)
  const fields = await writeSetting(tx, topic, settingTopics[topic], value, by.userId, at, { seen })
  if (fields.length === 0) return fields
  const entry = { actor: by.actor, action: 'cities.setting-changed', subject: `setting:${topic}`, at }
  await deps.record(tx, { ...entry, details: { fields } })
  return fields
}

function readAll(deps: CitiesDeps, cityId: string) {
  return inCity(deps.db, cityId, async (tx) => {
    const { id: _, openedAt, ...city } = await cityOf(tx)
    const topic = async (name: SettingTopic) => {
      const { value, changedAt } = await readSettingWithAge(tx, name, settingTopics[name])
      return { value: { ...value }, changedAt: changedAt?.toISOString() ?? null }
    }
    return {
      city: { ...city, openedAt: openedAt.toISOString(), hosts: await hostsOf(tx) },
      alerts: await topic('alerts'),
      voice: await topic('voice'),
    }
  })
}
