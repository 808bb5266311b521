import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, Button, Chip, formatDateTime, useLocale, useMessages } from '#design/index.ts'
import { accountWords } from './login-account-words.ts'
import { browserName } from './login-browser-name.ts'
import { Fault } from './login-Fault.tsx'
import { Part } from './login-Part.tsx'

interface Session {
  id: string
  current: boolean
  lastUsedAt: string
  address: string
  browser: string
}

const sessionsQuery = {
  queryKey: ['me', 'sessions'],
  queryFn: () => api.get<{ sessions: Session[] }>('/api/auth/sessions'),
}

/** Where one is logged in, and the way to end it from here. */
export function OwnSessions() {
  const words = useMessages(accountWords)
  const { locale } = useLocale()
  const queries = useQueryClient()
  const sessions = useQuery(sessionsQuery)
  const end = useMutation({
    mutationFn: (which: { id: string } | { others: true }) => api.post('/api/auth/sessions/end', which),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['me', 'sessions'] }),
  })
  const rows = sessions.data?.sessions ?? []
  return (
    <Part title={words.sessionsTitle} note={words.sessionsNote}>
      <Fault error={end.error ?? sessions.error} />
      <ul className="divide-y divide-line">
        {rows.map((row) => (
          <li key={row.id} className="flex min-h-12 flex-wrap items-center justify-between gap-3 py-1">
            <span className="min-w-0">
              <b>{browserName(row.browser) ?? words.unknownBrowser}</b>{' '}
              {row.current ? <Chip tone="ok">{words.here}</Chip> : null}
              <span className="block text-note text-ink2">
                {words.sessionUsed(formatDateTime(row.lastUsedAt, locale))}　{row.address}
              </span>
            </span>
            {row.current ? null : (
              <Button size={32} tone="danger" busy={end.isPending} onPress={() => end.mutate({ id: row.id })}>
                {words.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {rows.length > 1 ? (
        <div>
          <Button busy={end.isPending} onPress={() => end.mutate({ others: true })}>
            {words.endOthers}
          </Button>
        </div>
      ) : null}
    </Part>
  )
}
