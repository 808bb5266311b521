import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../src/platform/database/embedded.ts'
import { ensureDatabase, migrate } from '../../src/platform/database/migrate.ts'
import { connection } from '../../src/platform/database/pools.ts'
import { createLog } from '../../src/platform/log.ts'
import { prepareQueue } from '../../src/platform/queue/worker.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner log-in of the maintenance database of the tests' own PostgreSQL. */
    postgresUrl: string
    databaseSecret: string
  }
}

const secret = 'dGVzdHMgaGF2ZSB0aGVpciBvd24gc2VjcmV0'

/** One real PostgreSQL for the whole run; each test file copies the two migrated template databases. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'tsunagu-test-'))
  chmodSync(home, 0o755)
  const server = await startEmbedded({
    folder: `${home}/postgres`,
    password: 'tests',
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  })
  for (const name of ['outer', 'inner']) {
    await ensureDatabase(server.url('postgres'), `template_${name}`)
    await migrate(server.url(`template_${name}`), `db/migrations/${name}`, secret)
  }
  const worker = new pg.Pool({
    ...connection(server.url('template_outer'), { name: 'tsunagu_worker', secret }),
    max: 1,
  })
  await prepareQueue(worker, createLog('silent'))
  await worker.end()
  project.provide('postgresUrl', server.url('postgres'))
  project.provide('databaseSecret', secret)
  return async () => {
    await server.stop()
    rmSync(home, { recursive: true, force: true })
  }
}
