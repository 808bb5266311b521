import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Clock, NewId } from '#platform/clock.ts'
import { type CityTx, inCity, type Outer } from '#platform/database/city.ts'
import { type Seal, sealContext } from '#platform/seal/seal.ts'
import { laneOf } from '../lanes/lane.ts'
import type { Choice, LetterName, Topic } from '../schema.ts'
import { type Address, addressHash, readAddress } from './address.ts'
import * as queries from './queries.ts'
import { type LinkIds, linkIds, linkIsGenuine, linkToken, type Purpose } from './tokens.ts'

export interface BookParts {
  db: Kysely<Outer>
  seal: Seal
  secret: string
  clock: Clock
  newId: NewId
  /** Queues a letter to one person, in the same transaction. */
  write: (tx: CityTx, letter: LetterName, to: { id: string; lane: string }, answers?: string) => Promise<void>
  wake: () => void
}

/** What a person gets who has just confirmed and chosen nothing yet: whatever may save a life, everywhere in the city. */
export const firstChoice: Choice = {
  topics: ['disaster', 'weather', 'safety', 'life', 'drill'],
  districts: [],
  language: 'ja',
}

/** A confirming link is good for so long. */
const confirmMs = 24 * 3_600_000
/** A stranger who types somebody's address must not make us a nuisance: so many letters a day, and one a minute. */
const lettersADay = 5
const letterPauseMs = 60_000

export const addressContext = (cityId: string, id: string): string =>
  sealContext('subscriber', 'sealed_address', cityId, id)

/** What a link opened. */
export interface Opened {
  ids: LinkIds
  state: 'pending' | 'active' | 'suppressed' | 'left'
  choice: Choice | null
  /** Links to the other pages of the same person. */
  change: string
  leave: string
}

export interface Book {
  /** Somebody wants to join, by web page or 空メール. Never tells whether the address is known: the answer goes to the address alone. */
  ask(cityId: string, address: Address, source: 'empty-mail' | 'web', answers?: string): Promise<void>
  /** 空メール to 解除: the link to leave goes to the address, so that nobody can take another off the list by a forged sender. */
  askToLeave(cityId: string, address: Address, answers?: string): Promise<void>
  open(purpose: Purpose, token: string): Promise<Opened | null>
  /** @returns null when the link is void or too old */
  confirm(token: string): Promise<(LinkIds & { change: string }) | null>
  /** @returns false when the link is void or the person has left */
  choose(token: string, choice: Choice): Promise<boolean>
  /** Twice is as good as once. @returns false when the link is void */
  leave(token: string): Promise<boolean>
  /** People who gave their address and consent elsewhere. @returns how many were new */
  importActive(
    cityId: string,
    people: { address: string; choice: Choice }[],
  ): Promise<{ added: number; unreadable: number }>
  /** Makes the seed mailboxes what the settings say. */
  setSeeds(cityId: string, addresses: string[]): Promise<void>
}

/** The address book: who gets mail, and how one gets in and out. */
export function createBook(parts: BookParts): Book {
  return {
    async ask(cityId, address, source, answers) {
      await inCity(parts.db, cityId, (tx) => ask(parts, tx, address, source, answers))
      parts.wake()
    },
    async askToLeave(cityId, address, answers) {
      await inCity(parts.db, cityId, async (tx) => {
        const person = await queries.findByAddress(tx, addressHash(parts.secret, address))
        if (person?.state === 'active') await writeTo(parts, tx, person, 'leave', answers)
      })
      parts.wake()
    },
    open: (purpose, token) =>
      withLink(parts, purpose, token, async (tx, ids, person) => ({
        ids,
        state: person.state,
        choice: await queries.readChoice(tx, person.id),
        change: linkToken(parts.secret, 'change', ids, person.nonce),
        leave: linkToken(parts.secret, 'leave', ids, person.nonce),
      })),
    confirm: (token) =>
      withLink(parts, 'confirm', token, async (tx, ids, person) => {
        const opened = { ...ids, change: linkToken(parts.secret, 'change', ids, person.nonce) }
        if (person.state === 'active') return opened
        if (person.state === 'left' || parts.clock().getTime() - person.changedAt.getTime() > confirmMs)
          return null
        await queries.markActive(tx, person.id, parts.clock())
        if (!(await queries.readChoice(tx, person.id)))
          await queries.writeChoice(tx, person.id, firstChoice, parts.clock())
        return opened
      }),
    choose: async (token, choice) =>
      (await withLink(parts, 'change', token, async (tx, _ids, person) => {
        if (person.state !== 'active') return null
        const known = new Set((await queries.readDistricts(tx)).map((district) => district.id))
        const districts = choice.districts.filter((id) => known.has(id))
        await queries.writeChoice(tx, person.id, { ...choice, districts }, parts.clock())
        return true
      })) ?? false,
    leave: async (token) =>
      (await withLink(parts, 'leave', token, async (tx, _ids, person) => {
        if (person.state !== 'left') await queries.markLeft(tx, person.id, parts.clock())
        return true
      })) ?? false,
    importActive: (cityId, people) => importActive(parts, cityId, people),
    setSeeds: (cityId, addresses) => setSeeds(parts, cityId, addresses),
  }
}

async function ask(
  parts: BookParts,
  tx: CityTx,
  address: Address,
  source: 'empty-mail' | 'web',
  answers?: string,
): Promise<void> {
  const hash = addressHash(parts.secret, address)
  if (!(await queries.findByAddress(tx, hash))) {
    await queries.insertSubscribers(
      tx,
      [fresh(parts, tx.cityId, address, hash, { kind: 'person', state: 'pending', source })],
      parts.clock(),
    )
  }
  const person = await queries.findByAddress(tx, hash)
  if (!person || person.kind === 'seed') return
  await writeTo(parts, tx, person, person.state === 'active' ? 'already' : 'confirm', answers)
}

function fresh(
  parts: BookParts,
  cityId: string,
  address: Address,
  hash: Buffer,
  rest: Pick<queries.NewSubscriber, 'kind' | 'state' | 'source' | 'language'>,
): queries.NewSubscriber {
  const id = parts.newId()
  return {
    id,
    sealedAddress: parts.seal.seal(address.mail, addressContext(cityId, id)),
    addressHash: hash,
    lane: laneOf(address.domain),
    nonce: randomBytes(8),
    ...rest,
  }
}

async function writeTo(
  parts: BookParts,
  tx: CityTx,
  person: queries.Subscriber,
  letter: LetterName,
  answers?: string,
): Promise<void> {
  const now = parts.clock()
  const since = person.lettersSince
  const sameDay = since !== null && now.getTime() - since.getTime() < 24 * 3_600_000
  const letters = sameDay ? person.letters : 0
  if (letters >= lettersADay) return
  if (sameDay && letters > 0 && now.getTime() - since.getTime() < letterPauseMs * letters) return
  // A confirming link is for this letter alone; links in mails that an active person already has stay good.
  const nonce = letter === 'confirm' ? randomBytes(8) : undefined
  await queries.noteLetter(
    tx,
    person.id,
    { nonce, letters: letters + 1, lettersSince: sameDay ? since : now },
    now,
  )
  await parts.write(tx, letter, person, answers)
}

async function withLink<T>(
  parts: BookParts,
  purpose: Purpose,
  token: string,
  work: (tx: CityTx, ids: LinkIds, person: queries.Subscriber) => Promise<T | null>,
): Promise<T | null> {
  const ids = linkIds(token)
  if (!ids) return null
  return inCity(parts.db, ids.cityId, async (tx) => {
    const person = await queries.findById(tx, ids.subscriberId)
    if (!person || !linkIsGenuine(parts.secret, purpose, token, person.nonce)) return null
    return work(tx, ids, person)
  })
}

/** Rows a statement; PostgreSQL takes 65,535 parameters. */
const rowsAtOnce = 2_000

async function importActive(
  parts: BookParts,
  cityId: string,
  people: { address: string; choice: Choice }[],
): Promise<{ added: number; unreadable: number }> {
  const read = people.flatMap(({ address, choice }) => {
    const readable = readAddress(address)
    return readable ? [{ address: readable, choice }] : []
  })
  let added = 0
  for (let at = 0; at < read.length; at += rowsAtOnce) {
    const rows = read.slice(at, at + rowsAtOnce).map(({ address, choice }) => ({
      row: fresh(parts, cityId, address, addressHash(parts.secret, address), {
        kind: 'person',
        state: 'active',
        source: 'import',
        language: choice.language,
      }),
      choice,
    }))
    await inCity(parts.db, cityId, async (tx) => {
      added += await queries.insertSubscribers(
        tx,
        rows.map((one) => one.row),
        parts.clock(),
      )
      const there = new Set(
        await queries.whichExist(
          tx,
          rows.map((one) => one.row.id),
        ),
      )
      const ours = rows.filter((one) => there.has(one.row.id))
      if (ours.length > 0)
        await queries.insertSubscriptions(
          tx,
          ours.map((one) => ({
            subscriberId: one.row.id,
            choice: { topics: one.choice.topics, districts: one.choice.districts },
          })),
        )
    })
  }
  return { added, unreadable: people.length - read.length }
}

async function setSeeds(parts: BookParts, cityId: string, addresses: string[]): Promise<void> {
  const seeds = addresses.flatMap((text) => {
    const address = readAddress(text)
    return address ? [{ address, hash: addressHash(parts.secret, address) }] : []
  })
  await inCity(parts.db, cityId, async (tx) => {
    await queries.retireSeeds(
      tx,
      seeds.map((seed) => seed.hash),
      parts.clock(),
    )
    if (seeds.length > 0)
      await queries.insertSubscribers(
        tx,
        seeds.map((seed) =>
          fresh(parts, cityId, seed.address, seed.hash, { kind: 'seed', state: 'active', source: 'seed' }),
        ),
        parts.clock(),
      )
  })
}

/** Topics that are known, each once. */
export const knownTopics = (given: string[], all: readonly Topic[]): Topic[] =>
  all.filter((topic) => given.includes(topic))
