import { kindRules } from '../../kinds.ts'
import type { Facts, Kind, Language, MessageType, TemplateId, Wordings } from '../../schema.ts'
import { type Template, templates } from '../../templates.ts'
import type { DraftBody, DraftView, MediumView, PreviewBody } from '../api.ts'
import { fieldTime, momentOf } from './japan-time.ts'

/** Everything the compose screen holds, as the fields hold it. */
export interface ComposeForm {
  type: MessageType
  kind: Kind
  drill: boolean
  template: TemplateId
  earlier: string[]
  facts: Omit<Facts, 'validUntil'>
  /** Field time; follows the kind until a person sets it. */
  validUntil: string
  validUntilSet: boolean
  /** Field time, or null: as soon as it is approved. */
  scheduled: string | null
  media: string[]
  /** A person chose the media; until then they follow the kind. */
  mediaSet: boolean
  languages: Language[]
  wordings: Wordings
}

/** What a change of template or kind may depend on. */
export interface Around {
  media: readonly Pick<MediumView, 'name' | 'off' | 'kinds'>[]
  now: Date
}

const emptyFacts: ComposeForm['facts'] = {
  level: null,
  hazard: 'other',
  what: '',
  districts: [],
  wholeCity: false,
  place: '',
  reason: '',
  action: '',
  shelters: [],
  when: '',
  nextReview: '',
  contact: '',
  correctionReason: '',
}

export function templateById(id: string | undefined): Template | undefined {
  return templates.find((one) => one.id === id)
}

/** A fresh form from a template. */
export function newForm(template: Template, drill: boolean, around: Around): ComposeForm {
  const blank: ComposeForm = {
    type: 'alert',
    kind: template.kind,
    drill,
    template: template.id,
    earlier: [],
    facts: emptyFacts,
    validUntil: '',
    validUntilSet: false,
    scheduled: null,
    media: [],
    mediaSet: false,
    languages: ['ja', 'ja-easy'],
    wordings: {},
  }
  return chooseTemplate(blank, template, around)
}

/** The form of a draft that was kept before. */
export function formOf(draft: DraftView['draft']): ComposeForm {
  const { validUntil, ...facts } = draft.facts
  return {
    type: draft.type,
    kind: draft.kind,
    drill: draft.drill,
    template: draft.template,
    earlier: draft.earlier,
    facts: { ...emptyFacts, ...facts },
    validUntil: fieldTime(validUntil),
    validUntilSet: true,
    scheduled: draft.scheduledAt ? fieldTime(draft.scheduledAt) : null,
    media: draft.media,
    mediaSet: true,
    languages: draft.languages,
    wordings: draft.wordings,
  }
}

/** The template's words come in; what a person wrote where the old template had nothing, or other words, stays. */
export function chooseTemplate(form: ComposeForm, template: Template, around: Around): ComposeForm {
  const old = templateById(form.template)
  const keep = (field: 'reason' | 'action') => {
    const written = form.facts[field]
    return written !== '' && written !== old?.[field] ? written : template[field]
  }
  const { level, hazard, what } = template
  const facts = { ...form.facts, level, hazard, what, reason: keep('reason'), action: keep('action') }
  return chooseKind({ ...form, template: template.id, facts }, template.kind, around)
}

/** Media and validity follow the kind, unless a person chose them; a medium that the kind may not use is left out. */
export function chooseKind(form: ComposeForm, kind: Kind, { media, now }: Around): ComposeForm {
  const allowed = media.filter((one) => one.kinds.includes(kind))
  const chosen = form.mediaSet
    ? allowed.filter((one) => form.media.includes(one.name))
    : allowed.filter((one) => one.off === null)
  const validUntil = form.validUntilSet
    ? form.validUntil
    : fieldTime(now.getTime() + kindRules[kind].validHours * 3_600_000)
  return { ...form, kind, media: chosen.map((one) => one.name), validUntil }
}

/** Words of the levels that JMA names, not the city. */
const wordsBelow: Record<number, string> = { 2: '注意報', 1: '早期注意情報' }

/** A level and its word never part: levels 3–5 bring their template, the others take the word of a higher level away. */
export function chooseLevel(form: ComposeForm, level: number | null, around: Around): ComposeForm {
  const ofLevel = templates.find((one) => one.level !== null && one.level === level)
  if (ofLevel && form.type !== 'lift') {
    const { hazard } = form.facts
    const next = chooseTemplate(form, ofLevel, around)
    return { ...next, facts: { ...next.facts, hazard: hazard === 'other' ? ofLevel.hazard : hazard } }
  }
  const hasLevelWord = templates.some((one) => one.level !== null && one.what === form.facts.what)
  const isBelow = Object.values(wordsBelow).includes(form.facts.what)
  const what = hasLevelWord || isBelow ? (wordsBelow[level ?? 0] ?? '') : form.facts.what
  return { ...form, facts: { ...form.facts, level, what } }
}

/** What is kept of the form. `validUntil` must be whole: `faultsOf` says when it is not. */
export function bodyOf(form: ComposeForm): DraftBody {
  return {
    kind: form.kind,
    drill: form.drill,
    template: form.template,
    facts: { ...form.facts, validUntil: momentOf(form.validUntil) ?? '' },
    wordings: form.wordings,
    media: form.media,
    languages: form.languages,
    scheduledAt: form.scheduled === null ? null : (momentOf(form.scheduled) ?? null),
  }
}

export function previewBodyOf(form: ComposeForm): PreviewBody {
  return { ...bodyOf(form), type: form.type, earlier: form.earlier }
}

/** Sets the words of one medium in one language, or takes them back with `null`. */
export function setWording(
  form: ComposeForm,
  medium: string,
  language: Language,
  words: Wordings[string][string] | null,
): ComposeForm {
  const { [language]: _, ...others } = form.wordings[medium] ?? {}
  const ofMedium = words ? { ...others, [language]: words } : others
  const { [medium]: __, ...rest } = form.wordings
  return {
    ...form,
    wordings: Object.keys(ofMedium).length > 0 ? { ...rest, [medium]: ofMedium } : rest,
  }
}
