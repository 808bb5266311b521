// npm test: everything, on a fresh machine too. Ends with "N passed, N failed" alone on a line.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildScreens, debian, install, root, run } from './ground.mjs'

install()
debian({ chromium: 'chromium', '/usr/sbin/postfix': 'postfix', xmllint: 'libxml2-utils' })
buildScreens()

const reports = join(root, '.tsunagu', 'reports')
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
if (!process.env.TSUNAGU_DATA)
  console.error('  TSUNAGU_DATA is not set: the tests on real CAP files will be counted as skipped')

const unit = await run([
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reports}/unit.json`,
])
const stories = await run(['node_modules/@playwright/test/cli.js', 'test'], {
  PLAYWRIGHT_JSON_OUTPUT_NAME: `${reports}/stories.json`,
})

const read = (name) =>
  existsSync(`${reports}/${name}.json`) ? JSON.parse(readFileSync(`${reports}/${name}.json`, 'utf8')) : null
const one = read('unit')
const two = read('stories')
const passed = (one?.numPassedTests ?? 0) + (two?.stats.expected ?? 0)
let failed = (one?.numFailedTests ?? 0) + (two?.stats.unexpected ?? 0) + (two?.stats.flaky ?? 0)
const skipped = (one?.numPendingTests ?? 0) + (one?.numTodoTests ?? 0) + (two?.stats.skipped ?? 0)
if (failed === 0 && (unit !== 0 || stories !== 0 || !one || !two)) failed = 1 // a runner that broke before counting
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed === 0 ? 0 : 1)
