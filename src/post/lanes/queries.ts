import { type Kysely, sql } from 'kysely'
import type { CityTx, Outer } from '#platform/database/city.ts'
import type { DeliveryState, MailLanguage, SubscriberState } from '../schema.ts'

export interface DueLane {
  lane: string
  retry: boolean
  cityId: string
}

/** Lanes with work, in all cities. */
export async function dueLanes(db: Kysely<Outer>, now: Date): Promise<DueLane[]> {
  const { rows } =
    await sql<DueLane>`select lane, retry, city_id as "cityId" from tsunagu.due_lanes(${now}::timestamptz)`.execute(
      db,
    )
  return rows
}

export interface Wish {
  lane: string
  retry: boolean
  most: number
}

export interface Claim {
  cityId: string
  mailingId: string
  subscriberId: string
  lane: string
  retry: boolean
  attempts: number
  /** Its last sender died with it in hand: it may have gone out. */
  again: boolean
}

/** Takes deliveries for `by` until `until`; the same share for each city. */
export async function claimDeliveries(
  db: Kysely<Outer>,
  wishes: Wish[],
  now: Date,
  until: Date,
  by: string,
): Promise<Claim[]> {
  if (wishes.length === 0) return []
  const { rows } = await sql<Claim>`
    select city_id as "cityId", mailing_id as "mailingId", subscriber_id as "subscriberId", lane, retry, attempts, again
    from tsunagu.claim_deliveries(${wishes.map((wish) => wish.lane)}::text[], ${wishes.map((wish) => wish.retry)}::boolean[],
      ${wishes.map((wish) => wish.most)}::integer[], ${now}::timestamptz, ${until}::timestamptz, ${by}::uuid)`.execute(
    db,
  )
  return rows
}

/** Gives back what a dead sender held. @returns how many */
export async function releaseDeliveries(db: Kysely<Outer>, by: string, now: Date): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select tsunagu.release_deliveries(${by}::uuid, ${now}::timestamptz) as n`.execute(db)
  return rows[0]?.n ?? 0
}

export async function unfilledMailings(
  db: Kysely<Outer>,
  before: Date,
): Promise<{ cityId: string; id: string }[]> {
  const { rows } = await sql<{ cityId: string; id: string }>`
    select city_id as "cityId", id from tsunagu.unfilled_mailings(${before}::timestamptz)`.execute(db)
  return rows
}

export interface Recipient {
  id: string
  kind: 'person' | 'seed'
  state: SubscriberState
  sealedAddress: Buffer | null
  language: MailLanguage
  nonce: Buffer
}

export async function readRecipients(tx: CityTx, ids: string[]): Promise<Recipient[]> {
  const rows = await tx
    .selectFrom('subscriber')
    .select(['id', 'kind', 'state', 'sealed_address', 'language', 'nonce'])
    .where('city_id', '=', tx.cityId)
    .where((is) => is('id', '=', is.fn.any(is.val(ids))))
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as Recipient['kind'],
    state: row.state as SubscriberState,
    sealedAddress: row.sealed_address,
    language: row.language as MailLanguage,
    nonce: row.nonce,
  }))
}

/** What became of a claimed delivery; `released` puts it back as if it had not been claimed. */
export interface Settlement {
  mailingId: string
  subscriberId: string
  seed: boolean
  state: Exclude<DeliveryState, 'queued' | 'sending'> | 'released'
  reason: string
  /** With `deferred` and `released`. */
  nextAt: Date | null
  bounce?: { id: string; hard: boolean; status: string }
}

/**
 * Writes results in one transaction. A delivery that is no longer `sending` is left alone, so a result that comes twice counts once.
 *
 * @param hardBounces  after so many the address is written to no more
 */
export async function settleDeliveries(
  tx: CityTx,
  results: Settlement[],
  now: Date,
  hardBounces: number,
): Promise<void> {
  const { rows } = await sql<{ mailing_id: string; subscriber_id: string; state: DeliveryState }>`
    update delivery d set
      state = case when r.state <> 'released' then r.state when d.retry then 'deferred' else 'queued' end,
      attempts = case when r.state = 'released' then d.attempts - 1 else d.attempts end,
      retry = d.retry or r.state = 'deferred', reason = r.reason, next_at = r.next_at, claimed_by = null,
      settled_at = case when r.next_at is null then ${now}::timestamptz end
    from unnest(${results.map((one) => one.mailingId)}::uuid[], ${results.map((one) => one.subscriberId)}::uuid[],
      ${results.map((one) => one.state)}::text[], ${results.map((one) => one.reason)}::text[],
      ${results.map((one) => one.nextAt?.toISOString() ?? null)}::timestamptz[]) as r (mailing_id, subscriber_id, state, reason, next_at)
    where d.city_id = ${tx.cityId} and d.mailing_id = r.mailing_id and d.subscriber_id = r.subscriber_id and d.state = 'sending'
    returning d.mailing_id, d.subscriber_id, d.state`.execute(tx)
  const given = new Map(results.map((one) => [one.mailingId + one.subscriberId, one]))
  const written = rows.flatMap((row) => given.get(row.mailing_id + row.subscriber_id) ?? [])
  await count(tx, written)
  await insertBounces(
    tx,
    written.flatMap((one) => (one.bounce ? [{ ...one, ...one.bounce, source: 'smtp' as const }] : [])),
    now,
    hardBounces,
  )
}

async function count(tx: CityTx, written: Settlement[]): Promise<void> {
  const counts = new Map<string, { accepted: number; failed: number; withdrawn: number }>()
  for (const one of written) {
    if (one.seed) continue
    const sum = counts.get(one.mailingId) ?? { accepted: 0, failed: 0, withdrawn: 0 }
    counts.set(one.mailingId, sum)
    if (one.state === 'accepted') sum.accepted++
    else if (one.state === 'withdrawn') sum.withdrawn++
    else if (one.state === 'bounced' || one.state === 'failed' || one.state === 'suppressed') sum.failed++
  }
  for (const [id, sum] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (sum.accepted + sum.failed + sum.withdrawn === 0) continue
    await tx
      .updateTable('mailing')
      .set((is) => ({
        accepted: is('accepted', '+', sum.accepted),
        failed: is('failed', '+', sum.failed),
        withdrawn: is('withdrawn', '+', sum.withdrawn),
      }))
      .where('city_id', '=', tx.cityId)
      .where('id', '=', id)
      .execute()
  }
}

export interface NewBounce {
  id: string
  mailingId: string
  subscriberId: string
  hard: boolean
  status: string
  reason: string
  source: 'smtp' | 'dsn' | 'plain'
}

/**
 * Notes bounces and stops addresses that bounced hard too often. The same report twice counts once.
 *
 * @returns how many addresses were stopped
 */
export async function insertBounces(
  tx: CityTx,
  bounces: NewBounce[],
  now: Date,
  hardBounces: number,
): Promise<number> {
  if (bounces.length === 0) return 0
  const { rows } = await sql<{ stopped: number }>`
    with fresh as (
      insert into bounce (city_id, id, mailing_id, subscriber_id, at, hard, source, status, reason)
      select ${tx.cityId}::uuid, g.id, g.mailing_id, g.subscriber_id, ${now}::timestamptz, g.hard, g.source, g.status, g.reason
      from unnest(${bounces.map((one) => one.id)}::uuid[], ${bounces.map((one) => one.mailingId)}::uuid[],
        ${bounces.map((one) => one.subscriberId)}::uuid[], ${bounces.map((one) => one.hard)}::boolean[],
        ${bounces.map((one) => one.source)}::text[], ${bounces.map((one) => one.status)}::text[],
        ${bounces.map((one) => one.reason)}::text[]) as g (id, mailing_id, subscriber_id, hard, source, status, reason)
      on conflict (city_id, mailing_id, subscriber_id, hard) do nothing returning subscriber_id, hard, reason),
    sums as (
      select subscriber_id, count(*) filter (where hard) as hard, count(*) filter (where not hard) as soft,
        max(reason) filter (where hard) as reason from fresh group by 1),
    noted as (
      update subscriber s set hard_bounces = s.hard_bounces + b.hard, soft_bounces = s.soft_bounces + b.soft,
        reason = coalesce(b.reason, s.reason), changed_at = ${now}::timestamptz,
        state = case when s.state = 'active' and b.hard > 0 and s.hard_bounces + b.hard >= ${hardBounces} then 'suppressed' else s.state end
      from sums b where s.city_id = ${tx.cityId} and s.id = b.subscriber_id and s.kind = 'person' returning s.state, b.hard)
    select count(*)::integer as stopped from noted where state = 'suppressed' and hard > 0`.execute(tx)
  return rows[0]?.stopped ?? 0
}

/**
 * A mail that was accepted came back.
 *
 * @returns false when there was no such accepted delivery
 */
export async function markReturned(
  tx: CityTx,
  mailingId: string,
  subscriberId: string,
  hard: boolean,
  reason: string,
): Promise<boolean> {
  const { rows } = await sql<{ person: boolean }>`
    update delivery d set state = ${hard ? 'bounced' : 'failed'}, reason = ${reason} from subscriber s
    where d.city_id = ${tx.cityId} and d.mailing_id = ${mailingId}::uuid and d.subscriber_id = ${subscriberId}::uuid and d.state = 'accepted'
      and s.city_id = d.city_id and s.id = d.subscriber_id returning s.kind = 'person' as person`.execute(tx)
  if (rows.length === 0) return false
  if (rows[0]?.person)
    await tx
      .updateTable('mailing')
      .set((is) => ({ accepted: is('accepted', '-', 1), failed: is('failed', '+', 1) }))
      .where('city_id', '=', tx.cityId)
      .where('id', '=', mailingId)
      .execute()
  return true
}
