import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startEmbedded } from './embedded.ts'
import { ensureDatabase, migrate } from './migrate.ts'

const run = promisify(execFile)

/**
 * Makes `generated/outer.ts` and `generated/inner.ts` from a database that has just run every migration.
 *
 * @returns the files whose text differs from what the migrations say
 */
export async function generateTypes({ write }: { write: boolean }): Promise<string[]> {
  const home = mkdtempSync(join(tmpdir(), 'tsunagu-generate-'))
  chmodSync(home, 0o755) // PostgreSQL's own user must pass
  const server = await startEmbedded({
    folder: `${home}/postgres`,
    password: 'generate',
    settings: { fsync: 'off' },
  })
  const changed: string[] = []
  try {
    for (const name of ['outer', 'inner']) {
      await ensureDatabase(server.url('postgres'), name)
      await migrate(server.url(name), `db/migrations/${name}`, 'Z2VuZXJhdGU=')
      const made = `${home}/${name}.ts`
      await run('node_modules/.bin/kysely-codegen', [
        '--dialect',
        'postgres',
        '--url',
        server.url(name),
        '--out-file',
        made,
        '--include-pattern',
        '{public,auth}.*',
        '--date-parser',
        'string',
        '--type-mapping',
        '{"int8":"number"}',
        '--log-level',
        'error',
      ])
      const text = readFileSync(made, 'utf8')
      const kept = `src/platform/database/generated/${name}.ts`
      if (existsSync(kept) && readFileSync(kept, 'utf8') === text) continue
      changed.push(kept)
      if (!write) continue
      mkdirSync('src/platform/database/generated', { recursive: true })
      writeFileSync(kept, text)
    }
  } finally {
    await server.stop()
    rmSync(home, { recursive: true, force: true })
  }
  return changed
}
