import { z } from 'zod'
import { inCity } from '#platform/database/city.ts'
import { callerOf, route, router } from '#platform/http/route.ts'
import type { CitiesDeps } from './deps.ts'
import { cityOf, hostsOf, updateCity } from './queries.ts'
import { changedReply, settingsReply } from './replies.ts'
import { answer, body, change } from './route-parts.ts'
import { cityFactsSchema, type SettingTopic, settingTopics } from './schema.ts'
import { readSettingWithAge, writeSetting } from './settings.ts'

const topics = Object.keys(settingTopics) as [SettingTopic, ...SettingTopic[]]

/** What a city sets for itself: its names and every topic of this module. */
export function settingRoutes(deps: CitiesDeps) {
  const get = route('anyone-signed-in', {
    method: 'get',
    path: '/api/settings',
    responses: answer(settingsReply, 'The settings of the city'),
  })
  const putCity = route(
    { anyOf: ['admin'] },
    {
      method: 'put',
      path: '/api/settings/city',
      request: body(cityFactsSchema),
      responses: answer(changedReply, 'Names of what changed'),
    },
  )
  const putTopic = route(
    { anyOf: ['admin'] },
    {
      method: 'put',
      path: '/api/settings/topics/{topic}',
      request: {
        params: z.object({ topic: z.enum(topics) }),
        ...body(
          z.object({ value: z.record(z.string(), z.unknown()), changedAt: z.iso.datetime().nullable() }),
        ),
      },
      responses: answer(changedReply, 'Names of what changed'),
    },
  )
  return router()
    .openapi(get, async (c) => c.json(await readAll(deps, callerOf(c).cityId), 200))
    .openapi(putCity, async (c) => {
      const changed = await change(deps, c, ['frame', 'settings'], async (tx, by, at) => {
        const facts = c.req.valid('json')
        const before = await cityOf(tx)
        const fields = (Object.keys(facts) as (keyof typeof facts)[]).filter(
          (field) => facts[field] !== before[field],
        )
        if (fields.length === 0) return fields
        await updateCity(tx, facts)
        const entry = { actor: by.actor, action: 'cities.renamed', subject: `city:${tx.cityId}`, at }
        await deps.record(tx, { ...entry, details: { fields } })
        return fields
      })
      return c.json({ changed }, 200)
    })
    .openapi(putTopic, async (c) => {
      const { topic } = c.req.valid('param')
      const { value, changedAt } = c.req.valid('json')
      const seen = changedAt === null ? null : new Date(changedAt)
      const changed = await change(deps, c, ['settings'], async (tx, by, at) => {
        const fields = await writeSetting(tx, topic, settingTopics[topic], value, by.userId, at, { seen })
        if (fields.length > 0)
          await deps.record(tx, {
            actor: by.actor,
            action: 'cities.setting-changed',
            subject: `setting:${topic}`,
            details: { fields },
            at,
          })
        return fields
      })
      return c.json({ changed }, 200)
    })
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
