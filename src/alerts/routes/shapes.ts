import { z } from '@hono/zod-openapi'
import { factsSchema, kinds, languages, messageTypes, templateIds, wordingsSchema } from '../schema.ts'

/** What the browser and other systems send. */
export const draftShape = z.object({
  kind: z.enum(kinds),
  drill: z.boolean(),
  template: z.enum(templateIds),
  facts: factsSchema,
  wordings: wordingsSchema.default({}),
  media: z.array(z.string().max(40)).max(40),
  languages: z.array(z.enum(languages)).min(1).default(['ja', 'ja-easy']),
  scheduledAt: z.iso
    .datetime({ offset: true })
    .nullable()
    .default(null)
    .transform((text) => (text ? new Date(text) : null)),
})

export const previewShape = draftShape.extend({
  type: z.enum(messageTypes).default('alert'),
  earlier: z.array(z.uuid()).default([]),
})

/** A second factor for this very act: the six digits of the authenticator, or a passkey's answer. */
export const proofShape = z.object({ code: z.string().max(20).optional(), passkey: z.unknown().optional() })

export const idParam = z.object({ id: z.uuid() })

/** A reply whose TypeScript type the browser takes over from the function that makes it. */
export const reply = <T>(description: string) => ({
  description,
  content: {
    'application/json': { schema: z.custom<T>(() => true).openapi({ type: 'object', description }) },
  },
})

export const body = <S extends z.ZodType>(schema: S) => ({
  content: { 'application/json': { schema } },
  required: true,
})

/** Roles that write, and roles that read the alerts of their city. */
export const writers = ['author', 'approver'] as const
export const readers = [
  'author',
  'approver',
  'admin',
  'auditor',
  'welfare',
  'station',
  'coordinator',
] as const
