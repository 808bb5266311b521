import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { newId } from '../clock.ts'
import { createLog } from '../log.ts'
import { type Databases, openDatabases } from './databases.ts'
import { connection } from './pools.ts'

export interface TestDatabases extends Databases {
  outerUrl: string
  innerUrl: string
  /** As the owner: past row-level security it cannot see either, but it may look at the catalogue. */
  owner: pg.Client
  drop(): Promise<void>
}

/** Two fresh, migrated databases for one test file. Call in `beforeAll`, and `drop` in `afterAll`. */
export async function testDatabases(): Promise<TestDatabases> {
  const serverUrl = inject('postgresUrl')
  const secret = inject('databaseSecret')
  const tag = randomBytes(6).toString('hex')
  const admin = new pg.Client(connection(serverUrl))
  await admin.connect()
  await admin.query(`create database outer_${tag} template template_outer`)
  await admin.query(`create database inner_${tag} template template_inner`)
  const named = (name: string) => serverUrl.replace('/postgres?', `/${name}?`)
  const outerUrl = named(`outer_${tag}`)
  const innerUrl = named(`inner_${tag}`)
  const databases = openDatabases(outerUrl, innerUrl, secret, createLog('silent'))
  const owner = new pg.Client(connection(outerUrl))
  await owner.connect()
  return {
    ...databases,
    outerUrl,
    innerUrl,
    owner,
    async drop() {
      await owner.end()
      await databases.close()
      await admin.query(`drop database outer_${tag} with (force)`)
      await admin.query(`drop database inner_${tag} with (force)`)
      await admin.end()
    },
  }
}

/** A bare city for tests that need a row to hang things on. */
export async function testCity(
  databases: TestDatabases,
  slug = `city-${randomBytes(4).toString('hex')}`,
): Promise<string> {
  const id = newId()
  await databases.outer
    .insertInto('city')
    .values({
      id,
      slug,
      name: `${slug}市`,
      name_kana: 'しけんし',
      municipality_code: '999999',
      opened_at: new Date(),
    })
    .execute()
  return id
}
