import { rmSync } from 'node:fs'

/** A fresh city for the browser stories: own home, own ports, nothing left from the last run but the files that PostgreSQL keeps outside. */
const home = '.tsunagu/stories'
rmSync(home, { recursive: true, force: true })
Object.assign(process.env, {
  TSUNAGU_HOME: home,
  PORT: '3900',
  MAIL_IN_PORT: '3925',
  TOWN_PORT: '3910',
  TOWN_MAIL_PORT: '3935',
  LOG_LEVEL: 'warn',
})
await import('../../src/main.ts')
