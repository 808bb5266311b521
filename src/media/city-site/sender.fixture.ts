import { argv, stdout } from 'node:process'
import { createLog } from '#platform/log.ts'
import { factsOf, orderOf } from '../fixtures.ts'
import { citySite } from './city-site.ts'

/** A process of its own that sends to a folder and says the id of each message once it was accepted: `FOLDER COUNT`. */
const [, , folder = '', count = '0'] = argv
const connector = citySite.open(
  {},
  {
    city: { id: 'x', slug: 'tsunagu', name: 'つなぐ市', publicUrl: 'http://127.0.0.1:9' },
    clock: () => new Date('2026-11-22T20:00:00+09:00'),
    log: createLog('silent'),
    fetch,
    folder,
    demo: true,
  },
)
if ('off' in connector) throw new Error(connector.off)
for (let i = 0; i < Number(count); i++) {
  const order = orderOf(connector, factsOf('fire'))
  const outcome = await connector.send(order, AbortSignal.timeout(20_000))
  if (outcome.kind === 'accepted') stdout.write(`${order.messageId}\n`)
}
