import type pg from 'pg'
import type { Log } from '../log.ts'
import type { Frontier } from './merkle.ts'
import { LogFault, type SealerMeans, sealBatch, takeUp } from './seal-batch.ts'
import { takeSealerLock } from './sealer-queries.ts'

export interface SealerOptions extends SealerMeans {
  /** Role tsunagu_worker; the sealer keeps one of its connections for itself. */
  workerPool: pg.Pool
  log: Log
  /** How long to rest when nothing waits. An entry is sealed within this and a batch's own time. */
  everyMs?: number
  /** Entries in one batch. */
  most?: number
}

export interface Sealer {
  /** `elsewhere`: another process seals. `refused`: the log contradicts itself; a person must look (runbooks/backup.md). */
  state():
    | { is: 'starting' | 'sealing' | 'elsewhere' | 'away' }
    | { is: 'refused'; reason: LogFault['reason'] }
  stop(): Promise<void>
}

/**
 * Orders, hashes and signs new entries, for as long as the process lives. Any number of processes may start one: a database lock
 * lets a single one work, and the next takes over when it dies. A kill at any moment leaves a whole batch or none.
 */
export function startSealer(options: SealerOptions): Sealer {
  const { log, everyMs = 400 } = options
  let state: ReturnType<Sealer['state']> = { is: 'starting' }
  const ending = new AbortController()
  const change = (next: typeof state) => {
    const fresh = JSON.stringify(next) !== JSON.stringify(state)
    state = next
    return fresh
  }
  const run = async () => {
    while (!ending.signal.aborted) {
      try {
        await holdAndSeal(options, ending.signal, (is) => change({ is }))
      } catch (fault) {
        if (fault instanceof LogFault) {
          if (change({ is: 'refused', reason: fault.reason }))
            log.error({ event: 'audit.refused', reason: fault.reason })
        } else if (change({ is: 'away' })) {
          log.warn({ event: 'audit.sealer-away', reason: (fault as Error).message })
        }
      }
      await rest(state.is === 'refused' ? 5 * everyMs : everyMs, ending.signal)
    }
  }
  const done = run()
  return {
    state: () => state,
    async stop() {
      ending.abort()
      await done
    },
  }
}

/** Works on one connection until it breaks or the process ends; returns at once when another process holds the lock. */
async function holdAndSeal(
  options: SealerOptions,
  ending: AbortSignal,
  tell: (is: 'sealing' | 'elsewhere') => void,
): Promise<void> {
  const { everyMs = 400, most = 5_000 } = options
  const client = await options.workerPool.connect()
  const broken = (fault: Error) => options.log.warn({ event: 'audit.connection-lost', reason: fault.message })
  client.on('error', broken)
  let clean = false
  try {
    if (!(await takeSealerLock(client))) {
      clean = true
      return tell('elsewhere')
    }
    const frontier: Frontier = await takeUp(client, options)
    tell('sealing')
    while (!ending.aborted) {
      const sealed = await sealBatch(client, frontier, options, most)
      if (sealed < most) await rest(everyMs, ending)
    }
    await sealBatch(client, frontier, options, most)
  } finally {
    client.off('error', broken)
    client.release(!clean) // the lock ends with the connection, whatever state it is in
  }
}

function rest(ms: number, ending: AbortSignal): Promise<void> {
  if (ending.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      ending.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    ending.addEventListener('abort', end)
  })
}
