import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '#design/index.ts'
import type { AuditLine, AuditProof } from '../schema.ts'

export interface AuditPage {
  entries: AuditLine[]
  /** `before` of the following page; null at the end. */
  next: string | null
}

/** What the list is narrowed by; empty = nothing. */
export interface AuditFilter {
  action: string
  subject: string
}

const page = 50

/** The log is not announced: it is read anew, quickly while something waits for its seal. */
const renewal = { waiting_ms: 1500, still_ms: 15_000 }

export const auditQuery = ({ action, subject }: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'list', action, subject],
    queryFn: ({ signal, pageParam }) =>
      api.get<AuditPage>('/api/audit', {
        signal,
        query: {
          limit: page,
          before: pageParam ?? undefined,
          action: action || undefined,
          subject: subject || undefined,
        },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: AuditPage) => last.next,
    refetchInterval: (query) =>
      query.state.data?.pages[0]?.entries.some((entry) => entry.seq === null)
        ? renewal.waiting_ms
        : renewal.still_ms,
  })

export const proofQuery = (id: string) =>
  queryOptions({
    queryKey: ['audit', 'proof', id],
    queryFn: ({ signal }) => api.get<AuditProof>(`/api/audit/${id}/proof`, { signal }),
    refetchInterval: (query) => (query.state.data?.state === 'waiting' ? 1000 : false),
  })

interface Named {
  userId: string
  name: string
}

/** Roles of whoever is logged in, from the frame's own answer. */
export const rolesQuery = queryOptions({
  queryKey: ['frame'],
  queryFn: ({ signal }) => api.get<{ user: { roles: string[] } }>('/api/frame', { signal }),
})

/** Names by user id: the staff where the roles allow, at least those who may take duty. */
export const namesQuery = (roles: readonly string[]) => {
  const all = roles.includes('admin') || roles.includes('auditor')
  return queryOptions({
    queryKey: ['audit', 'names', all],
    queryFn: async ({ signal }) => {
      const [duty, staff] = await Promise.all([
        api.get<{ candidates: Named[] }>('/api/duty', { signal }),
        all ? api.get<{ staff: Named[] }>('/api/staff', { signal }) : { staff: [] },
      ])
      return new Map([...duty.candidates, ...staff.staff].map((one) => [one.userId, one.name]))
    },
    staleTime: 60_000,
  })
}
