import { answerOnce } from '#cities/staff/index.ts'
import { callerOf, route, router } from '#platform/http/route.ts'
import { Refusal } from '#platform/refusal.ts'
import { MAX_BYTES } from '../sources/cap/decode.ts'
import { type TakeFinding, takeCap } from '../sources/from-cap.ts'
import type { RouteDeps } from './service.ts'
import { reply } from './shapes.ts'

interface Taken {
  draftId: string
  findings: TakeFinding[]
}

/** Leaves the transaction without keeping an answer for the key: the same file may be right a minute later. */
class Unusable extends Error {
  readonly findings: TakeFinding[]
  constructor(findings: TakeFinding[]) {
    super('unusable')
    this.findings = findings
  }
}

/** Other systems hand in CAP 1.2: it becomes a draft that a person looks at. */
export function capRoutes(deps: RouteDeps) {
  return router().openapi(
    route(
      { anyOf: ['author', 'approver'], scope: 'cap:write' },
      {
        method: 'post',
        path: '/api/cap',
        description: 'With `Idempotency-Key`, a repeated request hears the first answer again.',
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
          201: reply<Taken>('The draft; findings here are advice'),
          200: reply<Taken>('This very file was handed in before: the same draft'),
          422: reply<{ findings: TakeFinding[] }>('Every finding, with its path and rule'),
        },
      },
    ),
    async (c) => {
      const tooLarge = new Refusal('too_large', { limitBytes: MAX_BYTES })
      if (Number(c.req.header('content-length') ?? 0) > MAX_BYTES) throw tooLarge
      const bytes = new Uint8Array(await c.req.arrayBuffer())
      if (bytes.byteLength > MAX_BYTES) throw tooLarge
      const { kind, id } = callerOf(c)
      try {
        const { status, body } = await answerOnce(deps, c, async (tx) => {
          const taken = await takeCap(tx, deps, bytes, `${kind}:${id}`)
          if (taken.draftId === null) throw new Unusable(taken.findings)
          const { draftId, findings } = taken
          return { status: taken.repeated ? 200 : 201, body: { draftId, findings } }
        })
        return c.json(body as Taken, status as 200 | 201)
      } catch (fault) {
        if (fault instanceof Unusable) return c.json({ findings: fault.findings }, 422)
        throw fault
      }
    },
  )
}
