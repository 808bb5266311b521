import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import { inCity } from '#platform/database/city.ts'
import type { Env } from '#platform/http/context.ts'
import { callerOf, route, router } from '#platform/http/route.ts'
import { citiesOf, emailsOf, isPlatformAdmin, secondFactorsOf } from '#platform/login/index.ts'
import { Refusal } from '#platform/refusal.ts'
import { cityCookie, mustEnrol } from './caller.ts'
import type { StaffDeps } from './deps.ts'
import { findCities, findStaff, rolesOf } from './queries.ts'
import type { Me } from './schema.ts'

/** Who am I, and which of my cities do I look at. */
export function meRoutes(deps: StaffDeps) {
  return router()
    .openapi(
      route('anyone-signed-in', {
        method: 'get',
        path: '/api/me',
        responses: {
          200: {
            description: 'The person logged in',
            content: { 'application/json': { schema: z.custom<Me>(() => true).openapi({ type: 'object' }) } },
          },
        },
      }),
      async (c) => {
        c.header('Cache-Control', 'no-store')
        return c.json(await me(deps, c), 200)
      },
    )
    .openapi(
      route('anyone-signed-in', {
        method: 'put',
        path: '/api/me/city',
        request: {
          body: {
            content: { 'application/json': { schema: z.object({ slug: z.string().max(40) }) } },
            required: true,
          },
        },
        responses: { 204: { description: 'Chosen, for this browser' } },
      }),
      async (c) => {
        const { slug } = c.req.valid('json')
        const cities = await findCities(deps.db, await citiesOf(deps.login.db, callerOf(c).id))
        if (!cities.some((city) => city.slug === slug)) throw new Refusal('not_found')
        const secure = deps.login.publicOrigin.startsWith('https://')
        setCookie(c, cityCookie, slug, {
          httpOnly: true,
          sameSite: 'Lax',
          path: '/',
          secure,
          maxAge: 400 * 86_400,
        })
        return c.body(null, 204)
      },
    )
}

async function me(deps: StaffDeps, c: Context<Env>): Promise<Me> {
  const caller = callerOf(c)
  const [cityIds, emails, factors] = await Promise.all([
    citiesOf(deps.login.db, caller.id),
    emailsOf(deps.login.db, [caller.id]),
    secondFactorsOf(deps.login.db, [caller.id]),
  ])
  const cities = await findCities(deps.db, cityIds)
  const city = cities.find(({ id }) => id === caller.cityId) ?? null
  const held = await heldRoles(deps, caller.id, city?.id)
  return {
    user: { id: caller.id, name: caller.name, section: held.section, email: emails.get(caller.id) ?? '' },
    roles: [...caller.roles],
    city,
    cities: cities.map(({ slug, name }) => ({ slug, name })),
    demo: deps.demo,
    secondFactor: factors.get(caller.id) ?? { totp: false, passkeys: 0 },
    mustEnrol: await mustEnrol(deps, caller.id, held.roles),
  }
}

/** Roles as granted, whether or not they can be used yet. */
async function heldRoles(deps: StaffDeps, userId: string, cityId: string | undefined) {
  const platform = (await isPlatformAdmin(deps.login.db, userId)) ? ['platform-admin'] : []
  if (!cityId) return { roles: platform, section: '' }
  return inCity(deps.db, cityId, async (tx) => ({
    roles: [...(await rolesOf(tx, userId)), ...platform],
    section: (await findStaff(tx, userId))?.section ?? '',
  }))
}
