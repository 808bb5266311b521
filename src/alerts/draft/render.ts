import type { Log } from '#platform/log.ts'
import { Refusal } from '#platform/refusal.ts'
import type { Opened } from '../dispatch/media-settings.ts'
import type { Connector } from '../medium.ts'
import type { Finding, Language, MessageFacts, Rendition } from '../schema.ts'
import type { ComposedMedium, Composition } from './compose.ts'

/** The words of one medium, as a person left them, with what the medium says about them. */
export function renderMedium(
  opened: Opened,
  composition: Composition,
  facts: MessageFacts,
  log: Log,
): ComposedMedium {
  const { medium, connector, off } = opened
  const base = {
    medium: medium.name,
    label: medium.label,
    off,
    correction: medium.correction,
    correctionWords: medium.correctionWords,
  }
  if (!connector) return { ...base, renditions: [] }
  const renditions = composition.languages.map((language) =>
    renderOne(medium, connector, language, composition.wordings[medium.name]?.[language], facts, log),
  )
  return { ...base, renditions }
}

function renderOne(
  medium: Opened['medium'],
  connector: Connector,
  language: Language,
  change: Partial<Rendition> | undefined,
  facts: MessageFacts,
  log: Log,
): ComposedMedium['renditions'][number] {
  try {
    const rendition = edit(connector.render(facts, language), change)
    const findings = checked(medium, connector, rendition, facts, log)
    return { language, rendition, findings, edited: change !== undefined }
  } catch (fault) {
    if (!(fault instanceof Refusal))
      log.error({ event: 'draft.render-broken', medium: medium.name, reason: (fault as Error).message })
    return {
      language,
      rendition: { text: '' },
      findings: [cannotRender(medium, fault as Error)],
      edited: false,
    }
  }
}

function edit(rendition: Rendition, change: Partial<Rendition> | undefined): Rendition {
  if (!change) return rendition
  const kept = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined && value !== ''),
  )
  return { ...rendition, ...kept }
}

/** A checker that breaks warns and lets the words pass: a broken guard must never keep people from being warned. */
function checked(
  medium: Opened['medium'],
  connector: Connector,
  rendition: Rendition,
  facts: MessageFacts,
  log: Log,
): Finding[] {
  try {
    return connector.check(rendition, facts)
  } catch (fault) {
    log.error({ event: 'draft.check-broken', check: medium.name, reason: (fault as Error).message })
    return [
      {
        code: 'checker_broken',
        severity: 'look',
        message: `${medium.label}の文の確かめが動きませんでした。`,
        mend: '文面を目で確かめてください。配信はできます。',
      },
    ]
  }
}

/** One medium that cannot be written for stands in its own way, never in that of others. */
const cannotRender = (medium: Opened['medium'], fault: Error): Finding => ({
  code: fault instanceof Refusal ? fault.code : 'render_broken',
  severity: 'stop',
  medium: medium.name,
  message: `${medium.label}に収まる文が作れません。`,
  mend:
    fault instanceof Refusal
      ? '理由やしてほしいことを短くしてください。'
      : 'この媒体を外せば、ほかの媒体には出せます。',
})
