import { readdirSync } from 'node:fs'

/** npm run bench NAME: ours and a peer in one run. */
const names = readdirSync(new URL('.', import.meta.url))
  .filter(
    (name) => name.endsWith('.ts') && !name.includes('.test.') && !['run.ts', 'machine.ts'].includes(name),
  )
  .map((name) => name.slice(0, -3))
const [wanted] = process.argv.slice(2)
if (!wanted || !names.includes(wanted)) {
  console.error(`npm run bench NAME, where NAME is one of: ${names.join(' ')}`)
  process.exit(2)
}
const { run } = (await import(`./${wanted}.ts`)) as { run(): Promise<void> }
await run()
process.exit(0)
