import { type CityTx, inCity } from '#platform/database/city.ts'
import type { AlertsDeps } from '../deps.ts'
import type { Connector, LinkProof } from '../medium.ts'
import { within } from './deadline.ts'
import type { Media } from './media-settings.ts'
import { insertProof, lastProofs } from './queries.ts'

const probeSeconds = 10

/** Each medium in one word for the frame: `failing` when the last link proof failed. */
export async function mediaStates(
  tx: CityTx,
  media: Media,
): Promise<{ name: string; label: string; state: 'on' | 'off' | 'failing'; reason?: string }[]> {
  const names = media.all.map((medium) => medium.name)
  const proofs = await lastProofs(tx, names)
  return (await media.openAll(tx)).map(({ medium, off }) => {
    const named = { name: medium.name, label: medium.label }
    if (off !== null) return { ...named, state: 'off' as const, reason: off }
    const proof = proofs.get(medium.name)
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
  const proof = await probe(opened.connector)
  const tookMs = Math.round(performance.now() - started)
  const words = proof.ok ? proof.words : proof.reason
  const row = {
    id: deps.newId(),
    medium,
    at: deps.clock(),
    ok: proof.ok,
    reason: proof.ok ? '' : proof.reason,
  }
  await inCity(deps.db, cityId, (tx) => insertProof(tx, { ...row, tookMs }))
  deps.bus.publish({ cityId, topic: 'media' })
  return { ok: proof.ok, words, tookMs }
}

async function probe(connector: Connector): Promise<LinkProof> {
  const signal = AbortSignal.timeout(probeSeconds * 1000)
  try {
    return await within(connector.probe(signal), signal)
  } catch (fault) {
    if (signal.aborted) return { ok: false, reason: `${probeSeconds}秒待って返事がありません` }
    return { ok: false, reason: (fault as Error).message }
  }
}

/**
 * Proves every link of every city again and again (design: each three minutes), so that a dead link is known before it is needed.
 *
 * @returns a function that stops it
 */
export function startLinkProofs(deps: AlertsDeps, everyMs = 180_000): () => void {
  let stopped = false
  let timer: NodeJS.Timeout
  const round = async (): Promise<void> => {
    const cities = await deps.db.selectFrom('city').select('id').where('closed_at', 'is', null).execute()
    for (const city of cities)
      for (const medium of deps.media.all) {
        if (stopped) return
        await proveLink(deps, city.id, medium.name).catch((fault: Error) => failed(fault, medium.name))
      }
  }
  const failed = (fault: Error, medium?: string): void =>
    deps.log.warn({ event: 'media.proof-fault', medium, reason: fault.message })
  const again = (): void => {
    void round()
      .catch(failed)
      .then(() => {
        if (!stopped) timer = setTimeout(again, everyMs) // after the round, so that slow links never pile up
      })
  }
  timer = setTimeout(again, Math.min(2_000, everyMs))
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
