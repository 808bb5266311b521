import { createPrivateKey } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Clock, NewId } from '#platform/clock.ts'
import { type CityTx, inCity, type Outer } from '#platform/database/city.ts'
import { type Seal, sealContext } from '#platform/seal/seal.ts'
import { dnsRecord, freshDkimPair, type SigningKey } from './dkim.ts'

/** What others look up to check our signatures; in DNS, and at `GET /mail/dkim.json` for those without DNS. */
export interface PublishedKey {
  domain: string
  selector: string
  algorithm: SigningKey['algorithm']
  publicKey: string
  /** Name and value of the DNS TXT record. */
  name: string
  txt: string
}

interface KeyRow {
  id: string
  algorithm: SigningKey['algorithm']
  domain: string
  selector: string
  sealedPrivateKey: Buffer
  publicKey: string
  retired: boolean
}

async function readKeys(tx: CityTx): Promise<KeyRow[]> {
  const rows = await tx
    .selectFrom('mail_key')
    .selectAll()
    .where('city_id', '=', tx.cityId)
    .orderBy('created_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    algorithm: row.algorithm as KeyRow['algorithm'],
    domain: row.domain,
    selector: row.selector,
    sealedPrivateKey: row.sealed_private_key,
    publicKey: row.public_key,
    retired: row.retired_at !== null,
  }))
}

async function insertKey(tx: CityTx, key: Omit<KeyRow, 'retired'>, now: Date): Promise<void> {
  await tx
    .insertInto('mail_key')
    .values({
      city_id: tx.cityId,
      id: key.id,
      algorithm: key.algorithm,
      domain: key.domain,
      selector: key.selector,
      sealed_private_key: key.sealedPrivateKey,
      public_key: key.publicKey,
      created_at: now,
    })
    .execute()
}

export interface MailKeys {
  /** The keys that sign for a domain; made at first use. */
  signing(cityId: string, domain: string, ed25519: boolean): Promise<SigningKey[]>
  published(cityId: string): Promise<PublishedKey[]>
}

/** DKIM keys of cities: sealed in the database, opened once a process. */
export function createMailKeys(db: Kysely<Outer>, seal: Seal, clock: Clock, newId: NewId): MailKeys {
  const opened = new Map<string, Promise<SigningKey[]>>()
  const contextOf = (cityId: string, id: string) => sealContext('mail_key', 'sealed_private_key', cityId, id)

  const make = async (cityId: string, domain: string, algorithm: SigningKey['algorithm']) => {
    const pair = await freshDkimPair(algorithm)
    const now = clock()
    const id = newId()
    const selector = `${algorithm === 'rsa' ? 'r' : 'e'}${now.toISOString().slice(0, 10).replaceAll('-', '')}`
    await inCity(db, cityId, async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`mail_key ${cityId}`}, 0))`.execute(tx)
      const there = (await readKeys(tx)).some(
        (key) => key.domain === domain && key.algorithm === algorithm && !key.retired,
      )
      if (there) return // another process was first
      const sealedPrivateKey = seal.seal(pair.privatePem, contextOf(cityId, id))
      await insertKey(
        tx,
        { id, algorithm, domain, selector, sealedPrivateKey, publicKey: pair.publicKey },
        now,
      )
    })
  }
  const load = async (
    cityId: string,
    domain: string,
    wanted: SigningKey['algorithm'][],
  ): Promise<SigningKey[]> => {
    const current = async () =>
      (await inCity(db, cityId, readKeys)).filter(
        (key) => key.domain === domain && !key.retired && wanted.includes(key.algorithm),
      )
    let rows = await current()
    const missing = wanted.filter((algorithm) => !rows.some((key) => key.algorithm === algorithm))
    for (const algorithm of missing) await make(cityId, domain, algorithm)
    if (missing.length > 0) rows = await current()
    return rows.map((key) => ({
      algorithm: key.algorithm,
      domain: key.domain,
      selector: key.selector,
      privateKey: createPrivateKey(seal.open(key.sealedPrivateKey, contextOf(cityId, key.id)).toString()),
    }))
  }
  return {
    signing(cityId, domain, ed25519) {
      const wanted: SigningKey['algorithm'][] = ed25519 ? ['rsa', 'ed25519'] : ['rsa']
      const name = `${cityId} ${domain} ${wanted}`
      const kept = opened.get(name)
      if (kept) return kept
      const loading = load(cityId, domain, wanted)
      opened.set(name, loading)
      loading.catch(() => opened.delete(name)) // the database was away: ask again next time
      return loading
    },
    async published(cityId) {
      const rows = await inCity(db, cityId, readKeys)
      return rows.map(({ domain, selector, algorithm, publicKey }) => ({
        domain,
        selector,
        algorithm,
        publicKey,
        name: `${selector}._domainkey.${domain}`,
        txt: dnsRecord(algorithm, publicKey),
      }))
    },
  }
}
