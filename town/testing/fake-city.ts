import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** One request as the fake city got it. */
export interface Request {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
}

export interface FakeCity {
  url: string
  /** What stands at each path; an `ETag` is made of it. A number is an HTTP status. */
  pages: Map<string, string | number>
  requests: Request[]
  close(): Promise<void>
}

const bodyOf = async (request: IncomingMessage) => {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

/** A web server that stands for the city in tests: static pages with ETags, and a record of what was asked. */
export async function openFakeCity(port = 0): Promise<FakeCity> {
  const pages = new Map<string, string | number>()
  const requests: Request[] = []
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/'
    requests.push({
      method: request.method ?? '',
      path,
      headers: request.headers,
      body: await bodyOf(request),
    })
    const page = pages.get(path) ?? 404
    if (typeof page === 'number') return response.writeHead(page).end()
    const etag = `"${Buffer.from(page).toString('base64url').slice(-40)}-${page.length}"`
    if (request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end()
    return response.writeHead(200, { etag }).end(page)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export interface InboundMail {
  from: string
  to: string[]
  raw: string
}

/** A mail server that stands for the city's inbound one; `answer` may refuse with an SMTP code. */
export async function openFakeInbound(port = 0) {
  const mails: InboundMail[] = []
  const answers: number[] = []
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], logger: false, closeTimeout: 100 },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const code = answers.shift()
        if (code) return done(Object.assign(new Error('5.1.1 no such list'), { responseCode: code }))
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
        mails.push({
          from,
          to: session.envelope.rcptTo.map((one) => one.address),
          raw: Buffer.concat(chunks).toString(),
        })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    /** SMTP codes for the next messages, in order; afterwards everything is taken. */
    answers,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** Waits until `look` gives something, looking every 10 ms. @throws after 5 s */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
): Promise<T> {
  const deadline = performance.now() + 5_000
  while (performance.now() < deadline) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`never came: ${what}`)
}
