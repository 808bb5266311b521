import type { Faults } from './mail/fault.ts'
import type { Mailbox } from './mail/mailbox.ts'
import type { PostOffice } from './mail/post-office.ts'
import type { Seen } from './seen/seen.ts'
import type { Reader } from './site/reader.ts'

/** All that the town's API and pages speak about. */
export interface Town {
  /** Where the city's web server is, such as `http://127.0.0.1:3000`. */
  cityUrl: string
  /** Domains whose mail goes to the city's inbound server. */
  cityMailDomains: string[]
  seen: Seen
  mailbox: Mailbox
  faults: Faults
  post: PostOffice
  reader: Reader
  now: () => Date
  startedAt: Date
  /** The page's picture has changed. */
  picture: Picture
}

/** Tells listeners that something on the page looks different now. */
export interface Picture {
  changed(): void
  /** @returns a function that ends the listening */
  listen(listener: () => void): () => void
}

/** A bell without memory. */
export function createPicture(): Picture {
  const listeners = new Set<() => void>()
  return {
    changed() {
      for (const listener of listeners) listener()
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
