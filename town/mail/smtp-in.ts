import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { domainOf, unquoted } from './domains.ts'
import type { Fault, Faults } from './fault.ts'

/** A whole message as the server took it. */
export interface Received {
  raw: Buffer
  envelopeFrom: string
  recipients: string[]
  at: Date
}

export interface SmtpIn {
  port: number
  close(): Promise<void>
}

export interface SmtpInOptions {
  host: string
  port: number
  faults: Faults
  /** Is this a domain that the town takes mail for, or passes on? */
  accepts: (domain: string) => boolean
  onMessage: (message: Received) => void
  onRefusal: (domain: string) => void
  now: () => Date
}

const LARGEST = 10 * 1024 * 1024

const reply = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })

/** The worst of the faults of these recipients that shows itself only at DATA. */
function dataFault(faults: Faults, recipients: string[]): Fault | undefined {
  const found = recipients.map((address) => faults.of(domainOf(address)))
  return found.find((fault) => fault?.kind === 'die') ?? found.find((fault) => fault?.kind === 'delay')
}

async function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** What the answers to RCPT and DATA depend on. */
interface Desk extends SmtpInOptions {
  /** Waits, or until the server closes. */
  hold(seconds: number): Promise<void>
  socketOf(session: SMTPServerSession): Socket | undefined
}

/** Answers RCPT; an error is the refusal. */
async function answerRcpt(
  desk: Desk,
  address: string,
  session: SMTPServerSession,
): Promise<Error | undefined> {
  const domain = domainOf(address)
  if (!desk.accepts(domain)) return reply(550, '5.7.1 relaying denied: not a domain of this town')
  const fault = desk.faults.of(domain)
  if (fault?.kind === 'tarpit') await desk.hold(fault.seconds)
  if (fault?.kind === 'refuse') {
    desk.onRefusal(domain)
    return reply(fault.code, fault.text)
  }
  if (fault?.kind === 'nonsense') desk.socketOf(session)?.write('%%% もしもし 0x1F ???\r\n')
  if (fault?.kind === 'die' && fault.when === 'before-data') desk.socketOf(session)?.destroy()
  return undefined
}

/** Takes a message and hands it on before it answers: what dies afterwards has the mail all the same. */
async function takeMessage(
  desk: Desk,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<Error | undefined> {
  const raw = await collect(stream)
  if (stream.sizeExceeded) return reply(552, '5.3.4 message too big')
  const recipients = session.envelope.rcptTo.map((one) => unquoted(one.address))
  const envelopeFrom = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
  desk.onMessage({ raw, envelopeFrom, recipients, at: desk.now() })
  const fault = dataFault(desk.faults, recipients)
  if (fault?.kind === 'delay') await desk.hold(fault.seconds)
  if (fault?.kind === 'die') desk.socketOf(session)?.destroy()
  return undefined
}

/** A receiving mail server (RFC 5321) with the town's vices. Resolves when it listens. */
export async function openSmtpIn(options: SmtpInOptions): Promise<SmtpIn> {
  const closing = new AbortController()
  const desk: Desk = {
    ...options,
    hold: (seconds) =>
      pause(seconds * 1_000, undefined, { signal: closing.signal, ref: false }).catch(() => undefined),
    socketOf: (session) =>
      [...server.connections].find((connection) => connection.session === session)?._socket,
  }
  const busy = () => (options.faults.refusesConnections() ? reply(421, '4.3.2 not taking mail now') : null)
  const server = new SMTPServer({
    ...{ name: 'mx.town.example', banner: 'town in a box', size: LARGEST, logger: false },
    ...{ authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true },
    // Old carrier addresses break RFC 5321 (`a..b@`, `a.@`) and must be reached all the same.
    ...{ lenientAddressParsing: true, closeTimeout: 200, socketTimeout: 300_000 },
    onConnect: (_session, done) => done(busy()),
    onRcptTo: (address, session, done) => void answerRcpt(desk, address.address, session).then(done),
    onData: (stream, session, done) => void takeMessage(desk, stream, session).then(done, done),
  })
  server.on('error', () => undefined) // a client that hangs up is the client's affair
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return {
    port: (server.server.address() as AddressInfo).port,
    close() {
      closing.abort()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
