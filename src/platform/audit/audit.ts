import { newId } from '../clock.ts'
import type { CityTx } from '../database/city.ts'
import { insertEntry } from './queries.ts'

/** Something that happened, as the log keeps it for ever. Ids, numbers and reasons; names and addresses stay in their own tables. */
export interface AuditEntry {
  /** `person:<id>`, `key:<id>` or `system` */
  actor: string
  /** `<module>.<what happened>`: `alerts.approved`, `staff.role-granted` */
  action: string
  /** `<kind>:<id>` of what it happened to */
  subject: string
  details?: Record<string, unknown>
  at: Date
}

/** The shape of `record`, for modules that take it as a dependency. */
export type Recorder = (tx: CityTx, entry: AuditEntry) => Promise<string>

/**
 * Writes an entry in the caller's transaction: it stands in the log if, and only if, the deed itself does.
 * The sealer puts it into the tree within a second.
 *
 * @returns the entry's id
 */
export async function record(tx: CityTx, entry: AuditEntry): Promise<string> {
  const id = newId()
  await insertEntry(tx, { id, details: {}, ...entry })
  return id
}
