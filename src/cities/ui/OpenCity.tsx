import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  ApiError,
  Button,
  type Column,
  DataTable,
  formatDate,
  Notice,
  SettingsPage,
  TextArea,
  TextField,
  useMessages,
  useToast,
} from '#design/index.ts'
import type { CitiesReply, OpenedReply } from '../replies.ts'
import type { OpenCity as NewCity } from '../schema.ts'
import { citiesQuery, openCity } from './city-calls.ts'
import { openMessages } from './city-words.ts'
import { Fault, fieldFaults, Group } from './settings-parts.tsx'

/** 都市を開く: the open cities, and the form that opens another. For those who run the platform. */
export function OpenCity() {
  const words = useMessages(openMessages)
  const cities = useQuery(citiesQuery)
  const [opened, setOpened] = useState<(OpenedReply & { name: string }) | null>(null)
  return (
    <SettingsPage title={words.title} note={words.note}>
      <Fault error={cities.error} />
      {cities.data ? <Cities cities={cities.data.cities} /> : null}
      {opened ? <Opened opened={opened} onAnother={() => setOpened(null)} /> : <Form onOpened={setOpened} />}
    </SettingsPage>
  )
}

type CityRow = CitiesReply['cities'][number]

function Cities({ cities }: { cities: CityRow[] }) {
  const words = useMessages(openMessages)
  const columns: Column<CityRow>[] = [
    { id: 'name', head: words.city, isRowHead: true, cell: ({ name }) => name },
    { id: 'slug', head: words.slug, cell: ({ slug }) => slug },
    { id: 'code', head: words.code, wideOnly: true, cell: ({ municipalityCode }) => municipalityCode },
    {
      id: 'since',
      head: words.since,
      quiet: true,
      cell: ({ openedAt }) => formatDate(openedAt, 'ja', { year: true }),
    },
  ]
  return (
    <Group title={words.open}>
      <DataTable label={words.open} columns={columns} rows={cities} rowId={({ id }) => id} />
    </Group>
  )
}

/** The form as it is typed: lines and empty texts instead of lists and nulls. */
const blank = {
  ...{
    name: '',
    nameKana: '',
    slug: '',
    municipalityCode: '',
    districtWord: '地区',
    jmaAreaCode: '',
    hosts: '',
  },
  ...{ adminName: '', adminSection: '', email: '' },
}
type Draft = typeof blank

const cityOf = ({ adminName, adminSection, email, hosts, jmaAreaCode, ...facts }: Draft): NewCity => ({
  ...facts,
  jmaAreaCode: jmaAreaCode.trim() || null,
  hosts: hosts.split('\n').flatMap((line) => line.trim() || []),
  admin: { name: adminName, section: adminSection, email },
})

const fieldOfPath: Record<string, keyof Draft> = {
  'admin.name': 'adminName',
  'admin.section': 'adminSection',
  'admin.email': 'email',
}

type Faults = Partial<Record<keyof Draft, string>>

/** What the city said is wrong with the form, by field. */
function faultsIn(fault: Error, words: { fault: string; taken: string; hostTaken: string }): Faults {
  if (fault instanceof ApiError && fault.code === 'duplicate')
    return fault.details.field === 'hosts' ? { hosts: words.hostTaken } : { slug: words.taken }
  const faults: Faults = {}
  for (const [path, message] of Object.entries(fieldFaults(fault, words.fault)))
    faults[fieldOfPath[path] ?? (path.split('.')[0] as keyof Draft)] ??= message
  return faults
}

function Form({ onOpened }: { onOpened: (opened: OpenedReply & { name: string }) => void }) {
  const words = useMessages(openMessages)
  const queries = useQueryClient()
  const [draft, setDraft] = useState<Draft>(blank)
  const open = useMutation({
    mutationFn: openCity,
    onSuccess: async (reply, city) => {
      onOpened({ ...reply, name: city.name })
      await queries.invalidateQueries({ queryKey: ['cities'] })
    },
  })
  const faults = open.error ? faultsIn(open.error, words) : {}
  const field = (name: keyof Draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
    error: faults[name],
  })
  return (
    <>
      <Group title={words.form}>
        <div className="grid gap-6 tablet:grid-cols-2">
          <TextField label={words.name} placeholder="となり市" isRequired {...field('name')} />
          <TextField label={words.nameKana} placeholder="となりし" isRequired {...field('nameKana')} />
          <TextField
            label={words.slug}
            help={words.slugHelp}
            placeholder="tonari"
            isRequired
            {...field('slug')}
          />
          <TextField
            label={words.code}
            help={words.codeHelp}
            inputMode="numeric"
            isRequired
            {...field('municipalityCode')}
          />
          <TextField label={words.districtWord} isRequired {...field('districtWord')} />
          <TextField label={words.jma} help={words.jmaHelp} inputMode="numeric" {...field('jmaAreaCode')} />
        </div>
        <TextArea label={words.hosts} help={words.hostsHelp} rows={2} {...field('hosts')} />
      </Group>
      <Group title={words.admin} note={words.adminNote}>
        <div className="grid gap-6 tablet:grid-cols-2">
          <TextField label={words.adminName} isRequired {...field('adminName')} />
          <TextField label={words.adminSection} {...field('adminSection')} />
          <TextField label={words.email} type="email" isRequired {...field('email')} />
        </div>
        <Fault error={open.error} />
        <div>
          <Button tone="primary" size={56} busy={open.isPending} onPress={() => open.mutate(cityOf(draft))}>
            {words.act}
          </Button>
        </div>
      </Group>
    </>
  )
}

function Opened({ opened, onAnother }: { opened: OpenedReply & { name: string }; onAnother: () => void }) {
  const words = useMessages(openMessages)
  const toast = useToast()
  const { link } = opened
  const copy = async (url: string) => {
    await navigator.clipboard.writeText(url)
    toast({ state: 'ok', title: words.copied })
  }
  return (
    <Notice
      state="ok"
      title={words.done(opened.name)}
      live
      actions={
        <>
          {link ? <Button onPress={() => void copy(link.url)}>{words.copy}</Button> : null}
          <Button tone="quiet" onPress={onAnother}>
            {words.another}
          </Button>
        </>
      }
    >
      {link ? (
        <>
          <p>{words.doneLink}</p>
          <p className="font-bold break-all text-ink">{link.url}</p>
        </>
      ) : (
        words.doneKnown
      )}
    </Notice>
  )
}
