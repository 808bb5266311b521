// What must be there before anything else runs: the exact libraries, the project's own Node, the built screens.
// Plain JavaScript without dependencies: it runs on a fresh machine under any Node from 20 on.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
export const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

const [major] = process.versions.node.split('.').map(Number)
if (major < 20) {
  console.error(
    `Tsunagu needs Node 20 or newer to begin with; this is ${process.version}. See https://nodejs.org/`,
  )
  process.exit(1)
}

const say = (text) => console.error(`  ${text}`)

/** Installs exactly what the lock file names, once per lock file. */
export function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const mark = join(root, 'node_modules', '.tsunagu-lock')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock && existsSync(node)) return
  say('ライブラリを入れています（初回だけ・1〜2分） / installing the libraries (first time only)')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const done = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (done.status !== 0) {
    console.error('npm ci did not finish: its words are above. Is the npm registry reachable?')
    process.exit(1)
  }
  if (spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v24.') !== true) {
    console.error(
      'The project\'s own Node 24 did not arrive: let its install script run ("npm ci" without --ignore-scripts).',
    )
    process.exit(1)
  }
  writeFileSync(mark, lock)
}

function* files(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.name === 'dist' || entry.name.includes('.test.')) continue
    if (entry.isDirectory()) yield* files(path)
    else yield path
  }
}

/** Builds the web apps when their sources changed since the last build. */
export function buildScreens() {
  const hash = createHash('sha256')
  for (const path of ['package-lock.json', 'vite.config.ts', ...files('apps'), ...files('src')].sort()) {
    const text = /\.(tsx?|css|html|json|svg|woff2)$/.test(path)
      ? readFileSync(join(root, path))
      : `${statSync(join(root, path)).size}`
    hash.update(path).update(text)
  }
  const key = hash.digest('hex')
  const mark = join(root, '.tsunagu', 'screens')
  if (
    existsSync(join(root, 'apps/console/dist/index.html')) &&
    existsSync(mark) &&
    readFileSync(mark, 'utf8') === key
  )
    return
  say('画面を組み立てています / building the screens')
  const done = spawnSync(node, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (done.status !== 0) process.exit(done.status ?? 1)
  mkdirSync(dirname(mark), { recursive: true })
  writeFileSync(mark, key)
}

/** Programs from Debian that the tests need; elsewhere it says what is missing. `needs`: command → package. */
export function debian(needs) {
  const missing = Object.entries(needs).filter(
    ([command]) => !existsSync(command) && spawnSync('which', [command]).status !== 0,
  )
  if (missing.length === 0) return
  const packages = [
    ...new Set(
      missing
        .map(([, name]) => name)
        .concat(missing.some(([, name]) => name === 'chromium') ? ['fonts-noto-cjk'] : []),
    ),
  ]
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    say(
      `missing for the tests: ${packages.join(' ')} — on Debian: sudo apt-get install ${packages.join(' ')}`,
    )
    return
  }
  say(`Debian のパッケージを入れています / installing: ${packages.join(' ')}`)
  const policy = '/usr/sbin/policy-rc.d' // keeps the packages' services from starting by themselves
  if (!existsSync(policy)) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env }
  spawnSync('apt-get', ['update', '-qq'], quiet)
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet)
}

/** Runs a program under the project's own Node, hands signals on, and ends as it ends. */
export function run(args, env = {}) {
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => signal !== 'SIGINT' && child.kill(signal)) // a terminal's Ctrl-C reaches the child by itself
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1))))
}
