import { inCity } from '#platform/database/city.ts'
import type { Caller } from '#platform/http/context.ts'
import type { CitiesDeps } from './deps.ts'
import { onDuty } from './duty.ts'
import { modeOf } from './mode.ts'
import { cityOf } from './queries.ts'

/** What the frame of every console page shows, asked in parallel. */
export async function frameOf(deps: CitiesDeps, caller: Caller) {
  const { cityId } = caller
  const [ours, media, levels, counts] = await Promise.all([
    inCity(deps.db, cityId, async (tx) => ({
      city: await cityOf(tx),
      mode: await modeOf(tx),
      duty: await onDuty(tx),
    })),
    deps.frame.media(cityId),
    deps.frame.levels(cityId),
    deps.frame.counts(cityId),
  ])
  const { city, mode, duty } = ours
  return {
    city: { name: city.name, slug: city.slug, districtWord: city.districtWord },
    mode: mode.city,
    drill: mode.drill && { title: mode.drill.title, since: mode.drill.since.toISOString() },
    demo: deps.demo,
    user: { name: caller.name, roles: [...caller.roles] },
    onDuty: duty ? familyName(duty.name) : null,
    media,
    levels,
    counts,
    now: deps.clock().toISOString(),
  }
}

/** The header has room for the family name, as a duty board has. */
const familyName = (name: string) => name.split(/[\s\u3000]/)[0] ?? name
