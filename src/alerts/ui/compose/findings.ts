import type { Finding } from '../../schema.ts'
import type { ComposeForm } from './form.ts'
import { momentOf } from './japan-time.ts'

/** Largest number of characters of each field, as `schema.ts` of the module has them. */
export const limits = {
  what: 40,
  place: 80,
  reason: 300,
  action: 400,
  when: 80,
  nextReview: 40,
  contact: 120,
  correctionReason: 200,
} as const

type FieldName = keyof typeof limits

/** The words of what this page itself finds; the server's findings bring their own. */
export interface FaultWords {
  empty: (field: string) => string
  write: (field: string) => string
  tooLong: (field: string, over: number) => string
  badTime: (field: string) => string
  names: Record<FieldName | 'validUntil' | 'scheduledAt', string>
}

/**
 * What must be mended before the server can even show a preview, and the reason that a correction asks for.
 *
 * @returns `blocks`: the preview cannot be asked until it is mended
 */
export function faultsOf(form: ComposeForm, words: FaultWords): (Finding & { blocks: boolean })[] {
  const stop = (field: string, message: string, blocks: boolean, mend?: string) =>
    ({ code: `form_${field}`, severity: 'stop', field, message, mend, blocks }) as const
  const found: (Finding & { blocks: boolean })[] = []
  if (form.facts.what.trim() === '')
    found.push(stop('what', words.empty(words.names.what), true, words.write(words.names.what)))
  for (const field of Object.keys(limits) as FieldName[]) {
    const over = form.facts[field].trim().length - limits[field]
    if (over > 0) found.push(stop(field, words.tooLong(words.names[field], over), true))
  }
  if (!momentOf(form.validUntil)) found.push(stop('validUntil', words.badTime(words.names.validUntil), true))
  if (form.scheduled !== null && !momentOf(form.scheduled))
    found.push(stop('scheduledAt', words.badTime(words.names.scheduledAt), true))
  const reason = reasonField(form)
  if (reason && form.facts[reason].trim() === '')
    found.push(stop(reason, words.empty(words.names[reason]), false, words.write(words.names[reason])))
  return found
}

/** The field in which a correction, a cancel or a lifting says why. */
export function reasonField({ type }: Pick<ComposeForm, 'type'>): 'correctionReason' | 'reason' | null {
  if (type === 'alert') return null
  return type === 'lift' ? 'reason' : 'correctionReason'
}

/** Findings by what a person must do about them, one a code, field and medium; the page's own before the server's. */
export function groupFindings(findings: readonly Finding[]) {
  const seen = new Set<string>()
  const unique = findings.filter((finding) => {
    const key = finding.field
      ? `${finding.severity} field ${finding.field}`
      : `${finding.severity} ${finding.code} ${finding.medium ?? ''} ${finding.message}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
  const of = (severity: Finding['severity']) => unique.filter((finding) => finding.severity === severity)
  return { stop: of('stop'), confirm: of('confirm'), look: of('look'), good: of('good') }
}
export type Grouped = ReturnType<typeof groupFindings>

/** The id of the place on the page where a finding is mended. */
export function placeOf(finding: Pick<Finding, 'field' | 'medium' | 'code'>): string {
  if (finding.field) return `field-${finding.field}`
  if (finding.medium) return `medium-${finding.medium}`
  return finding.code === 'live_with_drill_words' ? 'field-drill' : 'previews'
}
