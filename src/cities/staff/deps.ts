import type { Kysely } from 'kysely'
import type { Recorder } from '#platform/audit/audit.ts'
import type { Clock, NewId } from '#platform/clock.ts'
import type { Outer } from '#platform/database/city.ts'
import type { Login, StepUpCheck } from '#platform/login/index.ts'
import type { CallerMemory } from './caller-memory.ts'

/** Everything that people and programs of a city need; filled in `main.ts`. */
export interface StaffDeps {
  db: Kysely<Outer>
  login: Login
  stepUp: StepUpCheck
  record: Recorder
  clock: Clock
  newId: NewId
  memory: CallerMemory
  demo: boolean
}
