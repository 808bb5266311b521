import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  api,
  Busy,
  Button,
  type Column,
  DataTable,
  EmptyState,
  formatDate,
  formatDateTime,
  StateMark,
  useLocale,
  useMessages,
} from '#design/index.ts'
import type { Scope } from '../staff/role.ts'
import type { KeyRow } from '../staff/schema.ts'
import { AddKey, RevokeKey } from './login-KeyDialogs.tsx'
import { ShownOnce } from './login-ShownOnce.tsx'
import { keyWords } from './login-staff-words.ts'

export const keysQuery = { queryKey: ['keys'], queryFn: () => api.get<{ keys: KeyRow[] }>('/api/keys') }

import { Unread } from './login-Unread.tsx'

/** APIキー: which other systems may come in, and what each may do. */
export function ApiKeys() {
  const words = useMessages(keyWords)
  const keys = useQuery(keysQuery)
  const [adding, setAdding] = useState(false)
  const [revoking, setRevoking] = useState<KeyRow | null>(null)
  const [shown, setShown] = useState<string | null>(null)
  const columns = useColumns(setRevoking)
  if (keys.isPending) return <Busy />
  if (!keys.data) return <Unread error={keys.error} onRetry={() => void keys.refetch()} />
  const add = (
    <Button tone="primary" size={48} onPress={() => setAdding(true)}>
      {words.add}
    </Button>
  )
  const empty = (
    <EmptyState title={words.empty} action={add}>
      {words.emptyText}
    </EmptyState>
  )
  return (
    <div className="flex flex-col gap-6 px-4 py-6 tablet:px-10 tablet:py-8">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="text-title font-bold">{words.title}</h1>
          <p className="text-ink2">{words.note}</p>
        </div>
        {keys.data.keys.length > 0 ? add : null}
      </div>
      <DataTable
        label={words.title}
        columns={columns}
        rows={keys.data.keys}
        rowId={(row) => row.id}
        empty={empty}
      />
      {adding ? (
        <AddKey
          onClose={() => setAdding(false)}
          onDone={(key) => {
            setAdding(false)
            setShown(key)
          }}
        />
      ) : null}
      {revoking ? <RevokeKey apiKey={revoking} onClose={() => setRevoking(null)} /> : null}
      {shown ? (
        <ShownOnce
          title={words.shown}
          text={words.shownText}
          label={words.key}
          secret={shown}
          onClose={() => setShown(null)}
        />
      ) : null}
    </div>
  )
}

function useColumns(onRevoke: (key: KeyRow) => void): Column<KeyRow>[] {
  const words = useMessages(keyWords)
  const { locale } = useLocale()
  return [
    { id: 'name', head: words.name, isRowHead: true, sortBy: (row) => row.name, cell: (row) => row.name },
    {
      id: 'scopes',
      head: words.scopes,
      cell: (row) => row.scopes.map((scope) => words[scope as Scope] ?? scope).join('、'),
      wideOnly: true,
    },
    { id: 'state', head: words.state, cell: (row) => <KeyState row={row} /> },
    {
      id: 'ends',
      head: words.ends,
      cell: (row) => (row.expiresAt ? formatDate(row.expiresAt, locale, { year: true }) : words.never),
      wideOnly: true,
      quiet: true,
    },
    {
      id: 'used',
      head: words.used,
      cell: (row) => (row.lastUsedAt ? formatDateTime(row.lastUsedAt, locale) : words.notUsed),
      wideOnly: true,
      quiet: true,
    },
    {
      id: 'acts',
      head: '',
      align: 'right',
      cell: (row) =>
        stateOf(row) === 'live' ? (
          <Button size={32} tone="danger" onPress={() => onRevoke(row)}>
            {words.revoke}
          </Button>
        ) : null,
    },
  ]
}

function stateOf(row: KeyRow): 'live' | 'revoked' | 'over' {
  if (row.revokedAt) return 'revoked'
  return row.expiresAt && new Date(row.expiresAt) <= new Date() ? 'over' : 'live'
}

function KeyState({ row }: { row: KeyRow }) {
  const words = useMessages(keyWords)
  const state = stateOf(row)
  return <StateMark state={state === 'live' ? 'ok' : 'wait'}>{words[state]}</StateMark>
}
