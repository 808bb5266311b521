import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connection } from '#platform/database/pools.ts'
import { type TestDatabases, testCity, testDatabases } from '#platform/database/testing.ts'
import { firstChoice } from './book/join.ts'
import { openFarSide } from './lanes/far-side.fixture.ts'
import { eventually, testMailing, testPost } from './testing.ts'

let databases: TestDatabases
const admin = new pg.Client(connection(inject('postgresUrl')))
beforeAll(async () => {
  databases = await testDatabases()
  await admin.connect()
})
afterAll(async () => {
  await databases.drop()
  await admin.end()
})

/** Throws everybody out of the database and lets nobody in. */
async function shut(name: string): Promise<void> {
  await admin.query(`alter database ${name} allow_connections false`)
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'tsunagu_app'`,
    [name],
  )
}

test('the database goes away in the middle of a mailing and comes back: nobody is lost, nobody is written to twice', async () => {
  const cityId = await testCity(databases)
  const far = await openFarSide({ hold: () => new Promise((resolve) => setTimeout(resolve, 10)) })
  const { post, end } = testPost(databases, cityId, far.port)
  const people = Array.from({ length: 150 }, (_, i) => ({
    address: `p${i}@far.example`,
    choice: firstChoice,
  }))
  await post.book.importActive(cityId, people)
  const stop = await post.start()
  const mailing = testMailing()
  await post.mail(cityId, mailing)
  await eventually(
    () => far.taken.length,
    (n) => n > 30,
  )
  const name = (await databases.owner.query('select current_database() as name')).rows[0].name as string
  await shut(name)
  await expect(post.progress(cityId, mailing.id)).rejects.toThrow()
  await admin.query(`alter database ${name} allow_connections true`)
  const sum = await eventually(
    () => post.progress(cityId, mailing.id).catch(() => null),
    (now) => now?.accepted === 150,
    60_000,
  )
  expect(sum).toMatchObject({ total: 150, accepted: 150, failed: 0 })
  expect(far.taken).toHaveLength(150)
  await stop()
  await far.close()
  await end()
})
