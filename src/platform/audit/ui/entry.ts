import type { Locale } from '#design/index.ts'
import type { AuditLine } from '../schema.ts'
import { actionWords, detailWords, subjectWords, valueWords } from './words.ts'

/** Lines of the log in words. Pure. */

/** The two halves of `person:<id>`; a text without a colon has no second half. */
export function halves(text: string): { kind: string; id: string } {
  const at = text.indexOf(':')
  return at < 0 ? { kind: text, id: '' } : { kind: text.slice(0, at), id: text.slice(at + 1) }
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text)

/** Enough of an id to tell two apart by eye. */
export const markOf = (id: string): string => (isUuid(id) ? id.slice(-4) : id)

/** What was done, as a sentence without who. */
export function deedOf(line: Pick<AuditLine, 'action'>, locale: Locale): string {
  return actionWords[line.action]?.[locale] ?? line.action
}

/** What it was done to: 「職員 佐藤」「媒体 city-site」「下書き …3f2a」. */
export function subjectOf(subject: string, names: ReadonlyMap<string, string>, locale: Locale): string {
  const { kind, id } = halves(subject)
  const word = subjectWords[kind]?.[locale] ?? kind
  const named = kind === 'person' ? names.get(id) : undefined
  if (named) return `${word} ${named}`
  if (id === '') return word
  return isUuid(id) ? `${word} …${markOf(id)}` : `${word} ${id}`
}

/** The page within the console that shows the thing itself, where there is one. */
export function pageOf(subject: string): string | undefined {
  const { kind, id } = halves(subject)
  if (kind === 'message') return `/alerts/${id}`
  if (kind === 'draft') return `/alerts/drafts/${id}`
  if (kind === 'medium') return '/settings/media'
  if (kind === 'template') return '/settings/emergency'
  return kind === 'drill-plan' ? '/settings/drill-plans' : undefined
}

/** Small facts of an entry in words: 「役割：承認」. What has no name here, or is longer than a line, stands in the proof alone. */
export function factsOf(details: Record<string, unknown>, locale: Locale): string[] {
  return Object.entries(details).flatMap(([name, value]) => {
    const word = detailWords[name]?.[locale]
    const text = (Array.isArray(value) ? value : [value])
      .filter((one) => one !== null && typeof one !== 'object')
      .map((one) => valueWords[String(one)]?.[locale] ?? String(one))
      .join('、')
    return word && text !== '' && [...text].length <= 60 ? [`${word}：${text}`] : []
  })
}
