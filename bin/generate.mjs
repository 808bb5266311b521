// Makes the table types from the migrations. Run by `npm run generate`; `npm run check` fails when they are out of date.
import { generateTypes } from '../src/platform/database/generate.ts'

const changed = await generateTypes({ write: !process.argv.includes('--check') })
if (changed.length > 0 && process.argv.includes('--check')) {
  console.error(`out of date: ${changed.join(', ')} — run "npm run generate"`)
  process.exit(1)
}
console.log(changed.length > 0 ? `written: ${changed.join(', ')}` : 'the table types are up to date')
