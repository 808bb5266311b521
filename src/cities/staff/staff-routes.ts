import { z } from '@hono/zod-openapi'
import { callerOf, route, router } from '#platform/http/route.ts'
import { type Link, renewAccess } from './access.ts'
import { addStaff } from './add.ts'
import { changeRoles, leaveStaff } from './change-roles.ts'
import type { StaffDeps } from './deps.ts'
import { staffOf } from './list.ts'
import { newStaff, proofShape, roleChange, type StaffRow } from './schema.ts'

const admins = { anyOf: ['admin'] } as const
const params = z.object({ userId: z.uuid() })
const body = <Shape extends z.ZodType>(schema: Shape) => ({
  content: { 'application/json': { schema } },
  required: true,
})
const reply = <Shape>(description: string) => ({
  description,
  content: { 'application/json': { schema: z.custom<Shape>(() => true).openapi({ type: 'object' }) } },
})

/** 職員と権限. Whatever changes rights asks for a fresh second factor. */
export function staffRoutes(deps: StaffDeps) {
  return router()
    .openapi(
      route(
        { anyOf: ['admin', 'auditor'] },
        { method: 'get', path: '/api/staff', responses: { 200: reply<{ staff: StaffRow[] }>('Everybody') } },
      ),
      async (c) => c.json({ staff: await staffOf(deps, callerOf(c).cityId) }, 200),
    )
    .openapi(
      route(admins, {
        method: 'post',
        path: '/api/staff',
        request: { body: body(newStaff) },
        responses: {
          201: reply<{ userId: string; link: Link | null }>('Added; the link is shown this once'),
        },
      }),
      async (c) => {
        const { proof, ...person } = c.req.valid('json')
        await deps.stepUp(c, proof)
        const { id, cityId } = callerOf(c)
        return c.json(await addStaff(deps, cityId, id, person), 201)
      },
    )
    .openapi(
      route(admins, {
        method: 'put',
        path: '/api/staff/{userId}/roles',
        request: { params, body: body(roleChange) },
        responses: { 204: { description: 'Exactly these roles are held now' } },
      }),
      async (c) => {
        const { proof, roles } = c.req.valid('json')
        await deps.stepUp(c, proof)
        const { id, cityId } = callerOf(c)
        await changeRoles(deps, cityId, id, c.req.valid('param').userId, roles)
        return c.body(null, 204)
      },
    )
    .openapi(
      route(admins, {
        method: 'post',
        path: '/api/staff/{userId}/leave',
        request: { params, body: body(z.object({ proof: proofShape })) },
        responses: { 204: { description: 'Left: no roles, no sessions' } },
      }),
      async (c) => {
        await deps.stepUp(c, c.req.valid('json').proof)
        const { id, cityId } = callerOf(c)
        await leaveStaff(deps, cityId, id, c.req.valid('param').userId)
        return c.body(null, 204)
      },
    )
    .openapi(
      route(admins, {
        method: 'post',
        path: '/api/staff/{userId}/access',
        request: {
          params,
          body: body(z.object({ lostSecondFactor: z.boolean().default(false), proof: proofShape })),
        },
        responses: { 201: reply<{ link: Link }>('A new set-password link, shown this once') },
      }),
      async (c) => {
        const { proof, lostSecondFactor } = c.req.valid('json')
        await deps.stepUp(c, proof)
        const { id, cityId } = callerOf(c)
        const link = await renewAccess(deps, cityId, id, c.req.valid('param').userId, lostSecondFactor)
        return c.json({ link }, 201)
      },
    )
}
