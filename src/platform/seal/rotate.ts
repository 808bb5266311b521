import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { type Keys, readKeys, writeKeys } from '../keys.ts'
import { type SealedColumn, sealedColumns } from './columns.ts'
import { countSealedWith, inOneCity, readCityIds, readOtherwiseSealed, replaceSealed } from './queries.ts'
import { type Seal, SealFault, sealContext, sealPrefix } from './seal.ts'

/** Owner's connections: to change a row that is append-only for everybody else is the owner's business. */
export interface SealedDatabases {
  outer: pg.ClientBase
  inner: pg.ClientBase
}

/**
 * Puts a fresh sealing key first into the key file; the older ones stay and go on opening. Processes that run still seal with the
 * old one until they are started again.
 *
 * @returns the new kid
 */
export function rotateKeys(path: string): string {
  const keys = readKeys(path, false)
  const numbers = keys.sealing.map(({ kid }) => Number(/^k(\d+)$/.exec(kid)?.[1] ?? 0))
  const kid = `k${Math.max(0, ...numbers) + 1}`
  const fresh = { kid, key: randomBytes(32).toString('base64') }
  writeKeys(path, { ...keys, sealing: [fresh, ...keys.sealing] })
  return kid
}

export interface ResealSummary {
  resealed: number
  /** Values that did not open and were left as they are */
  faults: { table: string; column: string; cityId: string; id: string; reason: SealFault['reason'] }[]
}

/**
 * Seals every value anew that today's key did not seal: all columns, all cities, in batches of their own transactions. May be
 * stopped and begun again at any time, and run while the city works.
 */
export async function reseal(
  databases: SealedDatabases,
  seal: Seal,
  columns: readonly SealedColumn[] = sealedColumns,
  batch = 500,
): Promise<ResealSummary> {
  const summary: ResealSummary = { resealed: 0, faults: [] }
  const cities = await readCityIds(databases.outer)
  for (const column of columns)
    for (const cityId of cities)
      await resealCity(databases[column.database], seal, column, cityId, batch, summary)
  return summary
}

async function resealCity(
  client: pg.ClientBase,
  seal: Seal,
  column: SealedColumn,
  cityId: string,
  batch: number,
  summary: ResealSummary,
): Promise<void> {
  const prefix = sealPrefix(seal.kid)
  let after: string | null = null
  for (;;) {
    const found: { id: string; sealed: Buffer }[] = await inOneCity(client, cityId, async () => {
      const rows = await readOtherwiseSealed(client, column, cityId, prefix, after, batch)
      const values = rows.flatMap((row) => sealAnew(seal, column, cityId, row, summary))
      if (values.length > 0) summary.resealed += await replaceSealed(client, column, cityId, values)
      return rows
    })
    after = found.at(-1)?.id ?? null
    if (found.length < batch) return
  }
}

function sealAnew(
  seal: Seal,
  { table, column }: SealedColumn,
  cityId: string,
  { id, sealed }: { id: string; sealed: Buffer },
  summary: ResealSummary,
): { id: string; old: Buffer; fresh: Buffer }[] {
  const context = sealContext(table, column, cityId, id)
  try {
    return [{ id, old: sealed, fresh: seal.seal(seal.open(sealed, context), context) }]
  } catch (fault) {
    if (!(fault instanceof SealFault)) throw fault
    summary.faults.push({ table, column, cityId, id, reason: fault.reason })
    return []
  }
}

/** @returns how many values each key has sealed, for every key of the file */
export async function countByKey(
  databases: SealedDatabases,
  keys: Keys,
  columns: readonly SealedColumn[] = sealedColumns,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  const cities = await readCityIds(databases.outer)
  for (const { kid } of keys.sealing) {
    counts[kid] = 0
    for (const column of columns) {
      const client = databases[column.database]
      for (const cityId of cities)
        counts[kid] += await inOneCity(client, cityId, () =>
          countSealedWith(client, column, cityId, sealPrefix(kid)),
        )
    }
  }
  return counts
}

/**
 * Takes a key out of the key file, once no value needs it. Backups that were made with it will need the key file of their day.
 *
 * @throws Error  the key seals new values, is not in the file, or values still need it
 */
export async function dropKey(
  path: string,
  kid: string,
  databases: SealedDatabases,
  columns: readonly SealedColumn[] = sealedColumns,
): Promise<void> {
  const keys = readKeys(path, false)
  if (keys.sealing[0]?.kid === kid) throw new Error(`key ${kid} seals new values: rotate first`)
  if (!keys.sealing.some((key) => key.kid === kid)) throw new Error(`the key file holds no key ${kid}`)
  const used = (await countByKey(databases, keys, columns))[kid] ?? 0
  if (used > 0) throw new Error(`key ${kid} is still needed by ${used} values: seal them anew first`)
  writeKeys(path, { ...keys, sealing: keys.sealing.filter((key) => key.kid !== kid) })
}
