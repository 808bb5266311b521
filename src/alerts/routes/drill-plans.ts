import { z } from '@hono/zod-openapi'
import { route, router } from '#platform/http/route.ts'
import { Refusal } from '#platform/refusal.ts'
import { actorOf } from '../draft/write.ts'
import { inOwnCity, operatorOf, type RouteDeps } from './service.ts'
import { body, idParam, proofShape, readers, reply, writers } from './shapes.ts'

interface DrillPlan {
  id: string
  day: string
  media: string[]
  reason: string
  madeBy: string
  approvedBy: string | null
}

/** 訓練計画: outside the demo, 緊急速報メール and 防災無線 join a drill only on a day that two people agreed on. */
export function drillPlanRoutes(deps: RouteDeps) {
  return router()
    .openapi(
      route(
        { anyOf: readers },
        {
          method: 'get',
          path: '/api/alerts/drill-plans',
          responses: { 200: reply<{ plans: DrillPlan[] }>('Plans, newest day first') },
        },
      ),
      async (c) => {
        const plans = await inOwnCity(deps, c, async (tx) => {
          const rows = await tx
            .selectFrom('drill_plan')
            .selectAll()
            .orderBy('day', 'desc')
            .limit(100)
            .execute()
          const name = async (id: string | null) => (id ? ((await deps.person(tx, id))?.name ?? '') : null)
          const list: DrillPlan[] = []
          for (const row of rows)
            list.push({
              id: row.id,
              day: row.day,
              media: row.media,
              reason: row.reason,
              madeBy: (await name(row.made_by)) ?? '',
              approvedBy: await name(row.approved_by),
            })
          return list
        })
        return c.json({ plans }, 200)
      },
    )
    .openapi(
      route(
        { anyOf: writers },
        {
          method: 'post',
          path: '/api/alerts/drill-plans',
          request: {
            body: body(
              z.object({
                day: z.iso.date(),
                media: z.array(z.string().max(40)).min(1),
                reason: z.string().trim().min(1).max(200),
              }),
            ),
          },
          responses: { 201: reply<{ planId: string }>('The plan; it waits for another person') },
        },
      ),
      async (c) => {
        const input = c.req.valid('json')
        const operator = operatorOf(c)
        const faults = faultsOf(deps, input)
        if (faults.length > 0) throw new Refusal('bad_request', { fields: faults })
        const id = deps.newId()
        await inOwnCity(deps, c, async (tx) => {
          await tx
            .insertInto('drill_plan')
            .values({
              city_id: tx.cityId,
              id,
              day: input.day,
              media: input.media,
              reason: input.reason,
              made_by: operator.id,
            })
            .execute()
          await deps.record(tx, {
            actor: actorOf(operator),
            action: 'alerts.drill-planned',
            subject: `drill-plan:${id}`,
            details: { day: input.day, media: input.media },
            at: deps.clock(),
          })
        })
        return c.json({ planId: id }, 201)
      },
    )
    .openapi(
      route(
        { anyOf: ['approver'] },
        {
          method: 'post',
          path: '/api/alerts/drill-plans/{id}/approve',
          request: { params: idParam, body: body(z.object({ proof: proofShape })) },
          responses: { 200: reply<{ done: true }>('Approved by another person') },
        },
      ),
      async (c) => {
        const { id } = c.req.valid('param')
        await deps.stepUp(c, c.req.valid('json').proof)
        const operator = operatorOf(c)
        await inOwnCity(deps, c, async (tx) => {
          const plan = await tx
            .selectFrom('drill_plan')
            .select(['made_by', 'approved_by'])
            .where('id', '=', id)
            .forUpdate()
            .executeTakeFirst()
          if (!plan) throw new Refusal('not_found')
          if (plan.made_by === operator.id) throw new Refusal('same_person')
          if (plan.approved_by) throw new Refusal('wrong_step', { step: 'approved' })
          const at = deps.clock()
          await tx
            .updateTable('drill_plan')
            .set({ approved_by: operator.id, approved_at: at })
            .where('id', '=', id)
            .execute()
          await deps.record(tx, {
            actor: actorOf(operator),
            action: 'alerts.drill-plan-approved',
            subject: `drill-plan:${id}`,
            at,
          })
        })
        return c.json({ done: true as const }, 200)
      },
    )
}

/** A plan must name a day that is still to come, and media that are there. */
function faultsOf(
  deps: RouteDeps,
  plan: { day: string; media: readonly string[] },
): { path: string; message: string }[] {
  const today = new Date(deps.clock().getTime() + 9 * 3_600_000).toISOString().slice(0, 10)
  const unknown = plan.media.filter((name) => !deps.media.all.some((medium) => medium.name === name))
  return [
    ...(plan.day < today ? [{ path: 'day', message: '過ぎた日です' }] : []),
    ...unknown.map((name) => ({ path: 'media', message: `「${name}」という媒体はありません` })),
  ]
}
