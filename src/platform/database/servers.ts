import { join } from 'node:path'
import type { Config } from '../config.ts'
import { derive, type Keys } from '../keys.ts'
import { type Embedded, startEmbedded } from './embedded.ts'
import { ensureDatabase } from './migrate.ts'

/** Owner log-ins of the two databases, and the server that we started for them. */
export interface Servers {
  outerUrl: string
  innerUrl: string
  /** null when the settings name real servers. */
  embedded: Embedded | null
}

/** The servers that the settings name; without them, the embedded PostgreSQL with two databases. */
export async function openServers(config: Config, keys: Keys): Promise<Servers> {
  if (config.databaseUrl && config.innerDatabaseUrl)
    return { outerUrl: config.databaseUrl, innerUrl: config.innerDatabaseUrl, embedded: null }
  const embedded = await startEmbedded({
    folder: join(config.home, 'postgres'),
    password: derive(keys.database, 'database owner'),
  })
  for (const name of ['tsunagu_outer', 'tsunagu_inner']) await ensureDatabase(embedded.url('postgres'), name)
  return { outerUrl: embedded.url('tsunagu_outer'), innerUrl: embedded.url('tsunagu_inner'), embedded }
}
