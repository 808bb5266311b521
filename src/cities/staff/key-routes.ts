import { z } from '@hono/zod-openapi'
import { callerOf, route, router } from '#platform/http/route.ts'
import type { StaffDeps } from './deps.ts'
import { endKey, keysOf, makeKey } from './keys.ts'
import { type KeyRow, newKey, proofShape } from './schema.ts'

const admins = { anyOf: ['admin'] } as const

/** API keys: how other systems come in. */
export function keyRoutes(deps: StaffDeps) {
  return router()
    .openapi(
      route(admins, {
        method: 'get',
        path: '/api/keys',
        responses: {
          200: {
            description: 'All keys',
            content: {
              'application/json': {
                schema: z.custom<{ keys: KeyRow[] }>(() => true).openapi({ type: 'object' }),
              },
            },
          },
        },
      }),
      async (c) => c.json({ keys: await keysOf(deps, callerOf(c).cityId) }, 200),
    )
    .openapi(
      route(admins, {
        method: 'post',
        path: '/api/keys',
        request: { body: { content: { 'application/json': { schema: newKey } }, required: true } },
        responses: {
          201: {
            description: 'The key, shown this once',
            content: { 'application/json': { schema: z.object({ id: z.string(), key: z.string() }) } },
          },
        },
      }),
      async (c) => {
        const { proof, ...wanted } = c.req.valid('json')
        await deps.stepUp(c, proof)
        const { id, cityId } = callerOf(c)
        return c.json(await makeKey(deps, cityId, id, wanted), 201)
      },
    )
    .openapi(
      route(admins, {
        method: 'post',
        path: '/api/keys/{keyId}/revoke',
        request: {
          params: z.object({ keyId: z.uuid() }),
          body: {
            content: { 'application/json': { schema: z.object({ proof: proofShape }) } },
            required: true,
          },
        },
        responses: { 204: { description: 'Ended' } },
      }),
      async (c) => {
        await deps.stepUp(c, c.req.valid('json').proof)
        const { id, cityId } = callerOf(c)
        await endKey(deps, cityId, id, c.req.valid('param').keyId)
        return c.body(null, 204)
      },
    )
}
