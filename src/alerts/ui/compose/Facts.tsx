import {
  Button,
  type Level,
  LevelPicker,
  SegmentedChoice,
  TextArea,
  TextField,
  useLocale,
  useMessages,
} from '#design/index.ts'
import type { Hazard, TemplateId } from '../../schema.ts'
import { templates } from '../../templates.ts'
import { alertMessages, hazardWords, kindIds } from '../messages.ts'
import { type Part, withFacts } from './field.ts'
import { limits, reasonField } from './findings.ts'
import { chooseKind, chooseLevel, chooseTemplate, templateById } from './form.ts'
import { composeMessages } from './words.ts'

/** What: template, kind, subject, level, hazard. A correction keeps the template and the kind of the first message. */
export function WhatFields({ form, set, around, errorOf }: Part) {
  const words = useMessages(composeMessages)
  const shared = useMessages(alertMessages)
  const { locale } = useLocale()
  if (form.type === 'cancel') return null
  const first = form.type === 'alert'
  return (
    <>
      {first ? (
        <>
          <SegmentedChoice<TemplateId>
            label={words.template}
            hint={words.templateHint}
            options={templates.map(({ id, label }) => ({ id, label }))}
            value={form.template}
            onChange={(id) => {
              const template = templateById(id)
              if (template) set((last) => chooseTemplate(last, template, around))
            }}
          />
          <SegmentedChoice
            label={words.kind}
            options={kindIds.map((id) => ({ id, label: shared[id] }))}
            value={form.kind}
            onChange={(kind) => set((last) => chooseKind(last, kind, around))}
          />
        </>
      ) : null}
      {form.type !== 'lift' ? (
        <LevelChoice form={form} onChoose={(level) => set((last) => chooseLevel(last, level, around))} />
      ) : null}
      <div id="field-what">
        <TextField
          label={words.title}
          value={form.facts.what}
          onChange={(what) => set(withFacts({ what }))}
          error={errorOf('what')}
        />
      </div>
      <SegmentedChoice<Hazard>
        label={words.hazard}
        options={Object.entries(hazardWords[locale]).map(([id, label]) => ({ id: id as Hazard, label }))}
        value={form.facts.hazard}
        onChange={(hazard) => set(withFacts({ hazard }))}
      />
    </>
  )
}

/** Five blocks; the level can be taken off again. */
function LevelChoice(props: { form: Part['form']; onChoose: (level: number | null) => void }) {
  const words = useMessages(composeMessages)
  const { level } = props.form.facts
  return (
    <div>
      <LevelPicker value={level as Level | null} onChange={props.onChoose} label={words.level} />
      <div className="flex min-h-8 items-center justify-end text-note text-ink2">
        {level === null ? (
          words.withoutLevel
        ) : (
          <Button tone="quiet" size={32} onPress={() => props.onChoose(null)}>
            {words.noLevel}
          </Button>
        )}
      </div>
    </div>
  )
}

/** Why, what to do, when it took place. */
export function WhyFields({ form, set, errorOf }: Part) {
  const words = useMessages(composeMessages)
  if (form.type === 'cancel') return null
  const text = (field: 'reason' | 'action', label: string) => (
    <div id={`field-${field}`}>
      <TextArea
        label={label}
        value={form.facts[field]}
        onChange={(value) => set(withFacts({ [field]: value }))}
        limit={limits[field]}
        rows={2}
        error={errorOf(field)}
      />
    </div>
  )
  return (
    <>
      {reasonField(form) === 'reason' ? null : text('reason', words.reason)}
      {text('action', words.action)}
      <div id="field-when">
        <TextField
          label={words.when}
          value={form.facts.when}
          onChange={(when) => set(withFacts({ when }))}
          hint={words.whenHelp}
          error={errorOf('when')}
        />
      </div>
    </>
  )
}

/** Whom to ask. */
export function ContactField({ form, set, errorOf }: Part) {
  const words = useMessages(composeMessages)
  return (
    <div id="field-contact">
      <TextField
        label={words.contact}
        value={form.facts.contact}
        onChange={(contact) => set(withFacts({ contact }))}
        hint={words.contactHelp}
        error={errorOf('contact')}
      />
    </div>
  )
}
