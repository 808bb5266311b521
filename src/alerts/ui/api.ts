import { queryOptions } from '@tanstack/react-query'
import { ApiError, api, type MapFeature } from '#design/index.ts'
import type { approvalPage } from '../approval/page.ts'
import type { listPage, livePage } from '../live/pages.ts'
import type { situation } from '../live/situation.ts'
import type { DraftPage, Preview } from '../routes/drafts.ts'
import type { MediumView } from '../routes/media.ts'
import type { Facts, Kind, Language, MessageType, TemplateId, Wordings } from '../schema.ts'

/** What the pages of this module read from the city. Queries whose key starts with a topic renew themselves when it changes. */

/** A value as it arrives over JSON: moments are ISO 8601 texts. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T

export type ApprovalPage = Wire<Awaited<ReturnType<typeof approvalPage>>> & {
  /** Everyone who may approve this draft now, where the server says so. */
  approvers?: { name: string; section: string }[]
  /** The message that came of it, where the server says so. */
  messageId?: string | null
}
export type DraftView = Wire<DraftPage>
export type PreviewView = Wire<Preview>
export type LiveView = Wire<Awaited<ReturnType<typeof livePage>>>
export type ListView = Wire<Awaited<ReturnType<typeof listPage>>>
export type SituationView = Wire<Awaited<ReturnType<typeof situation>>>
export type { MediumView }

/** The facts of the frame that these pages need too; the frame's own query, asked once for both. */
export interface FrameView {
  city: { name: string; slug: string; districtWord?: string }
  drill: { title: string; since: string } | null
  demo: boolean
  user: { name: string; roles: string[] }
  onDuty: string | null
}

export const frameQuery = queryOptions({
  queryKey: ['frame'],
  queryFn: ({ signal }) => api.get<FrameView>('/api/frame', { signal }),
})

/** A district of the map, with how many live there. */
export interface DistrictFacts {
  id: string
  name: string
  population: number
  households: number
}

/** Districts and landmarks as the map draws them. */
export const mapQuery = queryOptions({
  queryKey: ['areas', 'map'],
  queryFn: ({ signal }) => api.get<{ features: MapFeature[] }>('/api/cities/map', { signal }),
  staleTime: 5 * 60_000,
})

/** The districts among the features of the map. */
export function districtsOf(features: readonly MapFeature[]): DistrictFacts[] {
  return features.flatMap(({ properties }) => {
    const { kind, id, name, population, households } = properties as MapFeature['properties'] &
      Partial<DistrictFacts>
    return kind === 'district' && id && name
      ? [{ id, name, population: population ?? 0, households: households ?? 0 }]
      : []
  })
}

export const mediaQuery = queryOptions({
  queryKey: ['media'],
  queryFn: async ({ signal }) => (await api.get<{ media: MediumView[] }>('/api/media', { signal })).media,
})

export const draftQuery = (id: string) =>
  queryOptions({
    queryKey: ['alerts', 'draft', id],
    queryFn: ({ signal }) => api.get<DraftView>(`/api/alerts/drafts/${id}`, { signal }),
  })

export const approvalQuery = (id: string) =>
  queryOptions({
    queryKey: ['alerts', 'approval', id],
    queryFn: ({ signal }) => api.get<ApprovalPage>(`/api/alerts/drafts/${id}/approval`, { signal }),
  })

export const liveQuery = (id: string) =>
  queryOptions({
    queryKey: ['alerts', 'message', id],
    queryFn: ({ signal }) => api.get<LiveView>(`/api/alerts/messages/${id}`, { signal }),
  })

export const listQuery = queryOptions({
  queryKey: ['alerts', 'list'],
  queryFn: ({ signal }) => api.get<ListView>('/api/alerts', { signal }),
})

export const situationQuery = queryOptions({
  queryKey: ['alerts', 'situation'],
  queryFn: ({ signal }) => api.get<SituationView>('/api/situation', { signal }),
})

/** Everyone who may take duty. Whether they may approve is not said here. */
export const dutyQuery = queryOptions({
  queryKey: ['duty'],
  queryFn: ({ signal }) =>
    api.get<{ onDuty: { name: string; section: string } | null }>('/api/duty', { signal }),
})

/** In the demonstration: the code that would be accepted next. Null in production, where the address does not exist. */
export const demoCodeQuery = queryOptions({
  queryKey: ['demo', 'code'],
  queryFn: async ({ signal }) => {
    try {
      return await api.get<DemoCode>('/api/demo/code', { signal })
    } catch (fault) {
      if (fault instanceof ApiError && fault.status === 404) return null
      throw fault
    }
  },
})

export interface DemoCode {
  code: string
  secondsLeft: number
  /** Seconds until it is accepted; 0 unless every present code has been used. */
  readyInSeconds?: number
}

/** What is sent for a preview, and for keeping a draft. */
export interface DraftBody {
  kind: Kind
  drill: boolean
  template: TemplateId
  facts: Facts
  wordings: Wordings
  media: string[]
  languages: Language[]
  scheduledAt: string | null
}

export interface PreviewBody extends DraftBody {
  type: MessageType
  earlier: string[]
}

/** The second factor given for one act. */
export interface Proof {
  code?: string
  passkey?: unknown
}

export const askPreview = (body: PreviewBody, signal: AbortSignal) =>
  api.post<PreviewView>('/api/alerts/preview', body, { signal })

/** Prepares the message that corrects, cancels or lifts. @returns the new draft's id */
export const startCorrection = (messageId: string, type: Exclude<MessageType, 'alert'>) =>
  api.post<{ draftId: string }>(`/api/alerts/messages/${messageId}/correct`, { type })
