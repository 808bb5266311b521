import { inCity } from '#platform/database/city.ts'
import { findRemains, type Remains } from './journal.ts'
import { readRecipients, releaseDeliveries } from './queries.ts'
import type { SenderParts } from './sending.ts'
import { createSettler } from './settle.ts'

/**
 * Clears up after senders of this machine that are no more: what the far side took is noted, the rest is due again.
 *
 * @throws Error when the database would not have it
 */
export async function recover(parts: SenderParts): Promise<void> {
  for (const remains of findRemains(parts.folder)) {
    await noteTaken(parts, remains)
    const released = await releaseDeliveries(parts.db, remains.sender, parts.clock())
    parts.log.warn({ event: 'post.sender-recovered', taken: remains.taken.length, released })
    remains.remove()
  }
}

async function noteTaken(parts: SenderParts, remains: Remains): Promise<void> {
  const settler = createSettler(parts, null)
  for (const [cityId, ours] of Map.groupBy(remains.taken, (one) => one.cityId)) {
    const ids = [...new Set(ours.map((one) => one.subscriberId))]
    const recipients = await inCity(parts.db, cityId, (tx) => readRecipients(tx, ids))
    const seeds = new Set(recipients.flatMap((one) => (one.kind === 'seed' ? [one.id] : [])))
    for (const { mailingId, subscriberId } of ours)
      settler.add(cityId, {
        mailingId,
        subscriberId,
        seed: seeds.has(subscriberId),
        state: 'accepted',
        reason: '',
        nextAt: null,
      })
  }
  if (!(await settler.stop())) throw new Error('the results of a sender that died could not be written')
}
