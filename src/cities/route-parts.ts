import type { Context } from 'hono'
import type { z } from 'zod'
import { type CityTx, inCity } from '#platform/database/city.ts'
import type { Caller, Env } from '#platform/http/context.ts'
import { callerOf } from '#platform/http/route.ts'
import type { CitiesDeps } from './deps.ts'
import type { Actor } from './mode.ts'

/** Who acts, for the log and for rows. */
export const actorOf = (caller: Caller): Actor => ({
  actor: `${caller.kind}:${caller.id}`,
  userId: caller.kind === 'person' ? caller.id : null,
})

/** A JSON answer for the OpenAPI description. */
export const answer = <S extends z.ZodType>(schema: S, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
})

/** A JSON body. */
export const body = <S extends z.ZodType>(schema: S) => ({
  body: { required: true, content: { 'application/json': { schema } } },
})

/** Runs `work` in the caller's city, then tells its screens which topics to ask for again. */
export async function change<T>(
  deps: CitiesDeps,
  c: Context<Env>,
  topics: readonly string[],
  work: (tx: CityTx, by: Actor, at: Date) => Promise<T>,
): Promise<T> {
  const caller = callerOf(c)
  const done = await inCity(deps.db, caller.cityId, (tx) => work(tx, actorOf(caller), deps.clock()))
  for (const topic of topics) deps.bus.publish({ cityId: caller.cityId, topic })
  return done
}
