import { z } from 'zod'

/** One line of 記録. Shared with the browser. */
export const listedEntry = z.object({
  id: z.uuid(),
  /** UTC with microseconds */
  at: z.string(),
  /** `person:<id>`, `key:<id>`, `system` */
  actor: z.string(),
  /** The person's name today; null for programs, the system, and people nobody knows any more */
  actorName: z.string().nullable(),
  action: z.string(),
  /** `<kind>:<id>` */
  subject: z.string(),
  details: z.record(z.string(), z.unknown()),
  /** Place in the tree; null = 封印待ち（1秒以内） */
  seq: z.number().int().nullable(),
})
export type AuditLine = z.infer<typeof listedEntry>

/** An entry with everything needed to check it without us: octets are base64. */
export const auditProof = z.object({
  entry: listedEntry,
  /** `waiting`: not sealed yet, no proof exists · `proven` · `broken`: the entry is not what was sealed */
  state: z.enum(['waiting', 'proven', 'broken']),
  /** The octets of the leaf: RFC 8785 JSON. Its hash is SHA-256(0x00 ‖ UTF-8). */
  leafText: z.string(),
  leafHash: z.base64().nullable(),
  /** RFC 9162 audit path, nearest sibling first */
  path: z.array(z.base64()),
  head: z
    .object({
      treeSize: z.number().int(),
      rootHash: z.base64(),
      at: z.string(),
      kid: z.string(),
      signature: z.base64(),
      /** What the signature covers */
      signedText: z.string(),
      /** Ed25519, SPKI PEM; null when the head was signed with a key that is no longer kept */
      publicKey: z.string().nullable(),
    })
    .nullable(),
})
export type AuditProof = z.infer<typeof auditProof>

export const auditQuery = z.object({
  before: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  subject: z.string().min(1).max(200).optional(),
  action: z.string().min(1).max(100).optional(),
})
