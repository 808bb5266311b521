import { sql } from 'kysely'
import type { CityTx } from '#platform/database/city.ts'
import type { Step } from '../schema.ts'

export interface DraftFrom {
  id: string
  step: Step
  version: number
}

/** The drafts that came from outside under one of these names (CAP: `sender,identifier,sent`), oldest first. */
export async function draftsFrom(tx: CityTx, references: readonly string[]): Promise<DraftFrom[]> {
  if (references.length === 0) return []
  const rows = await tx
    .selectFrom('alert_draft')
    .select(['id', 'step', 'version'])
    .where(sql<string>`source ->> 'reference'`, 'in', [...references])
    .where(sql<string>`source ->> 'kind'`, 'in', ['cap', 'jma'])
    .orderBy('created_at')
    .execute()
  return rows.map((row) => ({ ...row, step: row.step as Step }))
}

/** CAP files of one city are taken one after the other. */
export async function takeCapTurn(tx: CityTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`alert_draft.cap:${tx.cityId}`}, 0))`.execute(tx)
}

/** The codes by which others name this city. */
export async function municipalityOf(
  tx: CityTx,
): Promise<{ municipalityCode: string; jmaAreaCode: string | null }> {
  return tx
    .selectFrom('city')
    .select(['municipality_code as municipalityCode', 'jma_area_code as jmaAreaCode'])
    .where('id', '=', tx.cityId)
    .executeTakeFirstOrThrow()
}
