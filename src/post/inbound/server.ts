import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { isDatabaseAway } from '#platform/http/errors.ts'
import { doorOf, type Incoming } from './receive.ts'

export interface InboundOptions {
  host: string
  port: number
  /** Behind a mail server of the city that hands over by LMTP (RFC 2033). */
  lmtp?: boolean
  name: string
  /** Is this a mail domain of ours? Nothing is relayed. */
  isOurs: (domain: string) => boolean
  receive: (mail: Incoming) => Promise<void>
  onFault: (fault: Error) => void
}

/** A report may carry the whole mail that came back; nothing that comes to us is bigger. */
const mostOctets = 512 * 1024
const mostRecipients = 20
const mostClients = 200

const reply = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })

async function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Takes mail for our own addresses (RFC 5321). @returns the port taken and a function that lets sessions end and stops */
export async function startInbound(
  options: InboundOptions,
): Promise<{ port: number; close(): Promise<void> }> {
  const take = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    const raw = await collect(stream)
    if (stream.sizeExceeded) throw reply(552, '5.3.4 message too big')
    const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
    for (const { address } of session.envelope.rcptTo) await options.receive({ from, to: address, raw })
  }
  const server = new SMTPServer({
    ...{
      name: options.name,
      banner: 'tsunagu',
      lmtp: options.lmtp ?? false,
      size: mostOctets,
      logger: false,
    },
    ...{
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      maxClients: mostClients,
    },
    // Old carrier addresses break RFC 5321 (`a..b@`, `a.@`): their owners must be able to join.
    ...{ lenientAddressParsing: true, closeTimeout: 2_000, socketTimeout: 60_000 },
    onRcptTo(address, session, done) {
      const at = address.address.lastIndexOf('@')
      if (!options.isOurs(address.address.slice(at + 1))) return done(reply(550, '5.7.1 relaying denied'))
      if (!doorOf(address.address.slice(0, at))) return done(reply(550, '5.1.1 no such address here'))
      if (session.envelope.rcptTo.length >= mostRecipients)
        return done(reply(452, '4.5.3 too many recipients'))
      done()
    },
    onData(stream, session, done) {
      take(stream, session).then(
        () => done(),
        (fault: Error & { responseCode?: number }) => {
          if (fault.responseCode) return done(fault)
          if (!isDatabaseAway(fault)) options.onFault(fault)
          done(reply(451, '4.3.0 not now, please come again'))
        },
      )
    },
  })
  server.on('error', () => undefined) // a client that hangs up is the client's affair
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
