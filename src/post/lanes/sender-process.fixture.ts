import { newId, systemClock } from '#platform/clock.ts'
import { openDatabases } from '#platform/database/databases.ts'
import { createLog } from '#platform/log.ts'
import { createPost } from '../post.ts'
import { testSeal, testSetup } from '../testing.ts'

/** A process that only sends, for tests and measurements that kill it: `node … '{ outerUrl, innerUrl, secret, cityId, port, folder }'`. */
const given = JSON.parse(process.argv[2] ?? '{}') as {
  outerUrl: string
  innerUrl: string
  secret: string
  cityId: string
  port: number
  folder: string
}
const databases = openDatabases(given.outerUrl, given.innerUrl, given.secret, createLog('silent'))
const post = createPost({
  db: databases.outer,
  seal: testSeal,
  secret: 'secret of the tests',
  clock: systemClock,
  newId,
  log: createLog('silent'),
  folder: given.folder,
  name: 'mx.tsunagu.example',
  findServers: async () => [{ host: '127.0.0.1', port: given.port }],
})
post.setups.put(testSetup(given.cityId))
const stop = await post.start()
process.stdout.write('sending\n')
process.on('SIGTERM', () => void stop().then(() => process.exit(0)))
