import { inCity } from '#platform/database/city.ts'
import { callerOf, route, router } from '#platform/http/route.ts'
import { importAreas } from './areas/import.ts'
import type { CitiesDeps } from './deps.ts'
import { districtList, mapOf } from './map.ts'
import { districtsReply, importReply, mapReply } from './replies.ts'
import { actorOf, answer, body } from './route-parts.ts'
import { importRequestSchema } from './schema.ts'

/** The map, the districts, and their import from a file. */
export function areaRoutes(deps: CitiesDeps) {
  const map = route('anyone-signed-in', {
    method: 'get',
    path: '/api/cities/map',
    responses: answer(mapReply, 'Districts and landmarks, GeoJSON (lon, lat, WGS 84)'),
  })
  const list = route('anyone-signed-in', {
    method: 'get',
    path: '/api/districts',
    responses: answer(districtsReply, 'Districts with 町会・自治会'),
  })
  const take = route(
    { anyOf: ['admin'] },
    {
      method: 'post',
      path: '/api/districts/import',
      request: body(importRequestSchema),
      responses: answer(
        importReply,
        'What was, or would be, added and changed; nothing is written with an error',
      ),
    },
  )
  return router()
    .openapi(map, async (c) => c.json(await inCity(deps.db, callerOf(c).cityId, mapOf), 200))
    .openapi(list, async (c) => c.json(await inCity(deps.db, callerOf(c).cityId, districtList), 200))
    .openapi(take, async (c) => {
      const caller = callerOf(c)
      const { geojson, dryRun, rename } = c.req.valid('json')
      const options = { dryRun, rename, actor: actorOf(caller).actor, at: deps.clock() }
      const report = await importAreas(deps, caller.cityId, geojson, options)
      if (report.written) deps.bus.publish({ cityId: caller.cityId, topic: 'areas' })
      return c.json(report, 200)
    })
}
