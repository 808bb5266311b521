import type { DispatchAct, MessageFacts } from '../schema.ts'
import type { CapInfo } from '../sources/cap/schema.ts'

/** How a message of a city stands in CAP's own scales. The reasons are in docs/decisions/0007-cap-out.md. */

export const hazardCategory: Record<MessageFacts['hazard'], CapInfo['category']> = {
  flood: ['Met', 'Safety'],
  landslide: ['Geo', 'Safety'],
  'heavy-rain': ['Met', 'Safety'],
  'storm-surge': ['Met', 'Safety'],
  earthquake: ['Geo', 'Safety'],
  tsunami: ['Geo', 'Safety'],
  fire: ['Fire', 'Safety'],
  water: ['Infra'],
  person: ['Rescue'],
  other: ['Safety'],
}

type Gravity = Pick<CapInfo, 'urgency' | 'severity' | 'certainty'>
const gravity = (
  urgency: Gravity['urgency'],
  severity: Gravity['severity'],
  certainty: Gravity['certainty'],
): Gravity => ({ urgency, severity, certainty })

/** 警戒レベル: 5 災害発生又は切迫, 4 災害のおそれ高い, 3 災害のおそれあり, 2 気象状況悪化, 1 今後悪化のおそれ (guideline of 2021-05). */
const byLevel: Record<number, Gravity> = {
  5: gravity('Immediate', 'Extreme', 'Observed'),
  4: gravity('Immediate', 'Severe', 'Likely'),
  3: gravity('Expected', 'Severe', 'Likely'),
  2: gravity('Future', 'Moderate', 'Possible'),
  1: gravity('Future', 'Minor', 'Possible'),
}

const byTemplate: Record<MessageFacts['template'], Gravity> = {
  'elderly-evacuation': gravity('Expected', 'Severe', 'Likely'),
  'evacuation-order': gravity('Immediate', 'Severe', 'Likely'),
  'emergency-safety': gravity('Immediate', 'Extreme', 'Observed'),
  'all-clear': gravity('Past', 'Minor', 'Observed'),
  'shelter-open': gravity('Expected', 'Moderate', 'Observed'),
  'water-outage': gravity('Expected', 'Moderate', 'Observed'),
  'missing-person': gravity('Immediate', 'Minor', 'Observed'),
  fire: gravity('Immediate', 'Moderate', 'Observed'),
  event: gravity('Future', 'Minor', 'Likely'),
  broadcast: gravity('Future', 'Minor', 'Likely'),
}

/** Urgency, severity and certainty: the act first (what is over is over), then the level, then the template. */
export function gravityOf(facts: MessageFacts, act: DispatchAct): Gravity {
  if (act === 'cancel') return gravity('Past', 'Minor', 'Unlikely')
  if (act === 'lift') return gravity('Past', 'Minor', 'Observed')
  return (facts.level !== null ? byLevel[facts.level] : undefined) ?? byTemplate[facts.template]
}

const responseByLevel: Record<number, CapInfo['responseType']> = {
  5: ['Shelter'],
  4: ['Evacuate'],
  3: ['Evacuate', 'Prepare'],
  2: ['Prepare'],
  1: ['Monitor'],
}

const responseByTemplate: Partial<Record<MessageFacts['template'], CapInfo['responseType']>> = {
  'all-clear': ['AllClear'],
  'shelter-open': ['Shelter'],
  'water-outage': ['Prepare'],
  'missing-person': ['Monitor'],
  fire: ['Avoid'],
}

export function responseTypes(facts: MessageFacts, act: DispatchAct): CapInfo['responseType'] {
  if (act === 'lift') return ['AllClear']
  if (act === 'cancel') return ['None']
  const byLevelOf = facts.level === null ? undefined : responseByLevel[facts.level]
  return byLevelOf ?? responseByTemplate[facts.template] ?? ['None']
}
