import type { Mode } from './schema.ts'

/** The two words of each mode in Japanese. */
export const modeWords: Record<Mode, string> = {
  normal: '平時',
  watch: '警戒',
  disaster: '災害',
  recovery: '復旧',
}

/**
 * Which mode may follow which. An earthquake gives no warning, so 平時 may go straight to 災害; out of 災害 the way leads
 * through 復旧, where nobody forgets who is still to be checked; a new shock leads back.
 */
export const modeFollows: Record<Mode, readonly Mode[]> = {
  normal: ['watch', 'disaster'],
  watch: ['normal', 'disaster'],
  disaster: ['recovery'],
  recovery: ['normal', 'watch', 'disaster'],
}

/** Who may set the mode of the city. */
export const modeRoles = ['approver', 'admin'] as const
/** Who may start and end a drill, and take duty. */
export const dutyRoles = ['author', 'approver', 'admin'] as const

/** From calm to grave. */
const gravity: readonly Mode[] = ['normal', 'recovery', 'watch', 'disaster']

/** The mode that holds in a zone: its own or the city's, whichever is graver. A zone is never calmer than its city. */
export function effectiveMode(ofCity: Mode, ofZone: Mode | undefined): Mode {
  return ofZone !== undefined && gravity.indexOf(ofZone) > gravity.indexOf(ofCity) ? ofZone : ofCity
}
