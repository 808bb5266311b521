import { z } from 'zod'
import { callerOf, route, router } from '#platform/http/route.ts'
import { Refusal } from '#platform/refusal.ts'
import type { CitiesDeps } from './deps.ts'
import { openCity } from './open-city.ts'
import { citiesOf, cityBySlug } from './queries.ts'
import { citiesReply, openedReply } from './replies.ts'
import { actorOf, answer, body } from './route-parts.ts'
import { openCitySchema } from './schema.ts'

const platformAdmin = { anyOf: ['platform-admin'] } as const

/** Cities are opened here, by a form, by those who run the platform. */
export function openRoutes(deps: CitiesDeps) {
  const list = route(platformAdmin, {
    method: 'get',
    path: '/api/cities',
    responses: answer(citiesReply, 'The open cities'),
  })
  const open = route(platformAdmin, {
    method: 'post',
    path: '/api/cities',
    request: body(openCitySchema),
    responses: answer(openedReply, 'Opened'),
  })
  const admin = route(platformAdmin, {
    method: 'post',
    path: '/api/cities/{slug}/admin',
    request: { params: z.object({ slug: z.string() }), ...body(openCitySchema.shape.admin) },
    responses: answer(
      openedReply,
      'The administrator was added; also the way on when opening stopped half-way',
    ),
  })
  return router()
    .openapi(list, async (c) => {
      const cities = (await citiesOf(deps.db)).map(({ id, slug, name, municipalityCode, openedAt }) => ({
        ...{ id, slug, name, municipalityCode },
        openedAt: openedAt.toISOString(),
      }))
      return c.json({ cities }, 200)
    })
    .openapi(open, async (c) => {
      const city = c.req.valid('json')
      const id = await openCity(deps, city, actorOf(callerOf(c)), deps.clock())
      const { link } = await deps.addFirstAdmin(id, city.admin)
      return c.json({ id, slug: city.slug, link }, 200)
    })
    .openapi(admin, async (c) => {
      const { slug } = c.req.valid('param')
      const city = await cityBySlug(deps.db, slug)
      if (!city) throw new Refusal('not_found', { slug })
      const { link } = await deps.addFirstAdmin(city.id, c.req.valid('json'))
      return c.json({ id: city.id, slug, link }, 200)
    })
}
