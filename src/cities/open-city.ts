import type { Kysely } from 'kysely'
import type { Recorder } from '#platform/audit/audit.ts'
import type { NewId } from '#platform/clock.ts'
import { inCity, type Outer } from '#platform/database/city.ts'
import { Refusal } from '#platform/refusal.ts'
import type { Actor } from './mode.ts'
import { insertCity, insertHost, insertMode, saveSetting } from './queries.ts'
import { type CityFacts, type OpenCity, type SettingTopic, settingTopics } from './schema.ts'

interface Deps {
  db: Kysely<Outer>
  newId: NewId
  record: Recorder
}

type NewCity = CityFacts & Pick<OpenCity, 'slug' | 'municipalityCode' | 'hosts'>

/**
 * Opens a city: its row, host names, default settings and 平時, all or nothing. People come afterwards (`addFirstAdmin`).
 *
 * @returns the city's id
 * @throws Refusal `duplicate` with `field` when the slug or a host is taken
 */
export async function openCity(deps: Deps, city: NewCity, by: Actor, at: Date): Promise<string> {
  const id = deps.newId()
  await inCity(deps.db, id, async (tx) => {
    const { slug, hosts } = city
    if (!(await insertCity(tx, { ...city, id, openedAt: at })))
      throw new Refusal('duplicate', { field: 'slug', slug })
    for (const host of hosts)
      if (!(await insertHost(tx, host))) throw new Refusal('duplicate', { field: 'hosts', host })
    for (const topic of Object.keys(settingTopics) as SettingTopic[])
      await saveSetting(tx, topic, settingTopics[topic].parse({}), by.userId, at)
    await insertMode(tx, {
      id: deps.newId(),
      zone: 'city',
      mode: 'normal',
      since: at,
      setBy: by.userId,
      reason: '開設',
    })
    await deps.record(tx, {
      actor: by.actor,
      action: 'cities.opened',
      subject: `city:${id}`,
      details: { slug },
      at,
    })
  })
  return id
}
