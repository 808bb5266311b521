import type { CapFinding } from './cap/finding.ts'
import type { CapAlert } from './cap/schema.ts'

/** A finding of the reader, or of what this city can do with the file. */
export type TakeFinding = Omit<CapFinding, 'rule'> & { rule: string }

export const finding = (rule: string, path: string, message: string): TakeFinding => ({
  rule,
  severity: 'error',
  path,
  message,
})
export const advice = (rule: string, path: string, message: string): TakeFinding => ({
  ...finding(rule, path, message),
  severity: 'warning',
})

/** CAP §3.2.1 `references`: how other files name this one. */
export const refOf = (alert: Pick<CapAlert, 'sender' | 'identifier' | 'sent'>): string =>
  `${alert.sender},${alert.identifier},${alert.sent}`
