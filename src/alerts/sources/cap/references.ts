import { type Note, quote } from './finding.ts'
import type { PartialCapAlert } from './schema.ts'

const PATH = '/alert/references'
/** What each of these needs an earlier message for. A message of another type stands alone. */
const NEEDS_EARLIER: Record<string, string> = {
  Update: '更新する',
  Cancel: '取り消す',
  Ack: '受領を知らせる',
  Error: '拒否する',
}

/** Checks that an alert names the earlier ones it speaks of, and that these really can be earlier. */
export function checkReferences(
  { msgType, identifier, sent, references }: PartialCapAlert,
  note: Note,
): void {
  const purpose = NEEDS_EARLIER[msgType ?? '']
  if (purpose && references === undefined)
    note(
      'MISSING_REFERENCES',
      PATH,
      `msgType が ${msgType} です。<references> に、${purpose}元の警報を書いてください。`,
    )
  if (msgType === 'Alert' && references?.length)
    note(
      'UNEXPECTED_REFERENCES',
      PATH,
      'msgType が Alert なのに <references> があります。更新なら Update にしてください。',
    )
  const seen = new Set<string>()
  for (const earlier of references ?? []) {
    const triple = `${earlier.sender},${earlier.identifier},${earlier.sent}`
    if (seen.has(triple)) note('DUPLICATE_REFERENCE', PATH, `同じ参照${quote(triple)}が二度あります。`)
    seen.add(triple)
    if (earlier.identifier === identifier)
      note(
        'CIRCULAR_REFERENCE',
        PATH,
        `${quote(triple)}はこの警報自身です。元の警報の identifier を書いてください。`,
      )
    if (sent !== undefined && Date.parse(earlier.sent) > Date.parse(sent))
      note('POSTDATED_REFERENCE', PATH, `${quote(triple)}の日時が、この警報の <sent> より後です。`)
  }
}
