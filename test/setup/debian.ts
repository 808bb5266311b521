import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const guard = '/usr/sbin/policy-rc.d'

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholder, not JavaScript's
const statusFormat = '${db:Status-Status}'

const installed = (name: string): boolean =>
  spawnSync('dpkg-query', ['-W', '-f', statusFormat, name], { encoding: 'utf8' }).stdout === 'installed'

/**
 * Sees to it that Debian packages are there, for tests against the real thing. As root on Debian or Ubuntu missing ones are installed;
 * no service is started by that.
 *
 * @returns null when they are there, else why not and what to do; the test then is left out with these words
 */
export function ensureDebian(names: string[]): string | null {
  const debian =
    existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
  if (!debian)
    return `needs ${names.join(', ')}: this is not Debian; install them by hand and put them on the path`
  const missing = names.filter((name) => !installed(name))
  if (missing.length === 0) return null
  if (process.getuid?.() !== 0)
    return `needs ${missing.join(', ')}: run "sudo apt-get install ${missing.join(' ')}"`
  const own = !existsSync(guard)
  if (own) {
    writeFileSync(guard, '#!/bin/sh\nexit 101\n') // Debian policy §9.3.3.1: 101 = starting a service is not allowed
    chmodSync(guard, 0o755)
  }
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    execFileSync('apt-get', ['update', '-q'], { env, stdio: 'ignore', timeout: 120_000 })
    execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], {
      env,
      stdio: 'ignore',
      timeout: 300_000,
    })
    return null
  } catch (fault) {
    return `needs ${missing.join(', ')}: apt-get failed (${(fault as Error).message.split('\n')[0]})`
  } finally {
    if (own) rmSync(guard, { force: true })
  }
}
