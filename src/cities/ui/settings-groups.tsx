import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Checkbox, Select, TextArea, TextField, useMessages } from '#design/index.ts'
import type { AlertSettings, VoiceSettings } from '../schema.ts'
import { dutyQuery, type Settings } from './city-calls.ts'
import { settingsMessages } from './city-words.ts'
import { NumberField } from './NumberField.tsx'
import { Group } from './settings-parts.tsx'

interface PartProps {
  draft: Settings
  onChange: (draft: Settings) => void
  /** Only looked at: the person is no administrator. */
  locked: boolean
  /** What the city refused, by field. */
  faults: Record<string, string>
}

const withAlerts = (draft: Settings, change: Partial<AlertSettings>): Settings => ({
  ...draft,
  alerts: { ...draft.alerts, value: { ...draft.alerts.value, ...change } },
})
const withVoice = (draft: Settings, change: Partial<VoiceSettings>): Settings => ({
  ...draft,
  voice: { ...draft.voice, value: { ...draft.voice.value, ...change } },
})

/** What the city and its districts are called. */
export function NamesGroup({ draft, onChange, locked, faults }: PartProps) {
  const words = useMessages(settingsMessages)
  const { city } = draft
  const set = (change: Partial<Settings['city']>) => onChange({ ...draft, city: { ...city, ...change } })
  return (
    <Group title={words.names} note={words.namesNote}>
      <div className="grid gap-6 tablet:grid-cols-2">
        <TextField
          label={words.name}
          value={city.name}
          error={faults['city.name']}
          onChange={(name) => set({ name })}
          isReadOnly={locked}
        />
        <TextField
          label={words.nameKana}
          help={words.kanaHelp}
          value={city.nameKana}
          error={faults['city.nameKana']}
          onChange={(nameKana) => set({ nameKana })}
          isReadOnly={locked}
        />
        <TextField
          label={words.districtWord}
          help={words.districtHelp}
          value={city.districtWord}
          error={faults['city.districtWord']}
          onChange={(districtWord) => set({ districtWord })}
          isReadOnly={locked}
        />
        <TextField
          label={words.jmaAreaCode}
          help={words.jmaHelp}
          value={city.jmaAreaCode ?? ''}
          error={faults['city.jmaAreaCode']}
          onChange={(code) => set({ jmaAreaCode: code.trim() || null })}
          isReadOnly={locked}
          inputMode="numeric"
        />
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        <dt className="text-ink2">{words.code}</dt>
        <dd>{city.municipalityCode}</dd>
        <dt className="text-ink2">{words.slug}</dt>
        <dd>{city.slug}</dd>
        <dt className="text-ink2">{words.hosts}</dt>
        <dd>{city.hosts.join(', ') || words.none}</dd>
      </dl>
    </Group>
  )
}

/** How long an alert waits, who is told then, and what counts as a repetition. */
export function ApprovalGroup({ draft, onChange, locked, onFault }: PartProps & { onFault: FaultSetter }) {
  const words = useMessages(settingsMessages)
  const { value } = draft.alerts
  const set = (change: Partial<AlertSettings>) => onChange(withAlerts(draft, change))
  const number = (
    field: 'deputyAfterMinutes' | 'duplicateMinutes' | 'draftDays',
    label: string,
    most: number,
  ) => (
    <NumberField
      label={label}
      unit={field === 'draftDays' ? words.days : words.minutes}
      least={1}
      most={most}
      value={value[field]}
      onChange={(next) => set({ [field]: next })}
      onFault={(fault) => onFault(field, fault)}
      isReadOnly={locked}
    />
  )
  return (
    <Group title={words.approval} note={words.approvalNote}>
      <div className="grid gap-6 tablet:grid-cols-3">
        {number('deputyAfterMinutes', words.deputyAfter, 60)}
        {number('duplicateMinutes', words.duplicate, 120)}
        {number('draftDays', words.draftDays, 90)}
      </div>
      <Deputies value={value.deputies} onChange={(deputies) => set({ deputies })} locked={locked} />
    </Group>
  )
}

type FaultSetter = (field: string, fault: boolean) => void

/** Up to three, in the order in which they are told. */
function Deputies(props: { value: string[]; onChange: (ids: string[]) => void; locked: boolean }) {
  const words = useMessages(settingsMessages)
  const candidates = useQuery(dutyQuery).data?.candidates ?? []
  const { value, onChange, locked } = props
  const places = Array.from({ length: Math.min(3, value.length + 1) }, (_, place) => place)
  const put = (place: number, id: string) => {
    const rest = value.filter((other, i) => i !== place && other !== id)
    onChange(id === 'nobody' ? rest : rest.toSpliced(place, 0, id))
  }
  return (
    <div className="grid gap-6 tablet:grid-cols-3">
      {places.map((place) => (
        <Select
          key={place}
          label={words.deputy(place + 1)}
          value={value[place] ?? 'nobody'}
          onChange={(id) => put(place, id)}
          isDisabled={locked}
          options={[
            { id: 'nobody', label: words.nobody },
            ...candidates.map(({ userId, name, section }) => ({ id: userId, label: name, note: section })),
          ]}
        />
      ))}
    </div>
  )
}

const hours = Array.from({ length: 24 }, (_, hour) => String(hour))

/** Hours in which a send asks for a confirmation in words. */
export function QuietGroup({ draft, onChange, locked }: PartProps) {
  const words = useMessages(settingsMessages)
  const { quietHours } = draft.alerts.value
  const set = (kind: 'important' | 'notice', hours: { from: number; to: number } | null) =>
    onChange(withAlerts(draft, { quietHours: { ...quietHours, [kind]: hours } }))
  const usual = { important: { from: 22, to: 6 }, notice: { from: 20, to: 8 } }
  return (
    <Group title={words.quiet} note={words.quietNote}>
      {(['important', 'notice'] as const).map((kind) => {
        const quiet = quietHours[kind]
        const name = kind === 'important' ? words.importantQuiet : words.noticeQuiet
        return (
          <fieldset key={kind} className="flex flex-wrap items-end gap-x-6 gap-y-3">
            <legend className="mb-2 font-bold">{name}</legend>
            <Checkbox
              className="min-h-12 basis-full tablet:basis-auto"
              isSelected={quiet !== null}
              isDisabled={locked}
              onChange={(on) => set(kind, on ? usual[kind] : null)}
            >
              {words.quietOn}
            </Checkbox>
            {quiet
              ? (['from', 'to'] as const).map((end) => (
                  <Select
                    key={end}
                    className="w-32"
                    label={words[end]}
                    value={String(quiet[end])}
                    isDisabled={locked}
                    onChange={(hour) => set(kind, { ...quiet, [end]: Number(hour) })}
                    options={hours.map((hour) => ({ id: hour, label: `${hour}${words.hour}` }))}
                  />
                ))
              : null}
          </fieldset>
        )
      })}
    </Group>
  )
}

/** Words that stand in every message, and words that are let pass. */
export function WordsGroup({ draft, onChange, locked, faults }: PartProps) {
  const words = useMessages(settingsMessages)
  const { value } = draft.alerts
  const [lines, setLines] = useState(value.harmlessWords.join('\n'))
  return (
    <Group title={words.words}>
      <TextField
        label={words.contact}
        help={words.contactHelp}
        value={value.contact}
        error={faults.contact}
        onChange={(contact) => onChange(withAlerts(draft, { contact }))}
        isReadOnly={locked}
      />
      <TextArea
        label={words.harmless}
        help={words.harmlessHelp}
        value={lines}
        isReadOnly={locked}
        onChange={(text) => {
          setLines(text)
          const harmlessWords = text.split('\n').flatMap((line) => line.trim() || [])
          onChange(withAlerts(draft, { harmlessWords }))
        }}
      />
    </Group>
  )
}

/** What loudspeakers and radio say. */
export function VoiceGroup({
  draft,
  onChange,
  locked,
  faults,
  onFault,
}: PartProps & { onFault: FaultSetter }) {
  const words = useMessages(settingsMessages)
  const { value } = draft.voice
  const [lines, setLines] = useState(
    value.readings.map((each) => `${each.written}＝${each.spoken}`).join('\n'),
  )
  const faulty = faultyReading(lines)
  return (
    <Group title={words.voice}>
      <TextField
        label={words.callSign}
        help={words.callSignHelp}
        value={value.callSign}
        error={faults.callSign}
        onChange={(callSign) => onChange(withVoice(draft, { callSign }))}
        isReadOnly={locked}
      />
      <TextArea
        label={words.readings}
        help={words.readingsHelp}
        error={faulty ? words.readingFault(faulty) : undefined}
        value={lines}
        isReadOnly={locked}
        onChange={(text) => {
          setLines(text)
          onFault('readings', faultyReading(text) !== null)
          onChange(withVoice(draft, { readings: readingsOf(text) }))
        }}
      />
    </Group>
  )
}

const pattern = /^(.{1,40}?)[＝=]([ぁ-ゖァ-ヺー・\s]{1,60})$/

/** @returns the number (from 1) of the first line that is no reading, or null */
function faultyReading(text: string): number | null {
  const at = text.split('\n').findIndex((line) => line.trim() !== '' && !pattern.test(line.trim()))
  return at < 0 ? null : at + 1
}

const readingsOf = (text: string) =>
  text.split('\n').flatMap((line) => {
    const [, written, spoken] = pattern.exec(line.trim()) ?? []
    return written && spoken ? [{ written: written.trim(), spoken: spoken.trim() }] : []
  })
