import { z } from 'zod'
import type { FindKey } from './dkim.ts'

const Published = z.object({
  records: z.array(z.object({ selector: z.string(), domain: z.string(), publicKey: z.string() })),
})

/** A key not found is looked up again after this long, a found one is kept for KEEP_MS (DNS would say so by its TTL). */
const ASK_AGAIN_MS = 2_000
const KEEP_MS = 60_000

/**
 * Finds DKIM keys at `{cityUrl}/mail/dkim.json`, which stands in for the TXT records of the city's DNS.
 * A city that does not answer gives no key, never an error.
 */
export function createCityKeys(cityUrl: string, now: () => Date): FindKey {
  let keys = new Map<string, string>()
  let askedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined
  const ask = async () => {
    askedAt = now().getTime()
    try {
      const answer = await fetch(new URL('/mail/dkim.json', cityUrl), { signal: AbortSignal.timeout(3_000) })
      const { records } = Published.parse(await answer.json())
      keys = new Map(
        records.map((one) => [`${one.selector}._domainkey.${one.domain.toLowerCase()}`, one.publicKey]),
      )
    } catch {
      // the city is away or answers nonsense: what was known stays known
    }
  }
  return async (domain, selector) => {
    const name = `${selector}._domainkey.${domain}`
    const age = now().getTime() - askedAt
    if (asking || age > KEEP_MS || (!keys.has(name) && age > ASK_AGAIN_MS)) {
      asking ??= ask().finally(() => {
        asking = undefined
      })
      await asking
    }
    return keys.get(name)
  }
}
