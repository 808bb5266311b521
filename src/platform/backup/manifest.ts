import { z } from 'zod'

const part = z.object({
  /** File in the backup's folder */
  file: z.string().regex(/^[a-z0-9_.-]+\.part$/),
  schema: z.string(),
  table: z.string(),
  columns: z.array(z.string()),
  rows: z.number().int().nonnegative(),
  bytes: z.number().int(),
  /** Of the encrypted file, hex */
  sha256: z.string().length(64),
})
export type Part = z.infer<typeof part>

const databaseManifest = z.object({
  serverVersion: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  /** In an order that foreign keys allow */
  parts: z.array(part),
  sequences: z.array(
    z.object({ schema: z.string(), name: z.string(), value: z.string(), called: z.boolean() }),
  ),
})
export type DatabaseManifest = z.infer<typeof databaseManifest>

/** The list of a backup: what it holds, of which schema, each file's fingerprint. Stored encrypted as `manifest.part`. */
export const manifest = z.object({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  databases: z.object({ outer: databaseManifest, inner: databaseManifest }),
})
export type Manifest = z.infer<typeof manifest>

export const databaseNames = ['outer', 'inner'] as const
export type DatabaseName = (typeof databaseNames)[number]
export const manifestFile = 'manifest.part'
