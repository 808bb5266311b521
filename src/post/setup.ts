import { resolve4, resolve6, resolveMx } from 'node:dns/promises'
import type { Target } from './lanes/connections.ts'
import type { MailSettings } from './schema.ts'

/** A city whose mail is on. */
export interface Setup {
  city: { id: string; slug: string; name: string; publicUrl: string }
  settings: MailSettings
}

/** The cities whose mail is on, in this process; `media/email` puts them in when it is opened. */
export interface Setups {
  /** @returns why not, in words, when another city has this mail domain */
  put(setup: Setup): string | null
  remove(cityId: string): void
  of(cityId: string): Setup | undefined
  ofDomain(domain: string): Setup | undefined
  ofSlug(slug: string): Setup | undefined
  all(): Setup[]
}

export function createSetups(): Setups {
  const byCity = new Map<string, Setup>()
  const all = () => [...byCity.values()]
  return {
    put(setup) {
      const other = all().find(
        (one) => one.settings.mailDomain === setup.settings.mailDomain && one.city.id !== setup.city.id,
      )
      if (other) return `受信用ドメイン ${setup.settings.mailDomain} は${other.city.name}が使っています`
      byCity.set(setup.city.id, setup)
      return null
    },
    remove: (cityId) => void byCity.delete(cityId),
    of: (cityId) => byCity.get(cityId),
    ofDomain: (domain) => all().find((one) => one.settings.mailDomain === domain.toLowerCase()),
    ofSlug: (slug) => all().find((one) => one.city.slug === slug),
    all,
  }
}

/** Where the mail of a domain is taken. @throws NoDomain when nobody takes mail for it; any other error is a DNS that does not answer */
export type FindServers = (domain: string) => Promise<{ host: string; port: number }[]>

export class NoDomain extends Error {}

const isAbsent = (fault: unknown): boolean =>
  ['ENOTFOUND', 'ENODATA'].includes((fault as NodeJS.ErrnoException).code ?? '')
const keptMs = 5 * 60_000

/** By MX, else by address (RFC 5321 §5.1); a null MX (RFC 7505) says that nobody is there. Kept for 5 minutes. */
export function mxServers(now: () => number): FindServers {
  const known = new Map<string, { until: number; servers: { host: string; port: number }[] }>()
  return async (domain) => {
    const kept = known.get(domain)
    if (kept && kept.until > now()) return kept.servers
    const servers = await lookUp(domain)
    known.set(domain, { until: now() + keptMs, servers })
    return servers
  }
}

async function lookUp(domain: string): Promise<{ host: string; port: number }[]> {
  try {
    const found = await resolveMx(domain)
    if (found.some((one) => one.exchange === '' || one.exchange === '.')) throw new NoDomain(domain)
    const sorted = found.sort((a, b) => a.priority - b.priority)
    if (sorted.length > 0) return sorted.map((one) => ({ host: one.exchange, port: 25 }))
  } catch (fault) {
    if (fault instanceof NoDomain || !isAbsent(fault)) throw fault
  }
  const addresses = await resolve4(domain)
    .catch((fault) => (isAbsent(fault) ? resolve6(domain) : Promise.reject(fault)))
    .catch((fault) => (isAbsent(fault) ? [] : Promise.reject(fault)))
  if (addresses.length === 0) throw new NoDomain(domain)
  return [{ host: domain, port: 25 }]
}

/** The relay when the city has one, else the domain's own servers. */
export async function targetsFor(
  settings: MailSettings,
  domain: string,
  find: FindServers,
): Promise<Target[]> {
  const { tls } = settings
  const auth = settings.relayUser ? { user: settings.relayUser, pass: settings.relayPassword } : undefined
  if (settings.relayHost) return [{ host: settings.relayHost, port: settings.relayPort, tls, auth }]
  return (await find(domain)).map((server) => ({ ...server, tls }))
}
