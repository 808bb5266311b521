import { canonicalJson } from './canonical.ts'
import { leafHash } from './merkle.ts'

/** An entry as it is hashed: texts as PostgreSQL holds them, the time in UTC with microseconds. */
export interface StoredEntry {
  city_id: string
  id: string
  /** `2026-11-23T06:13:32.000000Z` */
  at: string
  actor: string
  action: string
  subject: string
  details: unknown
}

/** Selects a `StoredEntry` from `audit_entry e`; sealing, verifying and proving read the same words. */
export const storedEntryColumns = `e.city_id, e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  e.actor, e.action, e.subject, e.details`

/** The octets of a leaf: RFC 8785 JSON of exactly the seven members of `StoredEntry`, in UTF-8. */
export function leafText({ city_id, id, at, actor, action, subject, details }: StoredEntry): string {
  return canonicalJson({ city_id, id, at, actor, action, subject, details })
}

export const hashEntry = (entry: StoredEntry): Buffer => leafHash(Buffer.from(leafText(entry)))
