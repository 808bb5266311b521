import { readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { importAreasCommand } from '#cities/index.ts'
import { record } from '#platform/audit/audit.ts'
import { headKeys } from '#platform/audit/head.ts'
import { verifyLog } from '#platform/audit/verify.ts'
import { backup } from '#platform/backup/backup.ts'
import { restore } from '#platform/backup/restore.ts'
import { newId } from '#platform/clock.ts'
import { readKeys } from '#platform/keys.ts'
import { checkCap } from './cli/cap.ts'
import { drill } from './cli/drill.ts'
import { exit, withHouse, withServers } from './cli/means.ts'
import { openApiText } from './cli/openapi.ts'

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const end = (code: number): void => {
  process.exitCode = code
}

const program = new Command('tsunagu')
  .description(
    'つなぐ: one alert to every medium. Exit codes: 0 done, 1 the answer is no, 2 it could not be done.',
  )
  .showHelpAfterError('("npx tsunagu --help" lists the verbs)')
  .configureOutput({ outputError: (text, write) => write(text) })
  .exitOverride((stop) => process.exit(stop.exitCode === 0 ? exit.done : exit.fault))

program
  .command('up')
  .description('start the city (and in the demo the town), as npm start does')
  .action(async () => void (await import('./main.ts')))

program
  .command('drill')
  .description('send the seeded drill to every medium that is on, wait until it is seen, correct it, lift it')
  .option('--city <slug>', 'which city', 'tsunagu')
  .option('--media <names>', 'only these, separated by commas')
  .option('--json', 'for programs')
  .action(async (options) => end(await drill(process.env, options, print)))

const cap = program.command('cap').description('Common Alerting Protocol 1.2')
cap
  .command('check <file>')
  .description('every fault of a CAP file, with its path and rule')
  .option('--json', 'for programs: {valid, findings, alert}')
  .action(async (file, options) => end(await checkCap(file, options, print)))

const audit = program.command('audit').description('the log that proves itself')
audit
  .command('verify')
  .description('compute the whole log anew and compare it with the signed heads')
  .option('--json', 'for programs')
  .action(async (options) => {
    const verdict = await withHouse(process.env, (house) =>
      verifyLog(house.databases.workerPool, {
        headsFile: `${house.config.home}/audit/heads.jsonl`,
        keys: headKeys(house.keys.signing),
      }),
    )
    if (options.json) print(JSON.stringify(verdict))
    else {
      for (const fault of verdict.faults) print(`× ${fault.seq}  ${fault.reason}`)
      print(
        verdict.ok
          ? `記録 ${verdict.entries}件と署名 ${verdict.heads}件は、すべて正しくつながっています。`
          : '記録に合わないところがあります。docs/runbooks/backup.md を開いてください。',
      )
    }
    end(verdict.ok ? exit.done : exit.no)
  })

program
  .command('backup <dir>')
  .description('every table of both databases in one snapshot each, encrypted, into a new folder')
  .option('--json', 'for programs')
  .action(async (out, options) => {
    const summary = await withServers(process.env, ({ outerUrl, innerUrl, keys }) =>
      backup({ outerUrl, innerUrl, keys, out, now: new Date() }),
    )
    print(options.json ? JSON.stringify(summary) : `${out} に書きました。`)
  })

program
  .command('restore <dir>')
  .description('load a backup into two empty databases')
  .option('--json', 'for programs')
  .action(async (dir, options) => {
    const summary = await withServers(process.env, ({ outerUrl, innerUrl, keys, log }) =>
      restore({
        dir,
        outerUrl,
        innerUrl,
        keys,
        migrations: 'db/migrations',
        log,
      }),
    )
    print(options.json ? JSON.stringify(summary) : '元に戻しました。')
  })

const bring = program.command('import').description('bring data in')
bring
  .command('areas <file>')
  .description('districts, neighbourhoods and landmarks from GeoJSON')
  .option('--city <slug>', 'which city', 'tsunagu')
  .option('--dry-run', 'say what would change, write nothing')
  .option('--json', 'for programs')
  .action(async (file, options) => {
    const command = {
      file,
      citySlug: options.city,
      dryRun: Boolean(options.dryRun),
      json: Boolean(options.json),
      at: new Date(),
    }
    end(
      await withHouse(process.env, (house) =>
        importAreasCommand({ db: house.db, newId, record }, command, print),
      ),
    )
  })

program
  .command('keys <file>')
  .description(
    'make a key file for production (keep a copy elsewhere: without it sealed values and backups cannot be opened)',
  )
  .action((file) => {
    readKeys(file, true)
    print(`${file} を作りました。写しを別の場所に保管してください。`)
  })

program
  .command('openapi')
  .description('write docs/openapi.json from the routes')
  .option('--check', 'fail when it is out of date')
  .action(async (options) => {
    const text = await openApiText()
    const path = 'docs/openapi.json'
    if (!options.check) return writeFileSync(path, text)
    if (readFileSync(path, 'utf8') === text) return
    process.stderr.write(`${path} is out of date: run "npx tsunagu openapi"\n`)
    end(exit.no)
  })

await program.parseAsync().catch((fault: Error) => {
  process.stderr.write(`${fault.message}\n`)
  process.exit(exit.fault)
})
