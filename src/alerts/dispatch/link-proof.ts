import { type CityTx, inCity } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import type { Media } from './media-settings.ts'

const probeSeconds = 10

/** Each medium in one word for the frame: `failing` when the last link proof failed. */
export async function mediaStates(
  tx: CityTx,
  media: Media,
): Promise<{ name: string; label: string; state: 'on' | 'off' | 'failing'; reason?: string }[]> {
  const proofs = await tx
    .selectFrom('link_proof')
    .distinctOn('medium')
    .select(['medium', 'ok', 'reason'])
    .orderBy('medium')
    .orderBy('at', 'desc')
    .execute()
  return (await media.openAll(tx)).map(({ medium, off }) => {
    const named = { name: medium.name, label: medium.label }
    if (off !== null) return { ...named, state: 'off' as const, reason: off }
    const proof = proofs.find((one) => one.medium === medium.name)
    return proof && !proof.ok
      ? { ...named, state: 'failing' as const, reason: proof.reason }
      : { ...named, state: 'on' as const }
  })
}

/** Tries a medium's link without anyone noticing, and keeps the result. No transaction is open during the call. */
export async function proveLink(
  deps: AlertsDeps,
  cityId: string,
  medium: string,
): Promise<{ ok: boolean; words: string; tookMs: number }> {
  const opened = await inCity(deps.db, cityId, (tx) => deps.media.open(tx, medium))
  if (!opened.connector) return { ok: false, words: opened.off, tookMs: 0 }
  const started = performance.now()
  const proof = await opened.connector
    .probe(AbortSignal.timeout(probeSeconds * 1000))
    .catch((fault: Error) => ({ ok: false as const, reason: fault.message }))
  const tookMs = Math.round(performance.now() - started)
  const words = proof.ok ? proof.words : proof.reason
  await inCity(deps.db, cityId, (tx) =>
    tx
      .insertInto('link_proof')
      .values({
        city_id: tx.cityId,
        id: deps.newId(),
        medium,
        at: deps.clock(),
        ok: proof.ok,
        reason: proof.ok ? '' : proof.reason,
        took_ms: tookMs,
      })
      .execute(),
  )
  deps.bus.publish({ cityId, topic: 'media' })
  return { ok: proof.ok, words, tookMs }
}

/**
 * Proves every link of every city again and again (design: each three minutes), so that a dead link is known before it is needed.
 *
 * @returns a function that stops it
 */
export function startLinkProofs(deps: AlertsDeps, everyMs = 180_000): () => void {
  const round = async (): Promise<void> => {
    const cities = await deps.db.selectFrom('city').select('id').where('closed_at', 'is', null).execute()
    for (const city of cities)
      for (const medium of deps.media.all) await proveLink(deps, city.id, medium.name)
  }
  const safely = (): void => {
    round().catch((fault: Error) => deps.log.warn({ event: 'media.proof-fault', reason: fault.message }))
  }
  const first = setTimeout(safely, 2_000)
  const timer = setInterval(safely, everyMs)
  return () => {
    clearTimeout(first)
    clearInterval(timer)
  }
}
