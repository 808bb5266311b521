import { type Selectable, sql } from 'kysely'
import type { CityTx } from '#platform/database/city.ts'
import type { Subscriber as SubscriberTable } from '#platform/database/generated/outer.ts'
import type { Choice, MailLanguage, SubscriberState, Topic } from '../schema.ts'

export interface Subscriber {
  id: string
  kind: 'person' | 'seed'
  state: SubscriberState
  sealedAddress: Buffer | null
  lane: string
  language: MailLanguage
  nonce: Buffer
  letters: number
  lettersSince: Date | null
  changedAt: Date
}

function subscriberOf(row: Selectable<SubscriberTable>): Subscriber {
  return {
    id: row.id,
    kind: row.kind as Subscriber['kind'],
    state: row.state as SubscriberState,
    sealedAddress: row.sealed_address,
    lane: row.lane,
    language: row.language as MailLanguage,
    nonce: row.nonce,
    letters: row.letters,
    lettersSince: row.letters_since,
    changedAt: row.changed_at,
  }
}

export async function findByAddress(tx: CityTx, addressHash: Buffer): Promise<Subscriber | null> {
  const row = await tx
    .selectFrom('subscriber')
    .selectAll()
    .where('city_id', '=', tx.cityId)
    .where('channel', '=', 'mail')
    .where('address_hash', '=', addressHash)
    .forUpdate()
    .executeTakeFirst()
  return row ? subscriberOf(row) : null
}

export async function findById(tx: CityTx, id: string): Promise<Subscriber | null> {
  const row = await tx
    .selectFrom('subscriber')
    .selectAll()
    .where('city_id', '=', tx.cityId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ? subscriberOf(row) : null
}

export interface NewSubscriber {
  id: string
  kind: Subscriber['kind']
  state: 'pending' | 'active'
  sealedAddress: Buffer
  addressHash: Buffer
  lane: string
  nonce: Buffer
  source: 'empty-mail' | 'web' | 'import' | 'seed'
  language?: MailLanguage
}

/** @returns how many were new: an address that is there already is left alone */
export async function insertSubscribers(tx: CityTx, all: NewSubscriber[], now: Date): Promise<number> {
  const put = await tx
    .insertInto('subscriber')
    .values(
      all.map((one) => ({
        city_id: tx.cityId,
        id: one.id,
        kind: one.kind,
        state: one.state,
        sealed_address: one.sealedAddress,
        address_hash: one.addressHash,
        lane: one.lane,
        nonce: one.nonce,
        source: one.source,
        language: one.language ?? 'ja',
        created_at: now,
        confirmed_at: one.state === 'active' ? now : null,
        changed_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['city_id', 'channel', 'address_hash']).doNothing())
    .returning('id')
    .execute()
  return put.length
}

/** Which of these ids are in the book. */
export async function whichExist(tx: CityTx, ids: string[]): Promise<string[]> {
  const rows = await tx
    .selectFrom('subscriber')
    .select('id')
    .where('city_id', '=', tx.cityId)
    .where((is) => is('id', '=', is.fn.any(is.val(ids))))
    .execute()
  return rows.map((row) => row.id)
}

/** The person asked (again): a new nonce makes older links void, and the letter is counted. */
export async function noteLetter(
  tx: CityTx,
  id: string,
  change: { nonce?: Buffer; letters: number; lettersSince: Date },
  now: Date,
): Promise<void> {
  await tx
    .updateTable('subscriber')
    .set({
      ...(change.nonce ? { nonce: change.nonce, changed_at: now } : {}),
      letters: change.letters,
      letters_since: change.lettersSince,
    })
    .where('city_id', '=', tx.cityId)
    .where('id', '=', id)
    .execute()
}

export async function markActive(tx: CityTx, id: string, now: Date): Promise<void> {
  await tx
    .updateTable('subscriber')
    .set({
      state: 'active',
      reason: '',
      hard_bounces: 0,
      soft_bounces: 0,
      confirmed_at: now,
      changed_at: now,
    })
    .where('city_id', '=', tx.cityId)
    .where('id', '=', id)
    .execute()
}

/** The address goes at once; the row stays, so that an old link still answers politely. */
export async function markLeft(tx: CityTx, id: string, now: Date): Promise<void> {
  await tx
    .updateTable('subscriber')
    .set({ state: 'left', reason: '', sealed_address: null, address_hash: null, changed_at: now })
    .where('city_id', '=', tx.cityId)
    .where('id', '=', id)
    .execute()
  await tx
    .deleteFrom('subscription')
    .where('city_id', '=', tx.cityId)
    .where('subscriber_id', '=', id)
    .execute()
}

export async function readChoice(tx: CityTx, id: string): Promise<Choice | null> {
  const row = await tx
    .selectFrom('subscription as p')
    .innerJoin('subscriber as s', (on) =>
      on.onRef('s.city_id', '=', 'p.city_id').onRef('s.id', '=', 'p.subscriber_id'),
    )
    .select(['p.topics', 'p.districts', 's.language'])
    .where('p.city_id', '=', tx.cityId)
    .where('p.subscriber_id', '=', id)
    .executeTakeFirst()
  return row
    ? { topics: row.topics as Topic[], districts: row.districts, language: row.language as MailLanguage }
    : null
}

export async function writeChoice(tx: CityTx, id: string, choice: Choice, now: Date): Promise<void> {
  const { topics, districts } = choice
  await tx
    .insertInto('subscription')
    .values({ city_id: tx.cityId, subscriber_id: id, topics, districts })
    .onConflict((conflict) =>
      conflict.columns(['city_id', 'subscriber_id']).doUpdateSet({ topics, districts }),
    )
    .execute()
  await tx
    .updateTable('subscriber')
    .set({ language: choice.language, changed_at: now })
    .where('city_id', '=', tx.cityId)
    .where('id', '=', id)
    .execute()
}

/** Many subscriptions at once, one choice each. */
export async function insertSubscriptions(
  tx: CityTx,
  all: { subscriberId: string; choice: Pick<Choice, 'topics' | 'districts'> }[],
): Promise<void> {
  await tx
    .insertInto('subscription')
    .values(
      all.map(({ subscriberId, choice }) => ({ city_id: tx.cityId, subscriber_id: subscriberId, ...choice })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Districts as the pages name them, in map order. */
export async function readDistricts(tx: CityTx): Promise<{ id: string; name: string }[]> {
  return tx
    .selectFrom('district')
    .select(['id', 'name'])
    .where('city_id', '=', tx.cityId)
    .orderBy('sort_order')
    .orderBy('code')
    .execute()
}

export async function readDistrictWord(tx: CityTx): Promise<string> {
  const row = await tx
    .selectFrom('city')
    .select('district_word')
    .where('id', '=', tx.cityId)
    .executeTakeFirst()
  return row?.district_word ?? '地区'
}

/** Seeds that are no longer in the settings leave. */
export async function retireSeeds(tx: CityTx, keep: Buffer[], now: Date): Promise<void> {
  await sql`update subscriber set state = 'left', sealed_address = null, address_hash = null, changed_at = ${now}::timestamptz
    where city_id = ${tx.cityId} and kind = 'seed' and state <> 'left' and not (address_hash = any (${keep}::bytea[]))`.execute(
    tx,
  )
}

/** Who asked and never confirmed is forgotten. @returns how many */
export async function clearPending(tx: CityTx, before: Date): Promise<number> {
  const gone = await tx
    .deleteFrom('subscriber')
    .where('city_id', '=', tx.cityId)
    .where('state', '=', 'pending')
    .where('changed_at', '<', before)
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Counts for the settings screen. */
export async function countSubscribers(tx: CityTx): Promise<Record<SubscriberState, number>> {
  const rows = await tx
    .selectFrom('subscriber')
    .select((is) => ['state', is.fn.countAll<number>().as('n')])
    .where('city_id', '=', tx.cityId)
    .where('kind', '=', 'person')
    .groupBy('state')
    .execute()
  const counts = { pending: 0, active: 0, suppressed: 0, left: 0 }
  for (const row of rows) counts[row.state as SubscriberState] = Number(row.n)
  return counts
}
