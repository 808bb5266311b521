import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import pg from 'pg'
import { newId, systemClock } from '#platform/clock.ts'
import { inCity } from '#platform/database/city.ts'
import { type Databases, openDatabases } from '#platform/database/databases.ts'
import { startEmbedded } from '#platform/database/embedded.ts'
import { ensureDatabase, migrate } from '#platform/database/migrate.ts'
import { connection } from '#platform/database/pools.ts'
import { readKeys } from '#platform/keys.ts'
import { createLog } from '#platform/log.ts'
import { createSeal } from '#platform/seal/seal.ts'
import { type AlertMailing, createPost, firstChoice, type Post } from '#post/index.ts'
import { mailSettings, type Topic } from '#post/schema.ts'

/** Mails a run; `BENCH_MAILS=65000 npm run bench mail` for the real size. */
const mails = Number(process.env.BENCH_MAILS ?? 4_000)
/** A mailing of 岡山県's size in 2018 (64,000 people). */
const cityOfPeople = 65_000
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)
/** A port each: takes everything · holds every answer 20 s · refuses with 451 · 80 % of the people live behind the first. */
const sinkPort = 2_726
const badPort = 2_727
const goodDomains = [
  'docomo.ne.jp',
  'au.com',
  'softbank.ne.jp',
  'gmail.com',
  'icloud.com',
  'yahoo.co.jp',
  'one.example',
  'two.example',
]
const badDomains = ['tarpit.example', 'refusing.example', 'closed.example', 'silent.example']

const text = Array.from(
  { length: 6 },
  () =>
    '警戒レベル4「避難指示」を出しました。対象：川原住区・下沢住区。結川が氾濫危険水位を超え、堤防からあふれるおそれがあります。危険な場所から全員避難してください。',
).join('\n')

interface Bench {
  databases: Databases
  cityId: string
  post: Post
  /** What autovacuum does within a minute of an import. */
  analyze(): Promise<void>
}

const median = (all: number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Something listens there. */
async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const ok = await new Promise<boolean>((resolve) => {
      const socket = createConnection(port, '127.0.0.1', () => resolve(true))
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy())
    })
    if (ok) return
    await wait(50)
  }
  throw new Error(`nothing listens on ${port}`)
}

const sinkPath = '/usr/sbin/smtp-sink'

/** Debian's smtp-sink where it is, else a sink of our own in another process. */
function startSink(): ChildProcess {
  if (existsSync(sinkPath)) {
    const asUser = process.getuid?.() === 0 ? ['-u', 'postfix'] : []
    return spawn(sinkPath, [...asUser, '-c', `127.0.0.1:${sinkPort}`, '1000'], { stdio: 'ignore' })
  }
  return spawn(process.execPath, ['bench/mail-far-side.ts', 'sink', String(sinkPort)], { stdio: 'ignore' })
}

async function openBench(home: string): Promise<Bench & { close(): Promise<void> }> {
  chmodSync(home, 0o755)
  const server = await startEmbedded({ folder: `${home}/postgres`, password: 'bench', settings: {} })
  const keys = readKeys(join(home, 'keys.json'), true)
  for (const name of ['outer', 'inner']) {
    await ensureDatabase(server.url('postgres'), name)
    await migrate(server.url(name), `db/migrations/${name}`, keys.database)
  }
  const log = createLog('silent')
  const databases = openDatabases(server.url('outer'), server.url('inner'), keys.database, log)
  const cityId = newId()
  const city = {
    id: cityId,
    slug: 'bench',
    name: 'つなぐ市',
    name_kana: 'つなぐし',
    municipality_code: '999999',
    opened_at: new Date(),
  }
  await databases.outer.insertInto('city').values(city).execute()
  const post = createPost({
    db: databases.outer,
    seal: createSeal(keys),
    secret: 'bench',
    clock: systemClock,
    newId,
    log,
    folder: `${home}/mail`,
    name: 'bench.example',
    findServers: async (domain) => [{ host: '127.0.0.1', port: portOf(domain) }],
  })
  post.setups.put({
    city: { id: cityId, slug: 'bench', name: 'つなぐ市', publicUrl: 'https://www.city.bench.example' },
    settings: mailSettings.parse({
      fromAddress: 'anzen@city.bench.example',
      fromName: 'つなぐ市',
      mailDomain: 'mail.city.bench.example',
      tls: 'none',
    }),
  })
  const analyze = async () => {
    const owner = new pg.Client(connection(server.url('outer')))
    await owner.connect()
    await owner.query('vacuum analyze subscriber, subscription, delivery')
    await owner.end()
  }
  const close = async () => {
    await databases.close()
    await server.stop()
  }
  return { databases, cityId, post, analyze, close }
}

function portOf(domain: string): number {
  const at = badDomains.indexOf(domain)
  return at < 0 ? sinkPort : badPort + at
}

const addresses = (count: number, domains: string[], tag: string, topic: Topic = 'disaster') =>
  Array.from({ length: count }, (_, i) => ({
    address: `${tag}${i}@${domains[i % domains.length]}`,
    choice: { ...firstChoice, topics: [topic] },
  }))

const mailingOf = (topics: Topic[]): AlertMailing => ({
  id: newId(),
  messageId: newId(),
  approvedAt: new Date(),
  urgency: 0,
  texts: { ja: { subject: '【警戒レベル4】避難指示 川原・下沢', text } },
  topics,
  districts: null,
  earlier: [],
  expiresAt: new Date(Date.now() + 3_600_000),
})

/** @returns seconds until the far sides have taken `goal` mails of a new mailing to everybody, and until its deliveries were written */
async function sendToAll(
  { post, cityId }: Bench,
  goal: number,
  topics: Topic[] = ['disaster'],
): Promise<{ seconds: number; written: number }> {
  const mailing = mailingOf(topics)
  const { id } = mailing
  const began = performance.now()
  await post.mail(cityId, mailing)
  const written = (performance.now() - began) / 1_000
  for (;;) {
    const progress = await post.progress(cityId, id)
    if (progress && progress.accepted >= goal) break
    await wait(20)
  }
  const seconds = (performance.now() - began) / 1_000
  await post.withdraw(cityId, [id])
  return { seconds, written }
}

async function bareNodemailer(count: number, privateKey: string | null): Promise<number> {
  const dkim = privateKey ? { domainName: 'city.bench.example', keySelector: 's', privateKey } : undefined
  const pool = nodemailer.createTransport({
    pool: true,
    host: '127.0.0.1',
    port: sinkPort,
    maxConnections: 10,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
    ...(dkim ? { dkim } : {}),
  })
  const began = performance.now()
  let next = 0
  const worker = async () => {
    while (next < count) {
      const i = next++
      await pool.sendMail({
        from: 'anzen@city.bench.example',
        to: `a${i}@docomo.ne.jp`,
        subject: '【警戒レベル4】避難指示',
        text: `${text}\nhttps://www.city.bench.example/mail/u/${i}`,
      })
    }
  }
  await Promise.all(Array.from({ length: 40 }, worker))
  pool.close()
  return count / ((performance.now() - began) / 1_000)
}

/** Postfix's own generator: the same octets again and again, no signature. Null where it is not installed. */
async function smtpSource(count: number): Promise<number | null> {
  if (!existsSync('/usr/sbin/smtp-source')) return null
  const began = performance.now()
  const child = spawn(
    '/usr/sbin/smtp-source',
    [
      '-s',
      '10',
      '-m',
      String(count),
      '-l',
      '3000',
      '-f',
      'a@b.example',
      '-t',
      'c@d.example',
      `127.0.0.1:${sinkPort}`,
    ],
    { stdio: 'ignore' },
  )
  const code = await new Promise((resolve) => child.on('exit', resolve))
  return code === 0 ? count / ((performance.now() - began) / 1_000) : null
}

async function forgetPeople({ databases, cityId }: Bench): Promise<void> {
  await inCity(databases.outer, cityId, async (tx) => {
    await tx.deleteFrom('delivery').where('city_id', '=', cityId).execute()
    await tx.deleteFrom('subscriber').where('city_id', '=', cityId).execute()
  })
}

/** Rates against bare nodemailer and smtp-source, then the run with a fifth of the domains behaving badly. Prints a table. */
export async function run(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'tsunagu-bench-'))
  const sink = startSink()
  const bad = spawn(process.execPath, ['bench/mail-far-side.ts', 'bad', String(badPort)], { stdio: 'ignore' })
  const bench = await openBench(home)
  try {
    await listening(sinkPort)
    await listening(badPort)
    await measure(bench)
  } finally {
    await bench.close()
    sink.kill()
    bad.kill()
    rmSync(home, { recursive: true, force: true })
  }
}

async function measure(bench: Bench): Promise<void> {
  const { generateKeyPairSync } = await import('node:crypto')
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
  console.log(
    `machine: ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB · Node ${process.version} · nodemailer 10 · PostgreSQL 18 · sink: ${existsSync(sinkPath) ? 'postfix smtp-sink' : 'own process'}`,
  )
  await bench.post.book.importActive(bench.cityId, addresses(mails, goodDomains, 'p'))
  const stop = await bench.post.start()
  await sendToAll(bench, mails) // warm: code, keys, connections
  const rss = Math.round(process.memoryUsage().rss / 2 ** 20)
  const rates = {
    ours: [] as number[],
    written: [] as number[],
    dkim: [] as number[],
    plain: [] as number[],
    source: [] as number[],
  }
  for (let round = 0; round < rounds; round++) {
    const ours = await sendToAll(bench, mails)
    rates.ours.push(mails / ours.seconds)
    rates.written.push(ours.written)
    rates.dkim.push(await bareNodemailer(Math.ceil(mails / 3), pem))
    rates.plain.push(await bareNodemailer(Math.ceil(mails / 2), null))
    rates.source.push((await smtpSource(mails)) ?? 0)
  }
  const ours = median(rates.ours)
  const line = (what: string, rate: number) =>
    console.log(
      `${what.padEnd(66)} ${Math.round(rate).toString().padStart(6)}/s   ours is ${(ours / rate).toFixed(2)} ×`,
    )
  console.log(`${mails} mails to ${goodDomains.length} domains, personalised, medians of ${rounds}:`)
  line('post: claimed, composed, signed (RSA-2048), sent, committed', ours)
  line('bare nodemailer pool, 10 connections, DKIM, no database', median(rates.dkim))
  line('bare nodemailer pool, 10 connections, no DKIM, no database', median(rates.plain))
  if (median(rates.source) > 0)
    line('postfix smtp-source, 10 sessions, same octets, no signature', median(rates.source))
  console.log(
    `writing ${mails} deliveries: ${median(rates.written).toFixed(2)} s · resident after the first of them, before any peer ran: ${rss} MB`,
  )
  await badDay(bench)
  await stop()
  await writeMany(bench)
}

/** Only the deliveries of a whole city's mailing: one INSERT … SELECT, nobody sending. */
async function writeMany(bench: Bench): Promise<void> {
  await forgetPeople(bench)
  await bench.post.book.importActive(bench.cityId, addresses(cityOfPeople, goodDomains, 'w'))
  await bench.analyze()
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    const mailing = mailingOf(['disaster'])
    const began = performance.now()
    await bench.post.mail(bench.cityId, mailing)
    took.push((performance.now() - began) / 1_000)
  }
  console.log(`writing ${cityOfPeople} deliveries, nobody sending: ${median(took).toFixed(2)} s`)
}

async function badDay(bench: Bench): Promise<void> {
  const good = Math.round(mails * 0.8)
  await forgetPeople(bench)
  await bench.post.book.importActive(bench.cityId, addresses(good, goodDomains, 'g'))
  await bench.post.book.importActive(bench.cityId, addresses(mails - good, badDomains, 'b', 'weather'))
  const alone: number[] = []
  const mixed: number[] = []
  for (let round = 0; round < rounds; round++) {
    alone.push((await sendToAll(bench, good)).seconds)
    mixed.push((await sendToAll(bench, good, ['disaster', 'weather'])).seconds)
  }
  const ratio = median(mixed) / median(alone)
  console.log(
    `${good} mails alone ${median(alone).toFixed(2)} s; the same beside ${mails - good} to domains that tar-pit, refuse (451), are closed or silent: ${median(mixed).toFixed(2)} s = ${ratio.toFixed(3)} × (at most 1.10 wanted)`,
  )
}
