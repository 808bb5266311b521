import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Which city stands behind which host name; readable while the database is away. */
export interface Hosts {
  /** @param host  as in the Host header, with or without port */
  slugOf(host: string | undefined): string | undefined
  /** Keeps the whole list, host without port → slug; seen by every process of this machine. */
  keep(list: Record<string, string>): void
}

/** Hosts kept in a file. Read again when it changes; one that cannot be read counts as empty. */
export function openHosts(file: string): Hosts {
  let stamp = ''
  let list = new Map<string, string>()
  const refresh = () => {
    const found = statSync(file, { throwIfNoEntry: false })
    const fresh = found ? `${found.mtimeMs} ${found.ino}` : ''
    if (fresh === stamp) return
    stamp = fresh
    list = found ? read(file) : new Map()
  }
  return {
    slugOf(host) {
      if (!host) return undefined
      refresh()
      return list.get(host.toLowerCase().replace(/:\d+$/, ''))
    },
    keep(entries) {
      mkdirSync(dirname(file), { recursive: true })
      const lower = Object.entries(entries).map(([host, slug]) => [host.toLowerCase(), slug])
      writeFileSync(`${file}.part`, JSON.stringify(Object.fromEntries(lower)))
      renameSync(`${file}.part`, file)
    },
  }
}

function read(file: string): Map<string, string> {
  try {
    const entries = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return new Map()
  }
}
