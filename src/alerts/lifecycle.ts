import { Refusal } from '#platform/refusal.ts'
import type { Step } from './schema.ts'

/** Who asks for a move: the ids and role words that the rules look at. */
export interface Operator {
  id: string
  name: string
  roles: readonly string[]
}

interface Move {
  from: readonly Step[]
  to: Step
  /** Roles that may do it; empty = the system alone. */
  by: readonly string[]
  /** Needs a second factor given for this very act. */
  stepUp?: true
  /** Needs a reason in words. */
  reason?: true
  /** On a live alert nobody who wrote its words may do it. */
  otherPerson?: true
}

/**
 * The whole life of an alert: which step may follow which, and who may do it.
 *
 *     draft ──submit──▶ awaiting ──approve──▶ approved ──begin──▶ sending ──finish──▶ sent
 *       ▲                │   │  ╲─reject──▶ rejected
 *       ╰──take back─────╯   ╰──return──▶ returned ──submit──▶ awaiting
 *     draft, awaiting, returned ──expire──▶ expired
 *     draft, awaiting, returned ──send alone (緊急発信)──▶ approved
 */
export const moves = {
  submit: { from: ['draft', 'returned'], to: 'awaiting', by: ['author', 'approver'] },
  takeBack: { from: ['awaiting'], to: 'draft', by: ['author', 'approver'] },
  return: { from: ['awaiting'], to: 'returned', by: ['approver'], reason: true },
  reject: { from: ['awaiting'], to: 'rejected', by: ['approver'], reason: true },
  approve: { from: ['awaiting'], to: 'approved', by: ['approver'], stepUp: true, otherPerson: true },
  sendAlone: {
    from: ['draft', 'returned', 'awaiting'],
    to: 'approved',
    by: ['author', 'approver'],
    stepUp: true,
    reason: true,
  },
  expire: { from: ['draft', 'awaiting', 'returned'], to: 'expired', by: [] },
  begin: { from: ['approved'], to: 'sending', by: [] },
  finish: { from: ['sending'], to: 'sent', by: [] },
} as const satisfies Record<string, Move>

export type MoveName = keyof typeof moves

/** A draft's words may change only here. */
export const editable: readonly Step[] = ['draft', 'returned']

/** Nothing follows these. */
export const ended: readonly Step[] = ['rejected', 'expired', 'sent']

export interface MoveRequest {
  draft: { step: Step; authorId: string | null; drill: boolean }
  operator: Operator
  /** Ids of people who changed the words after the author. */
  writers?: readonly string[]
  reason?: string
  /** A second factor was given for this act. */
  steppedUp?: boolean
  /** The operator is a deputy (代決) whose turn has come. */
  deputy?: boolean
}

/**
 * Says which step follows, or refuses.
 *
 * @throws Refusal `wrong_step`, `not_allowed`, `same_person`, `step_up_needed`, `bad_request` (reason missing)
 */
export function next(name: MoveName, request: MoveRequest): Step {
  const move: Move = moves[name]
  const { draft, operator } = request
  if (!move.from.includes(draft.step)) throw new Refusal('wrong_step', { step: draft.step, move: name })
  const holds = move.by.some((role) => operator.roles.includes(role))
  const asDeputy = request.deputy === true && move.by.includes('approver')
  if (!holds && !asDeputy) throw new Refusal('not_allowed', { move: name, needs: move.by })
  const wrote = draft.authorId === operator.id || request.writers?.includes(operator.id)
  if (move.otherPerson && !draft.drill && wrote) throw new Refusal('same_person')
  if (move.reason && !request.reason?.trim()) throw new Refusal('bad_request', { field: 'reason' })
  if (move.stepUp && !request.steppedUp) throw new Refusal('step_up_needed')
  return move.to
}

/** The same table for what happens by time or by dispatch. */
export function nextBySystem(name: 'expire' | 'begin' | 'finish', step: Step): Step {
  const move: Move = moves[name]
  if (!move.from.includes(step)) throw new Refusal('wrong_step', { step, move: name })
  return move.to
}
