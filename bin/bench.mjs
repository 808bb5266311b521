// npm run bench NAME
import { install, run } from './ground.mjs'

install()
process.exit(await run(['bench/run.ts', ...process.argv.slice(2)]))
