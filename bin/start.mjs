// npm start: from a fresh checkout to a running city and town.
import { buildScreens, install, run } from './ground.mjs'
import { nodeFlags } from './node-flags.mjs'

install()
buildScreens()
process.exit(await run([...nodeFlags, 'src/main.ts', ...process.argv.slice(2)]))
