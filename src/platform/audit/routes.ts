import { z } from '@hono/zod-openapi'
import type { Kysely } from 'kysely'
import { inCity, type Outer } from '../database/city.ts'
import { callerOf, route, router } from '../http/route.ts'
import type { HeadKeys } from './head.ts'
import { lineOf, type NamesOf, namesIn, proofOf } from './prove.ts'
import { listEntries } from './queries.ts'
import { auditProof, auditQuery, listedEntry } from './schema.ts'

const readers = { anyOf: ['auditor', 'admin', 'approver'], scope: 'audit' } as const

const list = route(readers, {
  method: 'get',
  path: '/api/audit',
  request: { query: auditQuery },
  responses: {
    200: {
      description: 'Newest first; `next` is the `before` of the following page, null at the end',
      content: {
        'application/json': {
          schema: z.object({ entries: z.array(listedEntry), next: z.uuid().nullable() }),
        },
      },
    },
  },
})

const proof = route(readers, {
  method: 'get',
  path: '/api/audit/{id}/proof',
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: {
      description: 'The entry, its leaf, the path and the signed head',
      content: { 'application/json': { schema: auditProof } },
    },
  },
})

/** 記録: the city's log and the proof behind each line. */
export function auditRoutes(db: Kysely<Outer>, keys: HeadKeys, namesOf: NamesOf) {
  return router()
    .openapi(list, async (c) => {
      const { limit, ...filter } = c.req.valid('query')
      const { found, names } = await inCity(db, callerOf(c).cityId, async (tx) => {
        const found = await listEntries(tx, { ...filter, limit: limit + 1 })
        return { found, names: await namesIn(tx, found, namesOf) }
      })
      const entries = found.slice(0, limit).map((entry) => lineOf(entry, names))
      const next = found.length > limit ? (entries.at(-1)?.id ?? null) : null
      return c.json({ entries, next }, 200)
    })
    .openapi(proof, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await inCity(db, callerOf(c).cityId, (tx) => proofOf(tx, id, keys, namesOf)), 200)
    })
}
