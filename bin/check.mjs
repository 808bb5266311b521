// npm run check: types, style, who imports whom, generated files, majors of the lock file.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { install, root, run } from './ground.mjs'

install()

/** A lock file made under another Node silently takes older majors: these were meant. */
const majors = {
  kysely: '0.29',
  'graphile-worker': '0.18',
  hono: '4',
  zod: '4',
  'better-auth': '1.7',
  react: '19',
  vite: '8',
  vitest: '5',
  typescript: '7',
  node: '24',
  nodemailer: '10',
  tailwindcss: '4',
}
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const wrong = Object.entries(majors).filter(
  ([name, major]) => !`${lock.packages[`node_modules/${name}`]?.version}.`.startsWith(`${major}.`),
)
for (const [name, major] of wrong)
  console.error(`lock: ${name} should be ${major}.x, is ${lock.packages[`node_modules/${name}`]?.version}`)

/** npm drops the programs of platforms that its registry did not offer on the day of the install; `npm ci` then fails for everybody. */
const entries = new Set(Object.keys(lock.packages).map((path) => path.split('node_modules/').pop()))
const lost = Object.values(lock.packages).flatMap((entry) =>
  Object.keys(entry.optionalDependencies ?? {}).filter((name) => !entries.has(name)),
)
for (const name of lost) console.error(`lock: ${name} is named but has no entry`)

const steps = [
  ['types', ['node_modules/typescript/bin/tsc', '-p', '.']],
  ['style', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['imports', ['node_modules/vitest/vitest.mjs', 'run', 'test/imports.test.ts', '--reporter=dot']],
  ['table types', ['bin/generate.mjs', '--check']],
  ['openapi', ['src/cli.ts', 'openapi', '--check']],
]
let failed = wrong.length + lost.length > 0
for (const [name, args] of steps) {
  const code = await run(args)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name}`)
  if (code !== 0) failed = true
}
process.exit(failed ? 1 : 0)
