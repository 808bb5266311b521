import { type RawBuilder, sql } from 'kysely'
import type { Json } from './generated/outer.ts'

/** A value for a `jsonb` column; the driver alone would turn an array into a PostgreSQL array. */
export const json = (value: unknown): RawBuilder<Json> => sql<Json>`${JSON.stringify(value)}::jsonb`
