/**
 * The closed list of expected refusals, each with the HTTP status it becomes.
 * The screen turns a code into Japanese with what to do next (`design/refusal-words.ts`).
 */
export const refusalStatus = {
  bad_request: 400,
  not_signed_in: 401,
  step_up_needed: 401,
  wrong_login: 401,
  wrong_code: 401,
  not_allowed: 403,
  same_person: 403,
  drill_only: 403,
  not_found: 404,
  wrong_step: 409,
  changed_meanwhile: 409,
  duplicate: 409,
  key_reused: 409,
  in_progress: 409,
  too_large: 413,
  findings: 422,
  too_long: 422,
  outside_city: 422,
  locked: 423,
  too_many: 429,
  not_in_production: 403,
  unavailable: 503,
} as const

export type RefusalCode = keyof typeof refusalStatus

/** An expected no. Thrown; made HTTP in one place (`http/errors.ts`). `details` holds ids and numbers, never personal data. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly details: Record<string, unknown>

  constructor(code: RefusalCode, details: Record<string, unknown> = {}) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.details = details
  }
}
