import { sql } from 'kysely'
import type { CityTx } from '../database/city.ts'

/**
 * Adds a job in the transaction of the caller: it runs if, and only if, the transaction commits. The city is stamped by the database.
 *
 * @param options.jobKey  a later job with the same key replaces this one while it waits
 * @param options.runAt  not before this moment; at once when left out
 */
export async function enqueue(
  tx: CityTx,
  task: string,
  payload: Record<string, unknown>,
  options: { jobKey?: string; runAt?: Date } = {},
): Promise<void> {
  await sql`select tsunagu.enqueue(${task}, ${JSON.stringify(payload)}::jsonb, ${options.jobKey ?? null}::text,
    ${options.runAt ?? null}::timestamptz)`.execute(tx)
}
