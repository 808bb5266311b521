import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { twoCities } from '../../src/cities/cities-testing.ts'
import type { Role } from '../../src/cities/staff/role.ts'
import { testStaff } from '../../src/cities/staff/staff-testing.ts'
import { documentKeys } from '../../src/cli/document-keys.ts'
import { readConfig } from '../../src/platform/config.ts'
import { inCity } from '../../src/platform/database/city.ts'
import type { TestDatabases } from '../../src/platform/database/testing.ts'
import { createLog } from '../../src/platform/log.ts'
import { routes } from '../../src/serve/routes.ts'
import { wire } from '../../src/serve/wire.ts'

export interface Asked {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any
}

/** The whole application on test databases, with つなぐ市, となり市 and anybody who is needed. Nothing runs by itself: no worker, no sweep. */
export async function testHouse(databases: TestDatabases) {
  const home = mkdtempSync(join(tmpdir(), 'tsunagu-house-'))
  const cities = await twoCities(databases)
  const staff = testStaff(databases)
  const keys = {
    ...documentKeys(),
    database: inject('databaseSecret'),
    session: staff.people.login.sessionSecret, // sessions and codes of the tests' people are those of this house
  }
  const house = wire({
    config: readConfig({ TSUNAGU_HOME: home, LOG_LEVEL: 'silent' }),
    keys,
    outerUrl: databases.outerUrl,
    innerUrl: databases.innerUrl,
    log: createLog('silent'),
  })
  const app = routes(house)
  for (const cityId of [cities.ours, cities.theirs])
    await inCity(house.db, cityId, (tx) => house.media.set(tx, 'city-site', true, {}, null))

  /** Somebody with these roles, logged in; `proof` is a second factor that nobody has used yet. */
  async function somebody(held: readonly Role[], cityId: string = cities.ours) {
    const { userId, email } = await staff.member(cityId, held)
    house.memory.forget()
    return {
      userId,
      headers: await staff.sessionOf(userId),
      proof: () => ({ code: staff.people.code(email) }),
      operator: { id: userId, name: email, roles: held },
    }
  }
  async function ask(
    headers: Record<string, string>,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Asked> {
    const raw = body instanceof Uint8Array
    const answer = await app.request(path, {
      method,
      headers: {
        'X-Requested-With': 'tsunagu',
        'Content-Type': raw ? 'application/cap+xml' : 'application/json',
        ...headers,
      },
      body: body === undefined ? undefined : raw ? (body as BodyInit) : JSON.stringify(body),
    })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.includes('json')
    return { status: answer.status, body: isJson ? JSON.parse(text) : text }
  }
  return {
    house,
    app,
    staff,
    cities,
    somebody,
    ask,
    inside: <T>(work: Parameters<typeof inCity<T>>[2], cityId: string = cities.ours) =>
      inCity(house.db, cityId, work),
    async end(): Promise<void> {
      house.events.close()
      await house.databases.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export type TestHouse = Awaited<ReturnType<typeof testHouse>>
