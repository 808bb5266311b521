import { type CapFinding, finding, type Note } from './finding.ts'
import { EDGE_PAIR_BUDGET } from './geometry.ts'
import { checkInfo, checkLanguages, checkUtc } from './info-rules.ts'
import { checkPractice } from './practice.ts'
import { checkReferences } from './references.ts'
import type { PartialCapAlert } from './schema.ts'

/**
 * Judges an alert by the rules of CAP 1.2 that its schema cannot express, and by the practice of large aggregators
 * (warnings only). Absent elements are judged as absent; run it on complete files only.
 *
 * @returns every finding, errors and warnings, in the order of the document
 */
export function checkAlert(alert: PartialCapAlert): CapFinding[] {
  const findings: CapFinding[] = []
  const note: Note = (rule, path, message) => findings.push(finding(rule, path, message))
  checkEnvelope(alert, note)
  checkReferences(alert, note)
  const budget = { left: EDGE_PAIR_BUDGET }
  for (const [i, info] of alert.info.entries()) checkInfo(alert, info, `/alert/info[${i + 1}]`, budget, note)
  checkLanguages(alert, note)
  checkPractice(alert, note)
  return findings
}

function checkEnvelope(alert: PartialCapAlert, note: Note): void {
  checkUtc(alert.sent, '/alert/sent', note)
  if (alert.restriction && alert.scope && alert.scope !== 'Restricted')
    note(
      'RESTRICTION_SCOPE_MISMATCH',
      '/alert/restriction',
      '<restriction> は scope が Restricted のときだけ書けます。',
    )
  if (alert.scope === 'Restricted' && !alert.restriction)
    note(
      'RESTRICTION_SCOPE_MISMATCH',
      '/alert/restriction',
      'scope が Restricted なら <restriction> に配布の条件が必要です。',
    )
  if (alert.scope === 'Private' && !alert.addresses?.length)
    note(
      'ADDRESSES_SCOPE_MISMATCH',
      '/alert/addresses',
      'scope が Private なら <addresses> に宛先が必要です。',
    )
  if (alert.scope === 'Public' && alert.addresses)
    note(
      'ADDRESSES_NOT_PRIVATE',
      '/alert/addresses',
      'scope が Public なので、<addresses> の宛先に限らず公開されます。',
    )
  if (alert.status === 'Exercise' && !alert.note)
    note('MISSING_NOTE', '/alert/note', '訓練(Exercise)では <note> に訓練の名称を書いてください。')
  if (alert.msgType === 'Error' && !alert.note)
    note('MISSING_NOTE', '/alert/note', 'msgType が Error なら <note> に理由を書いてください。')
}
