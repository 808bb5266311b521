import { mkdirSync } from 'node:fs'
import { seedDemoStaff } from '#cities/staff/index.ts'
import { record } from '#platform/audit/audit.ts'
import { newId } from '#platform/clock.ts'
import { type Config, ConfigFault, readConfig } from '#platform/config.ts'
import { migrate } from '#platform/database/migrate.ts'
import { openServers, type Servers } from '#platform/database/servers.ts'
import { type Keys, readKeys } from '#platform/keys.ts'
import { createLog, type Log } from '#platform/log.ts'
import { type DemoPerson, demoPassword, findDemoAccounts } from '#platform/login/index.ts'
import { prepareQueue } from '#platform/queue/worker.ts'
import { seedDemo } from '../db/seeds/demo.ts'
import { seedMedia, seedResidents } from '../db/seeds/media.ts'
import { startTownProcess } from './serve/town-process.ts'
import { type House, wire } from './serve/wire.ts'
import { listen, startWork } from './serve/work.ts'

/** The only place that reads the environment: config → databases → modules → http and workers. */

const say = (text: string): void => void process.stderr.write(`  ${text}\n`)

async function bringUp(servers: Servers, keys: Keys): Promise<void> {
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

/** The demonstration: つなぐ市, its people and its media. A second start changes nothing. @returns who can be tried */
async function seed(house: House): Promise<DemoPerson[]> {
  const people: DemoPerson[] = []
  const { db, clock } = house
  const cityId = await seedDemo({
    db,
    clock,
    newId,
    record,
    createStaff: async (city, staff) => {
      const made = await seedDemoStaff(house.staff, city, staff)
      people.push(...made)
      return made
    },
  })
  await seedMedia(db, house.media, cityId)
  await seedResidents(house.post, cityId)
  return people
}

async function up(config: Config, log: Log): Promise<() => Promise<void>> {
  mkdirSync(config.home, { recursive: true })
  const keys = readKeys(config.keyFile, config.demo)
  if (config.demo) say('PostgreSQL を起動しています / starting PostgreSQL')
  const servers = await openServers(config, keys)
  const closing: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const step of closing.reverse())
      await step().catch((fault: Error) => log.warn({ event: 'stop.fault', reason: fault.message }))
  }
  const { embedded } = servers
  if (embedded) closing.push(embedded.stop)
  try {
    await bringUp(servers, keys)
    const house = wire({ config, keys, ...servers, log })
    closing.push(() => house.databases.close())
    await prepareQueue(house.databases.workerPool, log)
    if (!config.demo) await refuseDemoAccounts(house)
    const people = config.demo ? await seed(house) : []
    const http = config.roles.includes('web') ? await listen(house, people) : null
    if (http) closing.push(http.close)
    if (config.roles.includes('worker')) closing.push(await startWork(house))
    if (config.demo && !config.townElsewhere) closing.push(await startTownProcess(config))
    return close
  } catch (fault) {
    await close()
    throw fault
  }
}

function welcome(config: Config, seconds: number): void {
  const lines = [
    `起動しました（${seconds.toFixed(1)}秒）。止めるときは Ctrl-C。 / up; Ctrl-C stops everything`,
    '',
    `職員の画面   ${config.publicUrl}/console/`,
    `市サイト     ${config.publicUrl}/c/tsunagu/`,
  ]
  if (config.demo)
    lines.push(
      `町           ${config.townUrl}/`,
      '',
      'これは体験版です。ログイン画面に職員の一覧があります / this is a demonstration; the log-in page lists the staff',
      `  作成 ito@tsunagu.example   承認 sato@tsunagu.example   管理 watanabe@tsunagu.example   パスワード ${demoPassword}`,
      '訓練を一度に試す: npx tsunagu drill',
    )
  process.stderr.write(`\n${lines.map((line) => (line ? `  ${line}` : '')).join('\n')}\n\n`)
}

async function main(): Promise<void> {
  const started = performance.now()
  const config = readConfig(process.env)
  const log = createLog(process.env.LOG_LEVEL ?? (config.demo ? 'warn' : 'info'))
  const close = await up(config, log)
  welcome(config, (performance.now() - started) / 1000)
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
