import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  api,
  Busy,
  Button,
  Chip,
  type Column,
  DataTable,
  formatDateTime,
  Menu,
  StateMark,
  useLocale,
  useMessages,
} from '#design/index.ts'
import { AddStaff } from './login-AddStaff.tsx'
import { meQuery, type StaffRow } from './login-calls.ts'
import { ShownOnce } from './login-ShownOnce.tsx'
import { type StaffAct, StaffDialog } from './login-StaffDialog.tsx'
import { roleWords, staffWords } from './login-staff-words.ts'
import { Unread } from './login-Unread.tsx'

/** A link to hand over, or none: the person has an account already. */
export type Handed = { url: string; until: string } | null

export const staffQuery = {
  queryKey: ['staff'],
  queryFn: () => api.get<{ staff: StaffRow[] }>('/api/staff'),
}

type Asked = { act: 'add' } | { act: StaffAct; person: StaffRow }

/** 職員と権限: everybody of the city, what they may do, and whether they are well protected. */
export function Staff() {
  const words = useMessages(staffWords)
  const { locale } = useLocale()
  const staff = useQuery(staffQuery)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [handed, setHanded] = useState<Handed>(null)
  const mayChange = useQuery(meQuery).data?.roles.includes('admin') ?? false
  const columns = useColumns(mayChange, (act, person) => setAsked({ act, person }))
  if (staff.isPending) return <Busy />
  if (!staff.data) return <Unread error={staff.error} onRetry={() => void staff.refetch()} />
  const done = (link: Handed) => {
    setAsked(null)
    setHanded(link)
  }
  return (
    <div className="flex flex-col gap-6 px-4 py-6 tablet:px-10 tablet:py-8">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="text-title font-bold">{words.title}</h1>
          <p className="text-ink2">{words.note}</p>
        </div>
        {mayChange ? (
          <Button tone="primary" size={48} onPress={() => setAsked({ act: 'add' })}>
            {words.add}
          </Button>
        ) : null}
      </div>
      <DataTable label={words.title} columns={columns} rows={staff.data.staff} rowId={(row) => row.userId} />
      {asked?.act === 'add' ? <AddStaff onClose={() => setAsked(null)} onDone={done} /> : null}
      {asked && asked.act !== 'add' ? (
        <StaffDialog act={asked.act} person={asked.person} onClose={() => setAsked(null)} onDone={done} />
      ) : null}
      {handed ? (
        <ShownOnce
          title={words.linkTitle}
          text={words.linkText(formatDateTime(handed.until, locale))}
          label={words.link}
          secret={handed.url}
          onClose={() => setHanded(null)}
        />
      ) : null}
    </div>
  )
}

function useColumns(
  mayChange: boolean,
  onAsk: (act: StaffAct, person: StaffRow) => void,
): Column<StaffRow>[] {
  const words = useMessages(staffWords)
  const me = useQuery(meQuery).data
  const acts: { id: StaffAct; label: string }[] = [
    { id: 'roles', label: words.changeRoles },
    { id: 'renew', label: words.renew },
    { id: 'lost', label: words.lost },
    { id: 'leave', label: words.leave },
  ]
  return [
    {
      id: 'name',
      head: words.name,
      isRowHead: true,
      sortBy: (row) => row.name,
      cell: (row) => (
        <>
          {row.name}
          <span className="block text-note font-normal break-all text-ink2">{row.email}</span>
        </>
      ),
    },
    {
      id: 'section',
      head: words.section,
      sortBy: (row) => row.section,
      cell: (row) => row.section,
      wideOnly: true,
    },
    { id: 'roles', head: words.roles, cell: (row) => <Roles row={row} /> },
    { id: 'factor', head: words.factor, cell: (row) => <Factor row={row} />, wideOnly: true },
    {
      id: 'acts',
      head: '',
      align: 'right',
      cell: (row) =>
        !mayChange || row.leftAt || row.userId === me?.user.id ? null : (
          <Menu
            label={words.changeFor(row.name)}
            buttonClass="min-h-10 rounded-box border border-field px-4 font-bold whitespace-nowrap hover:bg-soft"
            items={acts}
            onAction={(act) => onAsk(act, row)}
          >
            {words.change}
          </Menu>
        ),
    },
  ]
}

function Roles({ row }: { row: StaffRow }) {
  const words = useMessages(staffWords)
  const roles = useMessages(roleWords)
  if (row.leftAt) return <span className="text-ink2">{words.left}</span>
  if (row.roles.length === 0) return <span className="text-ink2">{words.none}</span>
  return (
    <span className="flex flex-wrap gap-1">
      {row.roles.map((role) => (
        <Chip key={role}>{roles[role]}</Chip>
      ))}
    </span>
  )
}

function Factor({ row }: { row: StaffRow }) {
  const words = useMessages(staffWords)
  if (row.leftAt) return null
  const { totp, passkeys } = row.secondFactor
  const has = [totp ? words.factorApp : null, passkeys > 0 ? words.factorKeys(passkeys) : null].filter(
    Boolean,
  )
  if (has.length === 0) return <StateMark state="warn">{words.factorNone}</StateMark>
  return <StateMark state="ok">{has.join('、')}</StateMark>
}
