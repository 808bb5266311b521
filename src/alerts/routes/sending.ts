import { z } from '@hono/zod-openapi'
import { route, router } from '#platform/http/route.ts'
import { Refusal } from '#platform/refusal.ts'
import { approve, sendAlone, signatures } from '../approval/approve.ts'
import { byHand } from '../dispatch/by-hand.ts'
import { actorOf, correct } from '../draft/write.ts'
import { listPage, livePage } from '../live/pages.ts'
import { situation } from '../live/situation.ts'
import { templateIds } from '../schema.ts'
import { templateOf } from '../templates.ts'
import { inOwnCity, operatorOf, type RouteDeps } from './service.ts'
import { body, idParam, proofShape, readers, reply, writers } from './shapes.ts'

const approvalShape = z.object({
  version: z.number().int(),
  proof: proofShape,
  confirmations: z.array(z.object({ code: z.string(), words: z.string().max(60) })).default([]),
})

/** Approving, watching, correcting. */
export function sendingRoutes(deps: RouteDeps) {
  return router()
    .openapi(
      route(
        { anyOf: readers },
        {
          method: 'get',
          path: '/api/situation',
          responses: {
            200: reply<Awaited<ReturnType<typeof situation>>>('What happened and what waits for a hand'),
          },
        },
      ),
      async (c) => c.json(await inOwnCity(deps, c, (tx) => situation(tx, deps)), 200),
    )
    .openapi(
      route(
        { anyOf: readers },
        {
          method: 'get',
          path: '/api/alerts',
          responses: { 200: reply<Awaited<ReturnType<typeof listPage>>>('Drafts and messages') },
        },
      ),
      async (c) => c.json(await inOwnCity(deps, c, (tx) => listPage(tx, deps)), 200),
    )
    .openapi(
      route('anyone-signed-in', {
        method: 'post',
        path: '/api/alerts/drafts/{id}/approve',
        request: { params: idParam, body: body(approvalShape) },
        responses: { 201: reply<{ messageId: string }>('The message; it is on its way') },
      }),
      async (c) => {
        const { proof, ...given } = c.req.valid('json')
        await deps.stepUp(c, proof)
        const approval = { ...given, operator: operatorOf(c), steppedUp: true }
        const messageId = await inOwnCity(deps, c, (tx) =>
          approve(tx, deps, c.req.valid('param').id, approval),
        )
        return c.json({ messageId }, 201)
      },
    )
    .openapi(
      route(
        { anyOf: writers },
        {
          method: 'post',
          path: '/api/alerts/drafts/{id}/send-alone',
          request: {
            params: idParam,
            body: body(approvalShape.extend({ reason: z.string().trim().min(5).max(300) })),
          },
          responses: { 201: reply<{ messageId: string }>('緊急発信: the message; all approvers are told') },
        },
      ),
      async (c) => {
        const { proof, ...given } = c.req.valid('json')
        await deps.stepUp(c, proof)
        const alone = { ...given, operator: operatorOf(c), steppedUp: true }
        const messageId = await inOwnCity(deps, c, (tx) =>
          sendAlone(tx, deps, c.req.valid('param').id, alone),
        )
        return c.json({ messageId }, 201)
      },
    )
    .openapi(
      route(
        { anyOf: readers },
        {
          method: 'get',
          path: '/api/alerts/messages/{id}',
          request: { params: idParam },
          responses: { 200: reply<Awaited<ReturnType<typeof livePage>>>('One message, one row a medium') },
        },
      ),
      async (c) => c.json(await inOwnCity(deps, c, (tx) => livePage(tx, deps, c.req.valid('param').id)), 200),
    )
    .openapi(
      route(
        { anyOf: writers },
        {
          method: 'post',
          path: '/api/alerts/messages/{id}/correct',
          request: { params: idParam, body: body(z.object({ type: z.enum(['update', 'cancel', 'lift']) })) },
          responses: { 201: reply<{ draftId: string }>('A draft that corrects, cancels or lifts') },
        },
      ),
      async (c) => {
        const { type } = c.req.valid('json')
        const draftId = await inOwnCity(deps, c, (tx) =>
          correct(tx, deps, c.req.valid('param').id, type, operatorOf(c)),
        )
        return c.json({ draftId }, 201)
      },
    )
    .openapi(
      route(
        { anyOf: ['approver', 'auditor'] },
        {
          method: 'post',
          path: '/api/alerts/messages/{id}/review',
          request: { params: idParam, body: body(z.object({ words: z.string().trim().min(1).max(500) })) },
          responses: { 201: reply<{ done: true }>('緊急発信 was looked at by another person') },
        },
      ),
      async (c) => {
        const operator = operatorOf(c)
        const { id } = c.req.valid('param')
        await inOwnCity(deps, c, async (tx) => {
          const message = await tx
            .selectFrom('alert_message')
            .select(['approved_by', 'emergency_reason'])
            .where('id', '=', id)
            .executeTakeFirst()
          if (!message?.emergency_reason) throw new Refusal('not_found')
          if (message.approved_by === operator.id) throw new Refusal('same_person')
          const at = deps.clock()
          const { numInsertedOrUpdatedRows } = await tx
            .insertInto('emergency_review')
            .values({
              city_id: tx.cityId,
              message_id: id,
              reviewed_by: operator.id,
              at,
              words: c.req.valid('json').words,
            })
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst()
          if (!numInsertedOrUpdatedRows) throw new Refusal('wrong_step', { step: 'reviewed' })
          await deps.record(tx, {
            actor: actorOf(operator),
            action: 'alerts.emergency-reviewed',
            subject: `message:${id}`,
            at,
          })
        })
        deps.bus.publish({ cityId: c.get('caller')?.cityId ?? '', topic: 'alerts', id })
        return c.json({ done: true as const }, 201)
      },
    )
    .openapi(
      route(
        { anyOf: writers },
        {
          method: 'post',
          path: '/api/alerts/dispatches/{id}/by-hand',
          request: {
            params: idParam,
            body: body(z.object({ act: z.enum(['retry', 'stop', 'was-sent', 'was-not-sent']) })),
          },
          responses: { 200: reply<{ done: true }>('Done by hand') },
        },
      ),
      async (c) => {
        await inOwnCity(deps, c, (tx) =>
          byHand(tx, deps, c.req.valid('param').id, c.req.valid('json').act, operatorOf(c)),
        )
        return c.json({ done: true as const }, 200)
      },
    )
    .openapi(
      route(
        { anyOf: readers },
        {
          method: 'get',
          path: '/api/alerts/preauthorised',
          responses: {
            200: reply<{
              templates: { template: string; label: string; signedBy: { id: string; name: string }[] }[]
            }>('Templates for 緊急発信 and who signed them'),
          },
        },
      ),
      async (c) => {
        const list = await inOwnCity(deps, c, async (tx) => {
          const rows = []
          for (const id of templateIds.filter((one) => templateOf(one).signable)) {
            const signedBy = []
            for (const userId of await signatures(tx, id))
              signedBy.push({ id: userId, name: (await deps.person(tx, userId))?.name ?? '' })
            rows.push({ template: id, label: templateOf(id).label, signedBy })
          }
          return rows
        })
        return c.json({ templates: list }, 200)
      },
    )
    .openapi(
      route(
        { anyOf: ['approver'] },
        {
          method: 'post',
          path: '/api/alerts/preauthorised/{template}',
          request: {
            params: z.object({ template: z.enum(templateIds) }),
            body: body(z.object({ sign: z.boolean(), proof: proofShape })),
          },
          responses: { 200: reply<{ signatures: number }>('Signed, or the signature withdrawn') },
        },
      ),
      async (c) => {
        const { template } = c.req.valid('param')
        const { sign, proof } = c.req.valid('json')
        if (!templateOf(template).signable)
          throw new Refusal('not_allowed', { reason: 'not-signable', template })
        await deps.stepUp(c, proof)
        const operator = operatorOf(c)
        const count = await inOwnCity(deps, c, async (tx) => {
          const at = deps.clock()
          await tx
            .insertInto('preauthorised_template')
            .values({
              city_id: tx.cityId,
              id: deps.newId(),
              template,
              signed_by: operator.id,
              at,
              withdrawn: !sign,
            })
            .execute()
          await deps.record(tx, {
            actor: actorOf(operator),
            action: sign ? 'alerts.template-signed' : 'alerts.signature-withdrawn',
            subject: `template:${template}`,
            at,
          })
          return (await signatures(tx, template)).length
        })
        return c.json({ signatures: count }, 200)
      },
    )
}
