import { callerOf, route, router } from '#platform/http/route.ts'
import { Refusal } from '#platform/refusal.ts'
import { type TakeFinding, takeCap } from '../sources/from-cap.ts'
import { inOwnCity, type RouteDeps } from './service.ts'
import { reply } from './shapes.ts'

/** A CAP file is at most this large. */
const limitBytes = 1024 * 1024

/** Other systems hand in CAP 1.2: it becomes a draft that a person looks at. */
export function capRoutes(deps: RouteDeps) {
  return router().openapi(
    route(
      { anyOf: ['author', 'approver'], scope: 'cap:write' },
      {
        method: 'post',
        path: '/api/cap',
        request: {
          body: {
            content: {
              'application/cap+xml': { schema: { type: 'string' } },
              'application/xml': { schema: { type: 'string' } },
            },
            required: true,
          },
        },
        responses: {
          201: reply<{ draftId: string; findings: TakeFinding[] }>('The draft; findings here are advice'),
          200: reply<{ draftId: string; findings: TakeFinding[] }>(
            'This very file was handed in before: the same draft',
          ),
          422: reply<{ findings: TakeFinding[] }>('Every finding, with its path and rule'),
        },
      },
    ),
    async (c) => {
      const declared = Number(c.req.header('content-length') ?? 0)
      if (declared > limitBytes) throw new Refusal('too_large', { limitBytes })
      const bytes = new Uint8Array(await c.req.arrayBuffer())
      if (bytes.byteLength > limitBytes) throw new Refusal('too_large', { limitBytes })
      const caller = callerOf(c)
      const taken = await inOwnCity(deps, c, (tx) => takeCap(tx, deps, bytes, `${caller.kind}:${caller.id}`))
      if (taken.draftId === null) return c.json({ findings: taken.findings }, 422)
      return c.json({ draftId: taken.draftId, findings: taken.findings }, taken.repeated ? 200 : 201)
    },
  )
}
