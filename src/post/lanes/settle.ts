import type { Kysely } from 'kysely'
import type { Clock } from '#platform/clock.ts'
import { inCity, type Outer } from '#platform/database/city.ts'
import type { Log } from '#platform/log.ts'
import type { Journal } from './journal.ts'
import { type Settlement, settleDeliveries } from './queries.ts'

/** Writes results in batches, and keeps at it while the database is away. */
export interface Settler {
  add(cityId: string, result: Settlement): void
  /** Writes what is left. @returns false when the database would not have it within 10 s */
  stop(): Promise<boolean>
}

export interface SettlerParts {
  db: Kysely<Outer>
  clock: Clock
  log: Log
  hardBounces: (cityId: string) => number
}

const batchMs = 40
const batchMost = 500

/** @param journal  cleared whenever nothing is left to write */
export function createSettler(parts: SettlerParts, journal: Pick<Journal, 'clear'> | null): Settler {
  const { db, clock, log } = parts
  const waiting = new Map<string, Settlement[]>()
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<boolean> | null = null

  const writeAll = async (): Promise<boolean> => {
    for (const [cityId, all] of waiting) {
      while (all.length > 0) {
        const batch = all.slice(0, batchMost)
        try {
          await inCity(db, cityId, (tx) => settleDeliveries(tx, batch, clock(), parts.hardBounces(cityId)))
        } catch (fault) {
          log.warn({ event: 'post.settle-failed', waiting: all.length, reason: (fault as Error).message })
          return false
        }
        all.splice(0, batch.length)
      }
      waiting.delete(cityId)
    }
    if (waiting.size === 0) journal?.clear()
    return true
  }
  const write = (): Promise<boolean> => {
    writing ??= writeAll().finally(() => {
      writing = null
    })
    return writing
  }
  let stopped = false
  const plan = (ms: number) => {
    if (stopped) return
    timer ??= setTimeout(() => {
      timer = null
      void write().then((ok) => {
        if (waiting.size > 0) plan(ok ? batchMs : 1_000)
      })
    }, ms)
  }
  return {
    add(cityId, result) {
      const all = waiting.get(cityId)
      if (all) all.push(result)
      else waiting.set(cityId, [result])
      plan(batchMs)
    },
    async stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      timer = null
      for (let tries = 0; tries < 10; tries++) {
        if (await write()) {
          if (waiting.size === 0) return true
        } else await new Promise((resolve) => setTimeout(resolve, 1_000))
      }
      return waiting.size === 0
    },
  }
}
