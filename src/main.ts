import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigFault, readConfig } from '#platform/config.ts'
import { type Embedded, startEmbedded } from '#platform/database/embedded.ts'
import { ensureDatabase, migrate } from '#platform/database/migrate.ts'
import { type Keys, readKeys } from '#platform/keys.ts'
import { createLog, type Log } from '#platform/log.ts'
import { findDemoAccounts } from '#platform/login/index.ts'
import { prepareQueue } from '#platform/queue/worker.ts'
import { type House, listen, startWork, wire } from './serve.ts'

/** The only place that reads the environment: config → databases → modules → http and workers. */

const say = (text: string): void => void process.stderr.write(`  ${text}\n`)

interface Servers {
  outerUrl: string
  innerUrl: string
  embedded: Embedded | null
}

async function openServers(config: Config, keys: Keys): Promise<Servers> {
  if (config.databaseUrl && config.innerDatabaseUrl)
    return { outerUrl: config.databaseUrl, innerUrl: config.innerDatabaseUrl, embedded: null }
  say('PostgreSQL を起動しています / starting PostgreSQL')
  const embedded = await startEmbedded({
    folder: join(config.home, 'postgres'),
    password: keys.database.slice(0, 24).replace(/\W/g, 'x'),
  })
  for (const name of ['tsunagu_outer', 'tsunagu_inner']) await ensureDatabase(embedded.url('postgres'), name)
  return { outerUrl: embedded.url('tsunagu_outer'), innerUrl: embedded.url('tsunagu_inner'), embedded }
}

async function bringUp(config: Config, servers: Servers, keys: Keys): Promise<void> {
  const ran = [
    ...(await migrate(servers.outerUrl, 'db/migrations/outer', keys.database)),
    ...(await migrate(servers.innerUrl, 'db/migrations/inner', keys.database)),
  ]
  if (ran.length > 0) say(`データベースを整えました / migrated: ${ran.length}`)
}

/** Production must not be opened by what everybody knows. */
async function refuseDemoAccounts(house: House): Promise<void> {
  const found = await findDemoAccounts(house.login)
  if (found.length === 0) return
  throw new ConfigFault([
    `${found.length} demo accounts are in this database: remove them, or begin with a fresh database`,
  ])
}

async function up(config: Config, log: Log): Promise<() => Promise<void>> {
  mkdirSync(config.home, { recursive: true })
  const keys = readKeys(config.keyFile, config.demo)
  const servers = await openServers(config, keys)
  const closing: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const step of closing.reverse())
      await step().catch((fault: Error) => log.warn({ event: 'stop.fault', reason: fault.message }))
  }
  if (servers.embedded) closing.push(() => servers.embedded?.stop() ?? Promise.resolve())
  try {
    await bringUp(config, servers, keys)
    const house = wire({ config, keys, ...servers, log })
    closing.push(() => house.databases.close())
    await prepareQueue(house.databases.workerPool, log)
    if (!config.demo) await refuseDemoAccounts(house)
    const http = config.roles.includes('web') ? await listen(house) : null
    if (http) closing.push(http.close)
    if (config.roles.includes('worker')) closing.push(await startWork(house))
    return close
  } catch (fault) {
    await close()
    throw fault
  }
}

async function main(): Promise<void> {
  const started = performance.now()
  const config = readConfig(process.env)
  const log = createLog(process.env.LOG_LEVEL ?? (config.demo ? 'warn' : 'info'))
  const close = await up(config, log)
  say(`つなぐ：${config.publicUrl}/console/ （${((performance.now() - started) / 1000).toFixed(1)}秒）`)
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) process.exit(1) // a second Ctrl-C does not wait
    stopping = true
    say('止めています / stopping')
    await close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
}

main().catch((fault: Error & { code?: string }) => {
  if (fault instanceof ConfigFault) process.stderr.write(`${fault.message}\n`)
  else if (fault.code === 'EADDRINUSE')
    process.stderr.write(
      `${fault.message}\nThat port is taken: stop the other program, or choose another with PORT=…\n`,
    )
  else process.stderr.write(`${fault.stack}\n`)
  process.exit(1)
})
