import { EventEmitter } from 'node:events'
import type { Kysely } from 'kysely'
import type { Clock, NewId } from '#platform/clock.ts'
import { inCity, type Outer } from '#platform/database/city.ts'
import type { Log } from '#platform/log.ts'
import type { Seal } from '#platform/seal/seal.ts'
import { type Book, createBook } from './book/join.ts'
import { clearPending, countSubscribers } from './book/queries.ts'
import { receive } from './inbound/receive.ts'
import { startInbound } from './inbound/server.ts'
import { createConnections, type Patience, usualPatience } from './lanes/connections.ts'
import { type Sender, startSender } from './lanes/sender.ts'
import { type AlertMailing, begin, fill, finishMailings, writeLetter } from './mailing/create.ts'
import { createMailKeys, type MailKeys } from './mailing/keys.ts'
import { createPrepare } from './mailing/prepare.ts'
import * as mailings from './mailing/queries.ts'
import type { SubscriberState, Topic } from './schema.ts'
import { createSetups, type FindServers, type Setup, type Setups, targetsFor } from './setup.ts'

/** What post needs; filled by `main.ts`. */
export interface PostParts {
  db: Kysely<Outer>
  seal: Seal
  /** Makes links and finds addresses: `derive(keys.session, 'post')`. A new one makes every link void and every address unknown. */
  secret: string
  clock: Clock
  newId: NewId
  log: Log
  /** For the journal of senders: `.tsunagu/mail`. */
  folder: string
  /** What this machine calls itself in EHLO: the host of the public address. */
  name: string
  /** Where a domain takes its mail: `mxServers(…)`; in the demonstration always the town. */
  findServers: FindServers
  patience?: Patience
  /** 0 to 1; for jitter. */
  random?: () => number
  /** Seconds before the second, third … attempt; `lanes/lane.ts` says which when left out. */
  waitSeconds?: number[]
}

export type FirstAnswer = 'accepted' | 'nobody' | 'refused' | 'not-yet'

export interface Post {
  setups: Setups
  keys: MailKeys
  book: Book
  /** Writes an alert's deliveries. Idempotent by id; what was begun and not finished is finished. */
  mail(cityId: string, mailing: AlertMailing): Promise<void>
  /** Waits until a far server has taken the first mail, or none is left to wait for, or the signal fires. */
  firstAnswer(cityId: string, mailingId: string, signal: AbortSignal): Promise<FirstAnswer>
  progress(cityId: string, mailingId: string): Promise<mailings.MailingProgress | null>
  /** Takes back what has not left. @returns how many persons will not get it */
  withdraw(cityId: string, mailingIds: string[]): Promise<number>
  seenAt(cityId: string, mailingId: string): Promise<Date | null>
  audience(cityId: string, to: { topics: Topic[]; districts: string[] | null }): Promise<number>
  /** How many people there are, by state; for the settings screen. */
  people(cityId: string): Promise<Record<SubscriberState, number>>
  /** Says EHLO and RSET to the relay (or to the servers of the city's own domain) and looks for the key. @returns null, or what is wrong */
  probe(setup: Setup, signal: AbortSignal): Promise<string | null>
  /** Starts sending; in processes of role `worker`. @returns a function that stops it without losing a result */
  start(): Promise<() => Promise<void>>
  sender(): Sender | null
  /** Takes bounces, 空メール and our own mails that came back; in processes of role `worker`. */
  startInbound(at: {
    host: string
    port: number
    lmtp?: boolean
  }): Promise<{ port: number; close(): Promise<void> }>
  /** Forgets who never confirmed (2 days) and deliveries of long ago (90 days). Once an hour. */
  clear(): Promise<void>
}

const dayMs = 24 * 3_600_000

/** Messages to persons. Everything that outlives a call stands in the database. */
export function createPost(parts: PostParts): Post {
  const setups = createSetups()
  const keys = createMailKeys(parts.db, parts.seal, parts.clock, parts.newId)
  const accepted = new EventEmitter().setMaxListeners(0)
  let sender: Sender | null = null
  const wake = () => sender?.wake()

  const post: Post = {
    setups,
    keys,
    book: createBook({
      ...parts,
      write: (tx, letter, to, answers) => writeLetter(parts, tx, letter, to, answers),
      wake,
    }),
    async mail(cityId, mailing) {
      await inCity(parts.db, cityId, (tx) => begin(tx, mailing, parts.clock()))
      sender?.withdraw(mailing.earlier)
      wake()
      await fill(parts, cityId, mailing.id)
      wake()
    },
    async firstAnswer(cityId, mailingId, signal) {
      while (!signal.aborted) {
        const heard = once(accepted, mailingId, 200, signal)
        const progress = await inCity(parts.db, cityId, (tx) => mailings.readProgress(tx, mailingId))
        if (progress && progress.accepted > 0) return 'accepted'
        if (progress?.filled && progress.total === 0) return 'nobody'
        if (progress?.filled && progress.failed + progress.withdrawn >= progress.total) return 'refused'
        if (await heard) return 'accepted'
      }
      return 'not-yet'
    },
    progress: (cityId, mailingId) => inCity(parts.db, cityId, (tx) => mailings.readProgress(tx, mailingId)),
    async withdraw(cityId, mailingIds) {
      const taken = await inCity(parts.db, cityId, (tx) =>
        mailings.withdrawDeliveries(tx, mailingIds, parts.clock()),
      )
      sender?.withdraw(mailingIds)
      return taken
    },
    seenAt: (cityId, mailingId) => inCity(parts.db, cityId, (tx) => mailings.readSeen(tx, mailingId)),
    audience: (cityId, to) =>
      inCity(parts.db, cityId, (tx) => mailings.countAudience(tx, { ...to, earlier: [] })),
    people: (cityId) => inCity(parts.db, cityId, countSubscribers),
    probe: (setup, signal) => probe(parts, keys, setup, signal),
    async start() {
      const prepare = createPrepare({ ...parts, setups, keys })
      sender = await startSender({
        ...parts,
        random: parts.random ?? Math.random,
        patience: parts.patience ?? usualPatience,
        prepare,
        overrides: () =>
          setups
            .all()
            .map((setup) => setup.settings.lanes)
            .join('\n'),
        hardBounces: (cityId) => setups.of(cityId)?.settings.hardBounces ?? 2,
        onAccepted: (job) => void (job.recipient.kind === 'person' && accepted.emit(job.mailingId)),
      })
      const tidy = setInterval(() => {
        finishMailings(parts).then(wake, (fault: Error) =>
          parts.log.warn({ event: 'post.finish-failed', reason: fault.message }),
        )
      }, 5_000)
      return async () => {
        clearInterval(tidy)
        await sender?.stop()
        sender = null
      }
    },
    sender: () => sender,
    startInbound: (at) =>
      startInbound({
        ...at,
        name: parts.name,
        isOurs: (domain) => setups.ofDomain(domain) !== undefined,
        receive: (mail) => receive({ ...parts, setups, book: post.book }, mail),
        onFault: (fault) =>
          parts.log.error({ event: 'post.inbound-fault', reason: fault.message, stack: fault.stack }),
      }),
    async clear() {
      const now = parts.clock().getTime()
      for (const { city } of setups.all())
        await inCity(parts.db, city.id, async (tx) => {
          await clearPending(tx, new Date(now - 2 * dayMs))
          await mailings.clearDeliveries(tx, new Date(now - 90 * dayMs))
        })
    },
  }
  return post
}

/** @returns true when the event came, false after `ms` or when the signal fires */
function once(emitter: EventEmitter, event: string, ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (came: boolean) => {
      clearTimeout(timer)
      emitter.off(event, heard)
      signal.removeEventListener('abort', fired)
      resolve(came)
    }
    const heard = () => done(true)
    const fired = () => done(false)
    const timer = setTimeout(fired, ms)
    emitter.on(event, heard)
    signal.addEventListener('abort', fired)
  })
}

async function probe(
  parts: PostParts,
  keys: MailKeys,
  setup: Setup,
  signal: AbortSignal,
): Promise<string | null> {
  const { settings, city } = setup
  const domain = settings.fromAddress.slice(settings.fromAddress.lastIndexOf('@') + 1).toLowerCase()
  if ((await keys.signing(city.id, domain, settings.ed25519)).length === 0)
    return '署名の鍵（DKIM）がありません'
  const targets = await targetsFor(settings, settings.mailDomain, parts.findServers).catch(() => null)
  if (!targets) return 'メールサーバーを調べられません（DNS）'
  const patience = { ...(parts.patience ?? usualPatience), connectMs: 3_000 }
  const connections = createConnections(parts.name, patience, () => parts.clock().getTime())
  try {
    return await connections.greet(targets, signal)
  } finally {
    connections.close()
  }
}
