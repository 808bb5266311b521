import { z } from '@hono/zod-openapi'
import { route, router } from '#platform/http/route.ts'
import { Refusal } from '#platform/refusal.ts'
import { markOpened, sendBack, submit } from '../approval/move.ts'
import { approvalPage } from '../approval/page.ts'
import { type Composed, compose } from '../draft/compose.ts'
import { type Draft, findDraft, stepsOf } from '../draft/queries.ts'
import { changeDraft, writeDraft } from '../draft/write.ts'
import { placeShort } from '../rendition/phrases.ts'
import { templates } from '../templates.ts'
import { inOwnCity, operatorOf, type RouteDeps } from './service.ts'
import { body, draftShape, idParam, previewShape, readers, reply, writers } from './shapes.ts'

/** What the compose screen shows beside the facts. */
const previewOf = ({ facts, media, findings, place }: Composed) => ({
  media,
  findings,
  place: placeShort(facts),
  population: facts.population,
  households: facts.households,
  facts,
  districts: place.districts.map(({ id, name }) => ({ id, name })),
})
export type Preview = ReturnType<typeof previewOf>
export interface DraftPage {
  draft: Draft
  steps: { step: string; at: Date; actor: string; reason: string }[]
}

/** Writing: templates, drafts, previews, and the way to the approver and back. */
export function draftRoutes(deps: RouteDeps) {
  return router()
    .openapi(
      route(
        { anyOf: readers },
        {
          method: 'get',
          path: '/api/alerts/templates',
          responses: {
            200: reply<{ templates: typeof templates }>('Templates in the order of the compose screen'),
          },
        },
      ),
      (c) => c.json({ templates }, 200),
    )
    .openapi(
      route(
        { anyOf: writers },
        {
          method: 'post',
          path: '/api/alerts/preview',
          request: { body: body(previewShape) },
          responses: { 200: reply<Preview>('Exactly what would go out now, with findings') },
        },
      ),
      async (c) => {
        const input = c.req.valid('json')
        const operator = operatorOf(c)
        return c.json(
          previewOf(await inOwnCity(deps, c, (tx) => compose(tx, deps, { ...input, authorId: operator.id }))),
          200,
        )
      },
    )
    .openapi(
      route(
        { anyOf: writers },
        {
          method: 'post',
          path: '/api/alerts/drafts',
          request: { body: body(draftShape) },
          responses: { 201: reply<{ draftId: string }>('The new draft') },
        },
      ),
      async (c) => {
        const draftId = await inOwnCity(deps, c, (tx) =>
          writeDraft(tx, deps, c.req.valid('json'), operatorOf(c)),
        )
        return c.json({ draftId }, 201)
      },
    )
    .openapi(
      route(
        { anyOf: readers },
        {
          method: 'get',
          path: '/api/alerts/drafts/{id}',
          request: { params: idParam },
          responses: { 200: reply<DraftPage>('A draft and its steps') },
        },
      ),
      async (c) => {
        const { id } = c.req.valid('param')
        const page = await inOwnCity(deps, c, async (tx) => ({
          draft: await findDraft(tx, id),
          steps: await stepsOf(tx, id),
        }))
        if (!page.draft) throw new Refusal('not_found')
        return c.json(page as DraftPage, 200)
      },
    )
    .openapi(
      route(
        { anyOf: writers },
        {
          method: 'put',
          path: '/api/alerts/drafts/{id}',
          request: { params: idParam, body: body(draftShape.extend({ version: z.number().int() })) },
          responses: { 200: reply<{ version: number }>('The new version') },
        },
      ),
      async (c) => {
        const { version, ...change } = c.req.valid('json')
        await inOwnCity(deps, c, (tx) =>
          changeDraft(tx, deps, c.req.valid('param').id, version, change, operatorOf(c)),
        )
        return c.json({ version: version + 1 }, 200)
      },
    )
    .openapi(
      route(
        { anyOf: writers },
        {
          method: 'post',
          path: '/api/alerts/drafts/{id}/submit',
          request: { params: idParam },
          responses: { 200: reply<{ step: string }>('Waits for approval') },
        },
      ),
      async (c) => {
        await inOwnCity(deps, c, (tx) => submit(tx, deps, c.req.valid('param').id, operatorOf(c)))
        return c.json({ step: 'awaiting' }, 200)
      },
    )
    .openapi(
      route('anyone-signed-in', {
        method: 'post',
        path: '/api/alerts/drafts/{id}/send-back',
        request: {
          params: idParam,
          body: body(
            z.object({
              move: z.enum(['takeBack', 'return', 'reject']),
              reason: z.string().max(300).default(''),
            }),
          ),
        },
        responses: { 200: reply<{ done: true }>('Taken back, returned or rejected') },
      }),
      async (c) => {
        const { move, reason } = c.req.valid('json')
        await inOwnCity(deps, c, (tx) =>
          sendBack(tx, deps, c.req.valid('param').id, move, operatorOf(c), reason),
        )
        return c.json({ done: true as const }, 200)
      },
    )
    .openapi(
      route('anyone-signed-in', {
        method: 'get',
        path: '/api/alerts/drafts/{id}/approval',
        request: { params: idParam },
        responses: { 200: reply<Awaited<ReturnType<typeof approvalPage>>>('Everything the approver needs') },
      }),
      async (c) => {
        const operator = operatorOf(c)
        const page = await inOwnCity(deps, c, (tx) =>
          approvalPage(tx, deps, c.req.valid('param').id, operator),
        )
        const reads = readers.some((role) => operator.roles.includes(role))
        if (!reads && !page.may.deputy) throw new Refusal('not_allowed')
        return c.json(page, 200)
      },
    )
    .openapi(
      route('anyone-signed-in', {
        method: 'post',
        path: '/api/alerts/drafts/{id}/opened',
        request: { params: idParam },
        responses: { 200: reply<{ done: true }>('Noted that an approver looks at it') },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const operator = operatorOf(c)
        await inOwnCity(deps, c, async (tx) => {
          const page = await approvalPage(tx, deps, id, operator)
          if (page.may.approve) await markOpened(tx, deps, id, operator)
        })
        return c.json({ done: true as const }, 200)
      },
    )
}
