import type { Kysely } from 'kysely'
import type { Clock, NewId } from '#platform/clock.ts'
import type { Outer } from '#platform/database/city.ts'
import type { Log } from '#platform/log.ts'
import { createConnections, type Patience, type Target, type WireMail } from './connections.ts'
import type { Journal } from './journal.ts'
import { laneLimits } from './lane.ts'
import { type Job, type Lane, newLane } from './lane-state.ts'
import type { Settlement } from './queries.ts'
import type { Settler } from './settle.ts'
import type { WireEnd } from './smtp-answer.ts'

/** A delivery made ready; or why it is not sent at all; or how it ended before it began. */
export type Prepared =
  | { send: WireMail; targets: Target[]; expiresAt: Date }
  | { skip: 'suppressed' | 'failed' | 'withdrawn'; reason: string }
  | { end: WireEnd; expiresAt: Date }

export interface SenderParts {
  db: Kysely<Outer>
  clock: Clock
  newId: NewId
  log: Log
  /** 0 to 1. */
  random: () => number
  /** Seconds before the second, third … attempt. */
  waitSeconds?: number[]
  /** Where the journal lies; shared by the processes of one machine. */
  folder: string
  /** What this machine calls itself in EHLO. */
  name: string
  patience: Patience
  prepare: (job: Job) => Promise<Prepared>
  /** Lines of the cities' settings, `domain connections`. */
  overrides: () => string
  hardBounces: (cityId: string) => number
  /** The far side has just said 250. */
  onAccepted: (job: Pick<Job, 'mailingId' | 'recipient'>) => void
}

/** One sender at work: all that its steps share. */
export interface Sending {
  parts: SenderParts
  journal: Journal
  settler: Settler
  lanes: Map<string, Lane>
  /** Mailings that a newer text has replaced. */
  withdrawn: Set<string>
  running: boolean
  underWay: number
  /** Ends the pause between two rounds. */
  ring: () => void
}

export function laneNamed(sending: Sending, name: string): Lane {
  const known = sending.lanes.get(name)
  if (known) return known
  const { parts } = sending
  const connections = createConnections(parts.name, parts.patience, () => parts.clock().getTime())
  const lane = newLane(name, laneLimits(name, parts.overrides()), connections)
  sending.lanes.set(name, lane)
  return lane
}

export type Result = Omit<Settlement, 'mailingId' | 'subscriberId' | 'seed'>

export function settle({ settler }: Sending, job: Job, result: Result): void {
  const { mailingId, subscriberId, cityId } = job
  settler.add(cityId, { mailingId, subscriberId, seed: job.recipient.kind === 'seed', ...result })
}

/** As if it had not been claimed. */
export const release = (sending: Sending, job: Job): void =>
  settle(sending, job, { state: 'released', reason: '', nextAt: sending.parts.clock() })

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
