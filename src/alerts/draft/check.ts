import type { Finding, MessageFacts, Rendition } from '../schema.ts'

/** Everything that a check may look at. Pure: what lies in the database was read before. */
export interface CheckInput {
  facts: MessageFacts
  /** Names of fields that the template wants filled. */
  needs: readonly string[]
  /** Why these facts make no sense for this city: ids of districts that are not ours. */
  unknownDistricts: readonly string[]
  /** Names of media that this version does not know. */
  unknownMedia: readonly string[]
  renditions: { medium: string; label: string; language: string; rendition: Rendition; findings: Finding[] }[]
  media: {
    name: string
    label: string
    off: string | null
    correction: string
    allowed: boolean
    drillNeedsPlan: boolean
  }[]
  /** Headlines and texts that go out within the city's window before or after this one; negative minutes are still to come. */
  recent: { headline: string; text: string; minutesAgo: number; drill: boolean }[]
  /** What this message follows, as it stands now. */
  chain: {
    /** It was cancelled or lifted already. */
    ended: 'cancel' | 'lift' | null
    /** Approved after this draft was begun. */
    newer: readonly { number: number; headline: string }[]
    /** Media where it went out or still may, and where this message would not go. */
    leftOut: readonly string[]
  }
  /** Place names and other words of the city in which 訓練 or テスト may stand. */
  harmlessWords: readonly string[]
  now: Date
  scheduledAt: Date | null
  validUntil: Date
  /** Hour of the day in Japan at the moment of sending. */
  hour: number
  quiet: boolean
  demo: boolean
  /** Media that today's approved drill plan names. */
  plannedDrillMedia: readonly string[]
}

export interface Check {
  name: string
  run(input: CheckInput): Finding[]
}

/**
 * Runs every check. A check that breaks warns and lets the message pass: a broken guard must never keep people from being warned.
 *
 * @param onBroken  told the name and the fault, for the log
 */
export function runChecks(
  checks: readonly Check[],
  input: CheckInput,
  onBroken: (name: string, fault: Error) => void,
): Finding[] {
  const findings: Finding[] = []
  for (const check of checks) {
    try {
      findings.push(...check.run(input))
    } catch (fault) {
      onBroken(check.name, fault as Error)
      findings.push({
        code: 'checker_broken',
        severity: 'look',
        message: `自動の確かめ「${check.name}」が動きませんでした。`,
        mend: '文面を目で確かめてください。配信はできます。',
      })
    }
  }
  const order = { stop: 0, confirm: 1, look: 2, good: 3 }
  return findings.sort((a, b) => order[a.severity] - order[b.severity])
}
