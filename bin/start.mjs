// npm start: from a fresh checkout to a running city and town.
import { buildScreens, install, run } from './ground.mjs'

install()
buildScreens()
process.exit(await run(['src/main.ts', ...process.argv.slice(2)]))
