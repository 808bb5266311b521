import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import { Busy, Button, Notice, SettingsPage, StickyBar, useMessages, useToast } from '#design/index.ts'
import { frameQuery, type Settings, saveSettings, settingsQuery } from './city-calls.ts'
import { settingsMessages } from './city-words.ts'
import { DutyGroup } from './DutyGroup.tsx'
import { ApprovalGroup, NamesGroup, QuietGroup, VoiceGroup, WordsGroup } from './settings-groups.tsx'
import { Fault, fieldFaults } from './settings-parts.tsx'

/** 市の設定: names, duty, approval, quiet hours, words and readings. One form, one act. */
export function CitySettings() {
  const words = useMessages(settingsMessages)
  const settings = useQuery(settingsQuery)
  return (
    <SettingsPage title={words.title}>
      {settings.data ? <Form read={settings.data} /> : null}
      {settings.isPending ? <Busy /> : null}
      {settings.data ? null : <Fault error={settings.error} />}
    </SettingsPage>
  )
}

/** Changes when anything was saved. */
const ageOf = ({ city, alerts, voice }: Settings) => JSON.stringify([city, alerts.changedAt, voice.changedAt])

/** What somebody writes stays on screen when another person saves meanwhile; saving over it is then refused. */
function Form({ read }: { read: Settings }) {
  const words = useMessages(settingsMessages)
  const queries = useQueryClient()
  const toast = useToast()
  const [base, setBase] = useState(read)
  const [draft, setDraft] = useState(read)
  const [wrong, setWrong] = useState<Record<string, boolean>>({})
  const [round, setRound] = useState(0)
  const roles = useQuery(frameQuery).data?.user.roles ?? []
  const locked = !roles.includes('admin')
  const changed = JSON.stringify(draft) !== JSON.stringify(base)
  const begin = (from: Settings) => {
    setBase(from)
    setDraft(from)
    setWrong({})
    setRound((before) => before + 1)
  }
  if (!changed && ageOf(read) !== ageOf(base)) begin(read)
  const save = useMutation({
    mutationFn: () => saveSettings(base, draft),
    onSuccess: async () => {
      begin(await queries.fetchQuery({ ...settingsQuery, staleTime: 0 }))
      toast({ state: 'ok', title: words.saved })
      await queries.invalidateQueries({ queryKey: ['frame'] })
    },
  })
  const onFault = (field: string, fault: boolean) => setWrong((all) => ({ ...all, [field]: fault }))
  const fault = Object.values(wrong).includes(true)
  const part = { draft, onChange: setDraft, locked, faults: fieldFaults(save.error, words.fieldFault) }
  return (
    <>
      {locked ? <Notice state="plain" title={words.onlyAdmin} /> : null}
      <DutyGroup />
      <Fragment key={round}>
        <NamesGroup {...part} />
        <ApprovalGroup {...part} onFault={onFault} />
        <QuietGroup {...part} />
        <WordsGroup {...part} />
        <VoiceGroup {...part} onFault={onFault} />
      </Fragment>
      {changed || fault ? (
        <StickyBar className="-mx-4 -mb-6 tablet:-mx-10 tablet:-mb-8">
          <Button tone="quiet" size={48} onPress={() => begin(read)}>
            {words.undo}
          </Button>
          <div className="order-first min-w-0 basis-full tablet:order-none tablet:flex-1 tablet:basis-0">
            {save.error ? <Fault error={save.error} /> : <span className="text-ink2">{words.unsaved}</span>}
          </div>
          <Button
            className="ml-auto"
            tone="primary"
            size={56}
            busy={save.isPending}
            isDisabled={fault}
            onPress={() => save.mutate()}
          >
            {words.save}
          </Button>
        </StickyBar>
      ) : null}
    </>
  )
}
