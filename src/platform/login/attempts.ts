import { createHmac } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Outer } from '../database/city.ts'
import { derive } from '../keys.ts'
import { Refusal } from '../refusal.ts'
import type { Login } from './login.ts'

/** Wrong passwords or codes within 15 minutes that shut an account or an address, and for how long. */
export const limits = { account: 10, address: 50, windowMinutes: 15, lockMinutes: 15 } as const

/**
 * What is being guessed. `own`: a code or password asked of somebody already logged in; counted apart, so that a stranger's wrong
 * passwords at the front door cannot keep an approver from approving.
 */
export type Target = { account: string } | { own: string } | { address: string }

function keyOf(login: Login, target: Target): string {
  const [kind, value] = Object.entries(target)[0] as [string, string]
  const secret = derive(login.sessionSecret, 'login attempts')
  return `${kind}:${createHmac('sha256', secret).update(value.toLowerCase()).digest('base64url')}`
}

const limitOf = (target: Target): number => ('address' in target ? limits.address : limits.account)

interface Count {
  failures: number
  locked_until: Date | null
}

/** Counts before anything is checked, so that a hundred guesses at once are a hundred guesses. */
async function countOne(db: Kysely<Outer>, key: string, now: Date): Promise<Count> {
  const windowStart = new Date(now.getTime() - limits.windowMinutes * 60_000)
  const { rows } = await sql<Count>`
    insert into auth.attempt as a (key, failures, since) values (${key}, 1, ${now})
    on conflict (key) do update set
      failures = case when a.locked_until > ${now} then a.failures
                      when a.locked_until is not null or a.since < ${windowStart} then 1
                      else a.failures + 1 end,
      since = case when a.locked_until > ${now} then a.since
                   when a.locked_until is not null or a.since < ${windowStart} then ${now}
                   else a.since end,
      locked_until = case when a.locked_until > ${now} then a.locked_until end
    returning failures, locked_until`.execute(db)
  const [row] = rows
  if (!row) throw new Error('counting an attempt returned nothing')
  return row
}

async function lock(db: Kysely<Outer>, key: string, until: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('auth.attempt')
    .set({ locked_until: until })
    .where('key', '=', key)
    .where('locked_until', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

async function takeBack(db: Kysely<Outer>, key: string): Promise<void> {
  await sql`update auth.attempt set failures = greatest(failures - 1, 0) where key = ${key}`.execute(db)
}

export interface Attempt {
  /** Right in the end: the account's count is cleared, the address gets its one back. */
  right(): Promise<void>
  /** Right so far (the password, before the second factor) or no guess at all: this one does not count. */
  harmless(): Promise<void>
  /** Wrong. @returns how many are left @throws Refusal `locked` when that was the last */
  wrong(): Promise<number>
}

/**
 * Begins a guess at a password or code.
 *
 * @param userId  whose account it is, for the log; null when nobody has it
 * @throws Refusal `locked` with `until` (ISO) and `minutes`, whether or not the account exists
 */
export async function beginAttempt(login: Login, targets: Target[], userId: string | null): Promise<Attempt> {
  const now = login.clock()
  const until = new Date(now.getTime() + limits.lockMinutes * 60_000)
  const counted: { target: Target; key: string; failures: number }[] = []
  for (const target of targets) {
    const key = keyOf(login, target)
    const { failures, locked_until } = await countOne(login.db, key, now)
    if (locked_until) throw refuse(locked_until, now)
    if (failures > limitOf(target)) throw refuse(until, now)
    counted.push({ target, key, failures })
  }
  return {
    async right() {
      for (const { target, key } of counted) {
        if ('address' in target) await takeBack(login.db, key)
        else await login.db.deleteFrom('auth.attempt').where('key', '=', key).execute()
      }
    },
    async harmless() {
      for (const { key } of counted) await takeBack(login.db, key)
    },
    async wrong() {
      const full = counted.filter(({ target, failures }) => failures >= limitOf(target))
      for (const { target, key } of full) {
        if (!(await lock(login.db, key, until))) continue
        const what = 'address' in target ? 'address' : 'account'
        await login.onEvent({
          action: 'login.locked',
          userId,
          at: now,
          details: { what, until: until.toISOString() },
        })
      }
      if (full.length > 0) throw refuse(until, now)
      const left = counted
        .filter(({ target }) => !('address' in target))
        .map(({ target, failures }) => limitOf(target) - failures)
      return Math.min(...left, limits.address)
    },
  }
}

function refuse(until: Date, now: Date): Refusal {
  const minutes = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 60_000))
  return new Refusal('locked', { until: until.toISOString(), minutes })
}
