import pg from 'pg'
import { readConfig } from '#platform/config.ts'
import { connection } from '#platform/database/pools.ts'
import { openServers } from '#platform/database/servers.ts'
import { readKeys } from '#platform/keys.ts'
import { createLog } from '#platform/log.ts'
import { type House, wire } from '../serve/wire.ts'

/** Exit codes of every verb. */
export const exit = { done: 0, no: 1, fault: 2 } as const

export type Environment = Record<string, string | undefined>

/** The settings and keys of this checkout or server, as the command line finds them. */
export function readMeans(environment: Environment) {
  const config = readConfig(environment)
  return {
    config,
    keys: readKeys(config.keyFile, config.demo),
    log: createLog(environment.LOG_LEVEL ?? 'warn'),
  }
}

/** Opens the databases for one verb: those of the running city, or, when it does not run, only for so long. */
export async function withServers<T>(
  environment: Environment,
  work: (
    means: ReturnType<typeof readMeans> & { outerUrl: string; innerUrl: string; running: boolean },
  ) => Promise<T>,
): Promise<T> {
  const means = readMeans(environment)
  const { outerUrl, innerUrl, embedded } = await openServers(means.config, means.keys)
  try {
    return await work({ ...means, outerUrl, innerUrl, running: embedded === null || embedded.adopted })
  } finally {
    if (embedded && !embedded.adopted) await embedded.stop()
  }
}

/** The wired house without a listener, for verbs that act as the city does. */
export function withHouse<T>(
  environment: Environment,
  work: (house: House, running: boolean) => Promise<T>,
): Promise<T> {
  return withServers(environment, async ({ config, keys, log, outerUrl, innerUrl, running }) => {
    const house = wire({ config, keys, outerUrl, innerUrl, log })
    try {
      return await work(house, running)
    } finally {
      await house.databases.close()
    }
  })
}

/** Owner connections to both databases, for verbs that must see every city. */
export function withOwners<T>(
  environment: Environment,
  work: (means: ReturnType<typeof readMeans> & { outer: pg.Client; inner: pg.Client }) => Promise<T>,
): Promise<T> {
  return withServers(environment, async ({ outerUrl, innerUrl, ...means }) => {
    const outer = new pg.Client(connection(outerUrl))
    const inner = new pg.Client(connection(innerUrl))
    try {
      await Promise.all([outer.connect(), inner.connect()])
      return await work({ ...means, outer, inner })
    } finally {
      await Promise.all([outer.end(), inner.end()])
    }
  })
}
