import { type ChildProcess, spawn } from 'node:child_process'
import type { Config } from '#platform/config.ts'
import { nodeFlags } from '../../bin/node-flags.mjs'

/**
 * Starts the town beside the city, as the separate world it is: its own process, reached by its protocols alone.
 *
 * @returns a function that ends it
 * @throws Error when it does not come up, with its last words
 */
export function startTownProcess(config: Config): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [...nodeFlags, 'town/main.ts'], {
    stdio: ['pipe', 'pipe', 'pipe'], // its standard input ends when we die, however we die
    detached: true, // Ctrl-C reaches us first, and we end it in order
    env: {
      TOWN_ENDS_WITH_INPUT: 'true',
      TOWN_PORT: String(config.townPort),
      TOWN_SMTP_PORT: String(config.townMailPort),
      TOWN_CITY_URL: `http://127.0.0.1:${config.port}`,
      TOWN_CITY_MAIL_HOST: '127.0.0.1',
      TOWN_CITY_MAIL_PORT: String(config.mailInPort),
      TOWN_CITY_MAIL_DOMAINS: 'tsunagu.example',
    },
  })
  return new Promise((resolve, reject) => {
    let words = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-2000)
    })
    child.stdout?.once('data', () => resolve(() => endChild(child)))
    child.once('exit', (code) => reject(new Error(`the town ended at once (${code}): ${words}`)))
  })
}

function endChild(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null) return done()
    child.removeAllListeners('exit')
    child.once('exit', () => done())
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref()
  })
}
