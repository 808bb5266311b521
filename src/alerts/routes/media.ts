import { z } from '@hono/zod-openapi'
import { route, router } from '#platform/http/route.ts'
import { Refusal } from '#platform/refusal.ts'
import { proveLink } from '../dispatch/link-proof.ts'
import type { Opened } from '../dispatch/media-settings.ts'
import { lastProofs, type ProofRow } from '../dispatch/queries.ts'
import { actorOf } from '../draft/write.ts'
import { mayUse } from '../kinds.ts'
import { kinds } from '../schema.ts'
import { inOwnCity, operatorOf, type RouteDeps } from './service.ts'
import { body, proofShape, readers, reply } from './shapes.ts'

/** What stands in a form for a secret that is kept: sent back unchanged, the kept one stays. */
const kept = '••••••••'

interface FieldSchema {
  title?: string
  secret?: boolean
  properties?: Record<string, FieldSchema>
}

/** Names of the settings' fields that hold secrets. */
function secretsOf(settings: z.ZodType): string[] {
  const schema = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }) as FieldSchema
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => (field.secret ? [name] : []))
}

const view = (opened: Opened) => ({
  name: opened.medium.name,
  label: opened.medium.label,
  correction: opened.medium.correction,
  correctionWords: opened.medium.correctionWords,
  repeat: opened.medium.repeat,
  off: opened.off,
  kinds: kinds.filter((kind) => mayUse(kind, opened.medium.name)),
})
const proofView = ({ at, ok, reason, tookMs }: ProofRow) => ({ at: at.toISOString(), ok, reason, tookMs })
export type MediumView = ReturnType<typeof view> & {
  proof: ReturnType<typeof proofView> | null
}

export interface MediumSettings {
  name: string
  label: string
  enabled: boolean
  settings: Record<string, unknown>
  /** JSON Schema of the form. */
  schema: unknown
}

/** 媒体: what each is, how it is set up, and whether its link stands. */
export function mediaRoutes(deps: RouteDeps) {
  const named = z.object({ name: z.string().max(40) })
  return router()
    .openapi(
      route(
        { anyOf: readers },
        {
          method: 'get',
          path: '/api/media',
          responses: {
            200: reply<{ media: MediumView[] }>(
              'Every medium, on or off, with its reason and last link proof',
            ),
          },
        },
      ),
      async (c) => {
        const media = await inOwnCity(deps, c, async (tx) => {
          const names = deps.media.all.map((medium) => medium.name)
          const proofs = await lastProofs(tx, names)
          return (await deps.media.openAll(tx)).map((opened): MediumView => {
            const proof = proofs.get(opened.medium.name)
            return { ...view(opened), proof: proof ? proofView(proof) : null }
          })
        })
        return c.json({ media }, 200)
      },
    )
    .openapi(
      route(
        { anyOf: ['admin'] },
        {
          method: 'get',
          path: '/api/media/{name}',
          request: { params: named },
          responses: { 200: reply<MediumSettings>('The settings as a form; secrets hidden') },
        },
      ),
      async (c) => {
        const { name } = c.req.valid('param')
        const medium = deps.media.all.find((one) => one.name === name)
        if (!medium) throw new Refusal('not_found')
        const { enabled, settings } = await inOwnCity(deps, c, (tx) => deps.media.settings(tx, name))
        const shown: Record<string, unknown> = { ...settings }
        for (const secret of secretsOf(medium.settings)) if (shown[secret]) shown[secret] = kept
        const schema = z.toJSONSchema(medium.settings, { io: 'input', unrepresentable: 'any' })
        return c.json({ name, label: medium.label, enabled, settings: shown, schema }, 200)
      },
    )
    .openapi(
      route(
        { anyOf: ['admin'] },
        {
          method: 'put',
          path: '/api/media/{name}',
          request: {
            params: named,
            body: body(
              z.object({
                enabled: z.boolean(),
                settings: z.record(z.string(), z.unknown()),
                proof: proofShape,
              }),
            ),
          },
          responses: { 200: reply<{ off: string | null }>('Kept; says why the medium is off, if it is') },
        },
      ),
      async (c) => {
        const { name } = c.req.valid('param')
        const { enabled, settings, proof } = c.req.valid('json')
        const medium = deps.media.all.find((one) => one.name === name)
        if (!medium) throw new Refusal('not_found')
        await deps.stepUp(c, proof)
        const operator = operatorOf(c)
        const opened = await inOwnCity(deps, c, async (tx) => {
          const before = await deps.media.settings(tx, name)
          const merged = { ...settings }
          for (const secret of secretsOf(medium.settings))
            if (merged[secret] === kept) merged[secret] = before.settings[secret]
          await deps.media.set(tx, name, enabled, merged, operator.id)
          await deps.record(tx, {
            actor: actorOf(operator),
            action: 'media.set',
            subject: `medium:${name}`,
            details: { enabled, fields: Object.keys(settings) },
            at: deps.clock(),
          })
          return deps.media.open(tx, name)
        })
        deps.bus.publish({ cityId: c.get('caller')?.cityId ?? '', topic: 'media' })
        return c.json({ off: opened.off }, 200)
      },
    )
    .openapi(
      route(
        { anyOf: ['admin', 'approver'] },
        {
          method: 'post',
          path: '/api/media/{name}/probe',
          request: { params: named },
          responses: {
            200: reply<{ ok: boolean; words: string; tookMs: number }>(
              'Whether the link stands; nobody notices the test',
            ),
          },
        },
      ),
      async (c) => {
        const caller = c.get('caller')
        return c.json(await proveLink(deps, caller?.cityId ?? '', c.req.valid('param').name), 200)
      },
    )
}
