import { kindRules } from '../kinds.ts'
import type { Facts, Hazard, Kind, TemplateId } from '../schema.ts'
import { templateOf } from '../templates.ts'
import type { CapInfo } from './cap/schema.ts'
import type { Where } from './cap-places.ts'

/** What the words and scales of a CAP file mean in a city's own: docs/protocols/cap.md holds the same as a table. */

const levelOf = (info: CapInfo | undefined): number | null => {
  const given = info?.parameter.find((one) => /警戒レベル|^jp:alert-level$/i.test(one.valueName))?.value
  const digit =
    given?.normalize('NFKC').match(/[1-5]/)?.[0] ??
    info?.event.normalize('NFKC').match(/レベル\s*([1-5])/)?.[1]
  return digit ? Number(digit) : null
}

/** What is over comes first: 「避難指示の解除」 speaks of an order and is none. */
export function templateFor(info: CapInfo | undefined): TemplateId {
  const words = `${info?.event ?? ''} ${info?.headline ?? ''}`
  if (info?.responseType.includes('AllClear') || /解除/.test(info?.event ?? words)) return 'all-clear'
  if (/緊急安全確保/.test(words)) return 'emergency-safety'
  if (/高齢者等避難/.test(words)) return 'elderly-evacuation'
  if (/避難指示/.test(words) || info?.responseType.includes('Evacuate')) return 'evacuation-order'
  if (/断水/.test(words)) return 'water-outage'
  if (info?.category.includes('Fire') || /火災/.test(words)) return 'fire'
  return 'broadcast'
}

/** By the file's severity; a call for evacuation is never less than 緊急, whatever its sender leaves open. */
export function kindFor(info: CapInfo | undefined): Kind {
  if (templateOf(templateFor(info)).kind === 'emergency') return 'emergency'
  if (info?.severity === 'Extreme' || info?.severity === 'Severe') return 'emergency'
  return info?.severity === 'Moderate' ? 'important' : 'notice'
}

export function hazardFor(info: CapInfo | undefined): Hazard {
  const words = `${info?.event ?? ''} ${info?.headline ?? ''} ${info?.description ?? ''}`
  const table: [RegExp, Hazard][] = [
    [/津波|tsunami/i, 'tsunami'],
    [/地震|earthquake/i, 'earthquake'],
    [/土砂|landslide|がけ/i, 'landslide'],
    [/高潮|surge/i, 'storm-surge'],
    [/氾濫|洪水|flood/i, 'flood'],
    [/大雨|豪雨|rain/i, 'heavy-rain'],
    [/火災|fire/i, 'fire'],
    [/断水/, 'water'],
  ]
  return table.find(([pattern]) => pattern.test(words))?.[1] ?? 'other'
}

export const cut = (text: string | undefined, most: number): string =>
  [...(text ?? '').trim()].slice(0, most).join('')

/** The facts of a first message. */
export function factsFrom(info: CapInfo | undefined, where: Where, now: Date): Facts {
  const template = templateOf(templateFor(info))
  const holdsMs = kindRules[kindFor(info)].validHours * 3_600_000
  const until = info?.expires ? new Date(info.expires) : new Date(now.getTime() + holdsMs)
  return {
    level: template.id === 'all-clear' ? null : (levelOf(info) ?? template.level),
    hazard: hazardFor(info),
    what: cut(info?.event, 40) || template.what,
    ...where,
    place: cut(info?.area.map((area) => area.areaDesc).join('、'), 80),
    reason: cut(info?.description ?? info?.headline, 300),
    action: cut(info?.instruction, 400) || template.action,
    shelters: [],
    when: '',
    nextReview: '',
    contact: cut(info?.contact, 120),
    correctionReason: '', // a note explains only an Update or a Cancel (CAP §3.2.1)
    validUntil: until.toISOString(),
  }
}
