import { readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { importAreasCommand } from '#cities/index.ts'
import { record } from '#platform/audit/audit.ts'
import { faultWords } from '#platform/audit/fault-words.ts'
import { headKeys } from '#platform/audit/head.ts'
import { setHeadsAside } from '#platform/audit/heads-file.ts'
import { verifyLog } from '#platform/audit/verify.ts'
import { backup } from '#platform/backup/backup.ts'
import { restore } from '#platform/backup/restore.ts'
import { newId } from '#platform/clock.ts'
import { readKeys } from '#platform/keys.ts'
import { dropKey, reseal, rotateKeys } from '#platform/seal/rotate.ts'
import { createSeal } from '#platform/seal/seal.ts'
import { checkCap } from './cli/cap.ts'
import { drill } from './cli/drill.ts'
import { exit, readMeans, withHouse, withOwners, withServers } from './cli/means.ts'
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
      for (const fault of verdict.faults) print(`× ${faultWords[fault.reason].ja(fault.seq)}`)
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

audit
  .command('accept-restore')
  .description(
    'after a restore: set the old witnesses of the log aside, so that sealing goes on from the restored state',
  )
  .action(async () => {
    const { config } = readMeans(process.env)
    const kept = await setHeadsAside(`${config.home}/audit/heads.jsonl`, new Date())
    print(kept ? `前の証しを ${kept} に残しました。` : '残すものはありませんでした。')
  })

const keys = program
  .command('keys')
  .description(
    'the key file: keep a copy elsewhere, for without it sealed values and backups cannot be opened',
  )
keys
  .command('make <file>')
  .description('make a key file for production')
  .action((file) => {
    readKeys(file, true)
    print(`${file} を作りました。写しを別の場所に保管してください。`)
  })
keys
  .command('rotate')
  .description('put a fresh sealing key first; then restart the city and run "keys reseal"')
  .action(() =>
    print(
      `新しい鍵 ${rotateKeys(readMeans(process.env).config.keyFile)} を先頭に置きました。市を起動し直し、keys reseal を実行してください。`,
    ),
  )
keys
  .command('reseal')
  .description('seal everything anew with the first key; may be stopped and repeated')
  .option('--json', 'for programs')
  .action(async (options) => {
    const summary = await withOwners(process.env, ({ outer, inner, keys: held }) =>
      reseal({ outer, inner }, createSeal(held)),
    )
    print(options.json ? JSON.stringify(summary) : '封をし直しました。')
  })
keys
  .command('drop <kid>')
  .description('take an old key out; refused while any value still needs it')
  .action(async (kid) => {
    await withOwners(process.env, ({ outer, inner, config }) =>
      dropKey(config.keyFile, kid, { outer, inner }),
    )
    print(`鍵 ${kid} を外しました。`)
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
