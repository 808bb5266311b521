import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFlags } from '../../bin/node-flags.mjs'
import { readMeans } from '../../src/cli/means.ts'
import { startEmbedded } from '../../src/platform/database/embedded.ts'
import { openServers } from '../../src/platform/database/servers.ts'
import { type House, wire } from '../../src/serve/wire.ts'

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  return port
}

/** Asks again until it holds. @throws Error with the last fault after `seconds` */
export async function until<T>(
  what: string,
  ask: () => Promise<T | false | null | undefined>,
  seconds = 30,
): Promise<T> {
  const end = Date.now() + seconds * 1000
  let last: unknown
  for (;;) {
    try {
      const answer = await ask()
      if (answer) return answer
    } catch (fault) {
      last = fault
    }
    if (Date.now() > end)
      throw new Error(`${what}: not within ${seconds} s${last ? ` (${(last as Error).message})` : ''}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/**
 * A whole city and town as processes of their own, with a home and ports of their own: what a test may kill, starve and start again.
 * The town runs apart, so that it sees what happened while the city was dead.
 */
export async function wholeCity() {
  const home = mkdtempSync(join(tmpdir(), 'tsunagu-city-'))
  chmodSync(home, 0o755)
  const [port, townPort, townMailPort, mailInPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ]
  const settings: Record<string, string> = {
    TSUNAGU_HOME: home,
    PORT: String(port),
    MAIL_IN_PORT: String(mailInPort),
    TOWN_PORT: String(townPort),
    TOWN_MAIL_PORT: String(townMailPort),
    TOWN_URL: `http://127.0.0.1:${townPort}`,
    LOG_LEVEL: 'warn',
  }
  const url = `http://127.0.0.1:${port}`
  const townUrl = settings.TOWN_URL ?? ''
  const children = new Set<ChildProcess>()
  let words = ''

  function launch(file: string, env: Record<string, string>): ChildProcess {
    const child = spawn(process.execPath, [...nodeFlags, file], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout?.resume()
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-6000)
    })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }

  async function startCity(): Promise<ChildProcess> {
    const child = launch('src/main.ts', settings)
    await until(
      `the city at ${url}`,
      async () => {
        if (child.exitCode !== null) throw new Error(`the city ended (${child.exitCode}): ${words}`)
        return (await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2000) })).ok
      },
      60,
    )
    return child
  }

  async function startTown(): Promise<ChildProcess> {
    const child = launch('town/main.ts', {
      TOWN_PORT: String(townPort),
      TOWN_SMTP_PORT: String(townMailPort),
      TOWN_CITY_URL: url,
      TOWN_CITY_MAIL_PORT: String(mailInPort),
      TOWN_CITY_MAIL_DOMAINS: 'tsunagu.example',
    })
    await until(
      'the town',
      async () => (await fetch(`${townUrl}/api/health`, { signal: AbortSignal.timeout(2000) })).ok,
    )
    return child
  }

  const means = () => readMeans(settings)
  /** The city's modules over its database, in this process: writes and approves, but sends nothing. */
  async function open(): Promise<House> {
    const { config, keys, log } = means()
    const { outerUrl, innerUrl } = await openServers(config, keys)
    return wire({ config, keys, outerUrl, innerUrl, log })
  }

  return {
    home,
    url,
    townUrl,
    settings,
    startCity,
    startTown,
    open,
    /** The PostgreSQL of this city, running or not. */
    async postgres() {
      const { config, keys } = means()
      return (await openServers(config, keys)).embedded
    },
    said: () => words,
    async end(): Promise<void> {
      for (const child of [...children]) {
        child.kill('SIGTERM')
        const slow = setTimeout(() => child.kill('SIGKILL'), 10_000)
        await once(child, 'exit')
        clearTimeout(slow)
      }
      const server = await startEmbedded({ folder: join(home, 'postgres'), password: 'x' })
      await server.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export type WholeCity = Awaited<ReturnType<typeof wholeCity>>
