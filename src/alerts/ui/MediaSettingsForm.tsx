import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import {
  ApiError,
  Button,
  ButtonLink,
  Checkbox,
  Notice,
  SettingsPage,
  StateMark,
  StickyBar,
  useMessages,
  useToast,
} from '#design/index.ts'
import { CodeDialog } from './CodeDialog.tsx'
import { Loaded } from './Loaded.tsx'
import { useLate } from './late.ts'
import { faultsOf, fieldsOf, type Schema, settingsOf, type Typed, typedOf } from './media/fields.ts'
import { Probe, useProbe } from './media/Probe.tsx'
import { faultWords, SchemaFields } from './media/SchemaFields.tsx'
import { mediaMessages } from './media/words.ts'
import { acts, type MediumSettings, mediumQuery } from './watching.ts'

/** 設定 → 媒体 → one of them: a form made from its schema. Saving takes a second factor. */
export function MediaSettingsForm() {
  const { name = '' } = useParams({ strict: false }) as { name?: string }
  const medium = useQuery(mediumQuery(name))
  return (
    <Loaded page query={medium}>
      {(settings) => <Form key={settings.name} medium={settings} />}
    </Loaded>
  )
}

interface Filled {
  enabled: boolean
  typed: Typed
}

/** What is on the form, against what is kept, and what is wrong with it. */
function useForm(medium: MediumSettings) {
  const words = useMessages(mediaMessages)
  const schema = medium.schema as Schema
  const fields = fieldsOf(schema)
  const kept: Filled = { enabled: medium.enabled, typed: typedOf(fields, medium.settings, schema) }
  const [filled, setFilled] = useState<Filled>(kept)
  const [refused, setRefused] = useState<Record<string, string>>({})
  const [tried, setTried] = useState(false)
  const own = faultWords(faultsOf(fields, filled.typed), words)
  return {
    fields,
    filled,
    own,
    faults: { ...(tried ? own : {}), ...refused },
    changed: JSON.stringify(filled) !== JSON.stringify(kept),
    enable: (enabled: boolean) => setFilled((before) => ({ ...before, enabled })),
    type: (key: string, value: string | boolean) => {
      setFilled((before) => ({ ...before, typed: { ...before.typed, [key]: value } }))
      setRefused(({ [key]: _, ...rest }) => rest)
    },
    undo: () => {
      setFilled(kept)
      setRefused({})
      setTried(false)
    },
    setTried,
    setRefused,
  }
}

function Form({ medium }: { medium: MediumSettings }) {
  const words = useMessages(mediaMessages)
  const form = useForm(medium)
  const [asking, setAsking] = useState(false)
  const probe = useProbe(medium.name)
  const late = useLate(probe.isPending)
  const count = Object.keys(form.faults).length
  const save = () => {
    form.setTried(true)
    if (Object.keys(form.own).length === 0) setAsking(true)
  }
  return (
    <>
      <SettingsPage title={words.formTitle(medium.label)}>
        {count > 0 ? (
          <Notice state="bad" title={words.faults(count)} live>
            {words.faultsText}
          </Notice>
        ) : null}
        <div className="flex max-w-[720px] flex-col gap-6">
          <div>
            <Checkbox isSelected={form.filled.enabled} onChange={form.enable}>
              <b>{words.enabled}</b>
            </Checkbox>
            <p className="mt-1 text-note text-ink2">{words.enabledHelp}</p>
          </div>
          {form.fields.length === 0 ? <p className="text-ink2">{words.noFields}</p> : null}
          <SchemaFields
            fields={form.fields}
            typed={form.filled.typed}
            faults={form.faults}
            onChange={form.type}
          />
          <div className="flex flex-wrap items-center gap-4 border-t border-line pt-6">
            <Button busy={late} onPress={() => (probe.isPending ? undefined : probe.mutate())}>
              {words.probe}
            </Button>
            <Probe probe={probe} />
          </div>
        </div>
      </SettingsPage>
      <StickyBar>
        <ButtonLink href="/settings/media" tone="quiet" size={48}>
          {words.toList}
        </ButtonLink>
        <span className="ml-auto flex flex-wrap items-center gap-4">
          {form.changed ? (
            <>
              <StateMark state="wait">{words.unsaved}</StateMark>
              <Button tone="quiet" size={48} onPress={form.undo}>
                {words.undo}
              </Button>
            </>
          ) : null}
          <Button tone="primary" size={48} isDisabled={!form.changed} onPress={save}>
            {words.save}
          </Button>
        </span>
      </StickyBar>
      {asking ? (
        <SaveDialog
          medium={medium}
          set={{ enabled: form.filled.enabled, settings: settingsOf(form.fields, form.filled.typed) }}
          onRefused={form.setRefused}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  )
}

interface SaveDialogProps {
  medium: MediumSettings
  set: { enabled: boolean; settings: Record<string, unknown> }
  onRefused: (faults: Record<string, string>) => void
  onClose: () => void
}

function SaveDialog({ medium, set, onRefused, onClose }: SaveDialogProps) {
  const words = useMessages(mediaMessages)
  const queries = useQueryClient()
  const router = useRouter()
  const toast = useToast()
  const save = async (code: string) => {
    try {
      return await acts.setMedium(medium.name, set, code)
    } catch (fault) {
      const faults = fieldFaults(fault)
      if (!faults) throw fault
      onRefused(faults)
      return null
    }
  }
  return (
    <CodeDialog
      title={words.saveTitle(medium.label)}
      act={words.save}
      onCode={save}
      onClose={onClose}
      onDone={(answer) => {
        onClose()
        if (!answer) return
        toast(
          answer.off
            ? { state: 'warn', title: words.saved(medium.label), text: words.savedOff(answer.off) }
            : { state: 'ok', title: words.saved(medium.label) },
        )
        void queries.invalidateQueries({ queryKey: ['media'] })
        void queries.invalidateQueries({ queryKey: ['frame'] })
        void router.navigate({ href: '/console/settings/media' })
      }}
    >
      <p>{words.saveText}</p>
    </CodeDialog>
  )
}

/** What the server says about single fields, by their key; undefined when the refusal is about something else. */
function fieldFaults(fault: unknown): Record<string, string> | undefined {
  if (!(fault instanceof ApiError) || fault.code !== 'bad_request') return undefined
  const { fields } = fault.details
  if (!Array.isArray(fields)) return undefined
  return Object.fromEntries(
    (fields as { path: string; message: string }[]).map(({ path, message }) => [path, message]),
  )
}
