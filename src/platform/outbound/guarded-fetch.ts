import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import type { Log } from '../log.ts'
import { isPublicAddress } from './address.ts'

/** Why the guard did not go there, or came back empty-handed. */
export class OutboundRefused extends Error {
  readonly reason: 'scheme' | 'credentials' | 'private_address' | 'too_many_redirects' | 'too_large'

  constructor(reason: OutboundRefused['reason']) {
    super(`outbound request refused: ${reason}`)
    this.name = 'OutboundRefused'
    this.reason = reason
  }
}

export interface GuardSettings {
  /** Hosts that may be private, as a URL names them: `localhost:3100`, or without a port for any port. For the demo's town. */
  allowPrivate: readonly string[]
  log: Log
  /** All addresses of a name; the system's resolver when left out. */
  resolve?: (host: string) => Promise<LookupAddress[]>
}

export interface OutboundRequest {
  /** Nothing is asked without a deadline. */
  signal: AbortSignal
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** Largest answer, in octets. Default 1 MiB. */
  maxBytes?: number
}

export type GuardedFetch = (url: string | URL, request: OutboundRequest) => Promise<Response>

const mostRedirects = 3
const withoutBody = [204, 205, 304]

/**
 * A fetch for addresses that a stranger can name: never into our own network. A name is resolved once, every address it has must be
 * public, and the connection goes to one of those very addresses, so that no second answer of the resolver can change the target.
 * Redirects (≤ 3) are checked the same way; what identifies us does not follow to another origin.
 *
 * @throws OutboundRefused; the signal's reason; the network's own errors pass as they are
 */
export function guardedFetch(settings: GuardSettings): GuardedFetch {
  return async (target, request) => {
    if (!(request.signal instanceof AbortSignal)) throw new TypeError('a guarded fetch needs a signal')
    try {
      return await follow(settings, new URL(target), request)
    } catch (fault) {
      if (fault instanceof OutboundRefused)
        settings.log.warn({ event: 'outbound.refused', reason: fault.reason })
      else request.signal.throwIfAborted() // however a torn connection calls it, the deadline is the reason
      throw fault
    }
  }
}

async function follow(settings: GuardSettings, first: URL, request: OutboundRequest): Promise<Response> {
  let url = first
  let asked = request
  for (let redirects = 0; ; redirects++) {
    const answer = await ask(settings, url, asked)
    const location = answer.headers.location
    if (![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) || !location) {
      return read(answer, url, request.maxBytes ?? 1_048_576)
    }
    answer.destroy()
    if (redirects === mostRedirects) throw new OutboundRefused('too_many_redirects')
    const next = new URL(location, url)
    asked = carryOn(asked, answer.statusCode ?? 0, next.origin === url.origin)
    url = next
  }
}

/** What the redirected request still carries. @see RFC 9110 §15.4; Fetch standard, HTTP-redirect fetch */
function carryOn(request: OutboundRequest, status: number, sameOrigin: boolean): OutboundRequest {
  const identifying = ['authorization', 'cookie', 'proxy-authorization', 'signature', 'signature-input']
  const ofBody = ['content-type', 'content-length', 'content-encoding', 'content-digest', 'digest']
  const { method = 'GET', headers = {}, body, ...rest } = request
  const becomesGet = status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST'
  const kept = Object.entries(headers).filter(([name]) => {
    const lower = name.toLowerCase()
    return (sameOrigin || !identifying.includes(lower)) && !(becomesGet && ofBody.includes(lower))
  })
  const next = { ...rest, headers: Object.fromEntries(kept) }
  return becomesGet ? { ...next, method: 'GET' } : { ...next, method, body }
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

async function addressesOf(settings: GuardSettings, url: URL): Promise<LookupAddress[]> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new OutboundRefused('scheme')
  if (url.username || url.password) throw new OutboundRefused('credentials')
  const host = bare(url.hostname)
  const family = isIP(host)
  const found = family ? [{ address: host, family }] : await (settings.resolve ?? resolveAll)(host)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const allowed =
    settings.allowPrivate.includes(url.hostname) || settings.allowPrivate.includes(`${url.hostname}:${port}`)
  if (found.length === 0 || !(allowed || found.every(({ address }) => isPublicAddress(address))))
    throw new OutboundRefused('private_address')
  return found
}

const resolveAll = (host: string): Promise<LookupAddress[]> =>
  new Promise((resolve, reject) =>
    systemLookup(host, { all: true }, (fault, found) => (fault ? reject(fault) : resolve(found))),
  )

/** Waits for `work`, but not longer than the signal allows. */
async function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted()
  let tell = () => {}
  const ended = new Promise<never>((_, reject) => {
    tell = () => reject(signal.reason)
    signal.addEventListener('abort', tell)
  })
  return Promise.race([work, ended]).finally(() => signal.removeEventListener('abort', tell))
}

async function ask(
  settings: GuardSettings,
  url: URL,
  request: OutboundRequest,
): Promise<http.IncomingMessage> {
  const found = await until(request.signal, addressesOf(settings, url))
  const { method = 'GET', headers, body, signal } = request
  const client = url.protocol === 'https:' ? https : http
  const [first] = found as [LookupAddress]
  return new Promise((resolve, reject) => {
    const outgoing = client.request(
      url,
      {
        method,
        headers: { 'accept-encoding': 'identity', ...headers },
        signal,
        agent: false,
        // Node asks for one address or for all; either way it gets the checked ones and asks nobody else.
        lookup: (_host, { all }, done) => (all ? done(null, found) : done(null, first.address, first.family)),
      },
      resolve,
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function read(answer: http.IncomingMessage, url: URL, maxBytes: number): Promise<Response> {
  const announced = Number(answer.headers['content-length'] ?? 0)
  if (announced > maxBytes) {
    answer.destroy()
    throw new OutboundRefused('too_large')
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new OutboundRefused('too_large') // leaving the loop destroys the answer
    chunks.push(chunk)
  }
  const headers = new Headers()
  for (let at = 0; at < answer.rawHeaders.length; at += 2)
    headers.append(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '')
  const status = answer.statusCode ?? 0
  const body = withoutBody.includes(status) ? null : Buffer.concat(chunks)
  const response = new Response(body, { status, headers, statusText: answer.statusMessage })
  return Object.defineProperty(response, 'url', { value: url.href })
}
