import type { Context } from 'hono'
import { type CityTx, inCity } from '#platform/database/city.ts'
import type { Env } from '#platform/http/context.ts'
import { callerOf } from '#platform/http/route.ts'
import type { AlertsDeps } from '../deps.ts'
import type { Operator } from '../lifecycle.ts'
import type { DistrictsTouched } from '../sources/from-cap.ts'

/** A second factor given for one act. @throws Refusal `step_up_needed`, `locked` */
export type StepUp = (c: Context<Env>, proof: { code?: string; passkey?: unknown }) => Promise<unknown>

export interface RouteDeps extends AlertsDeps {
  stepUp: StepUp
  districtsTouched: DistrictsTouched
}

/** The person who asks, as the rules see them. */
export function operatorOf(c: Context<Env>): Operator {
  const { id, name, roles } = callerOf(c)
  return { id, name, roles }
}

/** Work in the caller's own city; no route can name another. */
export const inOwnCity = <T>(
  deps: AlertsDeps,
  c: Context<Env>,
  work: (tx: CityTx) => Promise<T>,
): Promise<T> => inCity(deps.db, callerOf(c).cityId, work)
