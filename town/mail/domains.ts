import type { Fault } from './fault.ts'

/** How long the tar pit holds each RCPT. Real ones hold 20 to 60 s; RFC 5321 §4.5.3.2 lets a client wait 5 minutes. */
export const TARPIT_SECONDS = 20

/**
 * The mail domains of the town and how each of them always behaves.
 *
 * @param extra further domains that behave well (a bench may want many)
 */
export function townDomains(tarpitSeconds: number, extra: string[] = []): Map<string, Fault | undefined> {
  const well = [
    'docomo.example',
    'au.example',
    'softbank.example',
    'gmail.example',
    'icloud.example',
    'yahoo.example',
  ]
  const domains = new Map<string, Fault | undefined>([...well, ...extra].map((domain) => [domain, undefined]))
  domains.set('bouncy.example', { kind: 'refuse', code: 550, text: '5.1.1 no such user' })
  domains.set('busy.example', { kind: 'refuse', code: 451, text: '4.7.0 too many messages, try again later' })
  domains.set('full.example', { kind: 'refuse', code: 552, text: '5.2.2 mailbox full' })
  domains.set('slow.example', { kind: 'tarpit', seconds: tarpitSeconds })
  domains.set('late-bounce.example', { kind: 'bounce-later' })
  return domains
}

/** The part after the last `@`, in lower case; empty for the null sender. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 0 ? '' : address.slice(at + 1).toLowerCase()
}

/** Is `domain` one of these, or below one of them (`bounce.city.example` of `city.example`)? */
export function isWithin(domain: string, domains: string[]): boolean {
  return domains.some((own) => domain === own || domain.endsWith(`.${own}`))
}

/** The address without needless quotes: `"a..b."@x` is the mailbox `a..b.@x` (RFC 5321 §4.1.2). */
export function unquoted(address: string): string {
  return address.replace(/^"((?:[^"\\]|\\.)*)"(?=@)/, (_whole, inner: string) =>
    inner.replace(/\\(.)/g, '$1'),
  )
}
