import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A receiving mail server for tests: real SMTP, with the vice that the test asks for. */
export interface FarSide {
  port: number
  /** Every mail it has taken, whether or not the sender was told. */
  taken: { to: string; from: string; raw: string }[]
  connections(): number
  close(): Promise<void>
}

export interface Vices {
  /** Answers RCPT; undefined takes it. */
  rcpt?: (to: string) => { code: number; text: string } | undefined
  /** Waits before the answer to RCPT. */
  hold?: (to: string) => Promise<void>
  /** Hangs up after it has taken the mail and before it says so. */
  dieAfterData?: (to: string) => boolean
  /** Answers the text. */
  data?: (to: string) => { code: number; text: string } | undefined
}

const refusal = (answer: { code: number; text: string }) =>
  Object.assign(new Error(answer.text), { responseCode: answer.code })

/** Listens on a port of its own. `vices` may be changed while it runs. */
export async function openFarSide(vices: Vices = {}, port = 0): Promise<FarSide> {
  const taken: FarSide['taken'] = []
  let opened = 0
  const sockets = new Set<Socket>()
  const server = new SMTPServer({
    ...{
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
    },
    ...{ lenientAddressParsing: true, closeTimeout: 100 },
    onRcptTo(address, _session, done) {
      const answer = () => {
        const no = vices.rcpt?.(address.address)
        done(no ? refusal(no) : null)
      }
      if (vices.hold) vices.hold(address.address).then(answer, answer)
      else answer()
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo[0]?.address ?? ''
        const no = vices.data?.(to)
        if (no) return done(refusal(no))
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
        taken.push({ to, from, raw: Buffer.concat(chunks).toString('latin1') })
        if (vices.dieAfterData?.(to)) for (const socket of sockets) socket.destroy()
        else done()
      })
    },
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    opened++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    connections: () => opened,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** A port that says what it is told, line for line, and nothing else. */
export async function openRaw(
  talk: (socket: Socket) => void,
): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    talk(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
