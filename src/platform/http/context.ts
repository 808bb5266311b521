import type { Log } from '../log.ts'

/** Who asks: a person with a session or a program with an API key. Filled by the module that knows people; the platform only compares words. */
export interface Caller {
  kind: 'person' | 'key'
  id: string
  cityId: string
  name: string
  /** Words of roles; empty for a key. */
  roles: readonly string[]
  /** Words of scopes; empty for a person. */
  scopes: readonly string[]
}

/** What a request carries through every layer. */
export interface Env {
  Variables: {
    requestId: string
    log: Log
    caller: Caller | null
  }
}
