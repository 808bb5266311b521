#!/usr/bin/env node
// npx tsunagu VERB
import { install, run } from './ground.mjs'

install()
process.exit(await run(['src/cli.ts', ...process.argv.slice(2)]))
