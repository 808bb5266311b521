import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { ownPagesOnly } from './api/own-pages-only.ts'
import { apiRoutes } from './api/routes.ts'
import { createCityKeys } from './mail/city-keys.ts'
import { TARPIT_SECONDS, townDomains } from './mail/domains.ts'
import { createFaults } from './mail/fault.ts'
import { createMailbox } from './mail/mailbox.ts'
import { openPostOffice } from './mail/post-office.ts'
import { openSmtpIn } from './mail/smtp-in.ts'
import { pageRoutes } from './page/routes.ts'
import { createSeen } from './seen/seen.ts'
import { startReader } from './site/reader.ts'
import { createPicture, type Town } from './town.ts'

export interface TownOptions {
  /** 0 takes a free port. */
  httpPort: number
  /** 0 takes a free port. */
  smtpPort: number
  /** The city's web server, such as `http://127.0.0.1:3000`. */
  cityUrl: string
  /** The city's inbound mail server. */
  cityMailHost: string
  cityMailPort: number
  /** Mail to these domains, and below them, is passed on to the city. */
  cityMailDomains: string[]
  /** Where both servers listen; loopback unless said. */
  host?: string
  /** The cities that are read; `tsunagu` unless said. */
  slugs?: string[]
  /** Further mail domains of the town that behave well. */
  mailDomains?: string[]
  /** How long the tar pit holds each RCPT. */
  tarpitSeconds?: number
  /** How often the city's pages are looked at. */
  pollMs?: number
  /** Seconds between attempts to pass mail on to the city. */
  retrySeconds?: number[]
}

export interface RunningTown {
  httpPort: number
  smtpPort: number
  /** Resolves when everything received so far lies in its mailbox. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** The town's memory and its two ways out: reading pages, passing mail on. */
function openTown(options: TownOptions): Town & { townDomains: Set<string> } {
  const now = () => new Date()
  const tarpitSeconds = options.tarpitSeconds ?? TARPIT_SECONDS
  const nature = townDomains(tarpitSeconds, options.mailDomains)
  const [seen, mailbox, picture] = [createSeen(), createMailbox(), createPicture()]
  const faults = createFaults(nature, tarpitSeconds)
  const { cityUrl, cityMailDomains, cityMailHost: host, cityMailPort: port, retrySeconds } = options
  const cityMail = { host, port, domains: cityMailDomains, retrySeconds }
  const domains = new Set(nature.keys())
  const findKey = createCityKeys(cityUrl, now)
  const post = openPostOffice({ townDomains: domains, cityMail, faults, mailbox, seen, findKey, now })
  seen.listen(picture.changed)
  const onChange = picture.changed
  const reader = startReader(
    { cityUrl, seen, everyMs: options.pollMs ?? 200, now, onChange },
    options.slugs ?? ['tsunagu'],
  )
  const parts = { seen, mailbox, faults, post, reader, picture }
  return { cityUrl, cityMailDomains, ...parts, now, startedAt: now(), townDomains: domains }
}

/** Opens the town's web server. Resolves when it listens. */
function openHttp(town: Town, host: string, port: number): Promise<{ port: number; close(): Promise<void> }> {
  const app = new Hono()
  app.use(ownPagesOnly)
  app.route('/api', apiRoutes(town))
  app.route('/', pageRoutes(town))
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: host }, (info: AddressInfo) => {
      const close = () =>
        new Promise<void>((done) => {
          server.close(() => done())
          if ('closeAllConnections' in server) server.closeAllConnections()
        })
      resolve({ port: info.port, close })
    })
    server.once('error', reject)
  })
}

/**
 * Starts the outside world on loopback.
 *
 * @throws when a port is taken
 */
export async function startTown(options: TownOptions): Promise<RunningTown> {
  const host = options.host ?? '127.0.0.1'
  const town = openTown(options)
  const { post, faults, mailbox, now } = town
  const closeTown = () => Promise.all([town.reader.close(), post.close()])
  try {
    const smtp = await openSmtpIn({
      ...{ host, port: options.smtpPort, faults, now, accepts: post.accepts },
      ...{ onMessage: post.receive, onRefusal: mailbox.countRefusal },
    })
    const http = await openHttp(town, host, options.httpPort).catch(async (error) => {
      await smtp.close()
      throw error
    })
    const close = async () => {
      await Promise.all([smtp.close(), http.close(), closeTown()])
    }
    return { httpPort: http.port, smtpPort: smtp.port, settled: post.settled, close }
  } catch (error) {
    await closeTown()
    throw error
  }
}

/** What `node town/main.ts` reads from the environment. */
function optionsFromEnvironment(): TownOptions {
  const env = process.env
  const list = (value: string) => value.split(',').map((part) => part.trim())
  return {
    httpPort: Number(env.TOWN_PORT ?? 3100),
    smtpPort: Number(env.TOWN_SMTP_PORT ?? 3125),
    host: env.TOWN_HOST ?? '127.0.0.1',
    cityUrl: env.TOWN_CITY_URL ?? 'http://127.0.0.1:3000',
    cityMailHost: env.TOWN_CITY_MAIL_HOST ?? '127.0.0.1',
    cityMailPort: Number(env.TOWN_CITY_MAIL_PORT ?? 3025),
    cityMailDomains: list(env.TOWN_CITY_MAIL_DOMAINS ?? 'tsunagu.example'),
    slugs: list(env.TOWN_SLUGS ?? 'tsunagu'),
  }
}

if (import.meta.main) {
  const town = await startTown(optionsFromEnvironment())
  console.log(`town: http://127.0.0.1:${town.httpPort} (web), 127.0.0.1:${town.smtpPort} (SMTP)`)
  const stop = () => void town.close().then(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  // whoever started us may be killed without a word: the pipe then ends
  if (process.env.TOWN_ENDS_WITH_INPUT) process.stdin.resume().once('end', stop)
}
