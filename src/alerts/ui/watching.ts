import { queryOptions } from '@tanstack/react-query'
import { api } from '#design/index.ts'
import type { MediumSettings } from '../routes/media.ts'
import type { TemplateId } from '../schema.ts'
import {
  type DemoCode,
  demoCodeQuery,
  type ListView,
  type LiveView,
  listQuery,
  liveQuery,
  mediaQuery,
  type SituationView,
  situationQuery,
} from './api.ts'

/** What the pages that watch and set up ask of the city, and what they do there. */

export type DraftRow = ListView['drafts'][number]
export type MessageRow = ListView['messages'][number]
export type LiveRow = LiveView['rows'][number]
export type LevelNow = SituationView['levels'][number]
export type { ListView, LiveView, MediumSettings, SituationView }

/** Events may be lost on the way: boards ask again by themselves. */
const board_ms = 30_000

export const boardOfSituation = queryOptions({ ...situationQuery, refetchInterval: board_ms })
export const boardOfList = queryOptions({ ...listQuery, refetchInterval: board_ms })
export const boardOfMedia = queryOptions({ ...mediaQuery, refetchInterval: 60_000 })
export const boardOfMessage = (id: string) => queryOptions({ ...liveQuery(id), refetchInterval: 10_000 })

export const mediumQuery = (name: string) =>
  queryOptions({
    queryKey: ['medium', name], // not under `media`: a form must not change under the hand that fills it
    queryFn: ({ signal }) => api.get<MediumSettings>(`/api/media/${encodeURIComponent(name)}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })

export interface SignedTemplate {
  template: TemplateId
  label: string
  signedBy: { id: string; name: string }[]
}

export const signedQuery = queryOptions({
  queryKey: ['alerts', 'preauthorised'],
  queryFn: async ({ signal }) =>
    (await api.get<{ templates: SignedTemplate[] }>('/api/alerts/preauthorised', { signal })).templates,
})

export interface DrillPlan {
  id: string
  /** 2026-12-01 */
  day: string
  media: string[]
  reason: string
  madeBy: string
  approvedBy: string | null
}

export const plansQuery = queryOptions({
  queryKey: ['alerts', 'drill-plans'],
  queryFn: async ({ signal }) =>
    (await api.get<{ plans: DrillPlan[] }>('/api/alerts/drill-plans', { signal })).plans,
})

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api.get<{ user: { id: string; name: string } }>('/api/me', { signal }),
  staleTime: 60_000,
})

/** Renewed while it is on screen: each code serves once and for seconds only. */
export const movingDemoCode = queryOptions({
  ...demoCodeQuery,
  refetchInterval: (query: { state: { data?: DemoCode | null } }) =>
    query.state.data === null ? false : 5000,
  staleTime: 0,
})

/** What a person may do with one medium's dispatch. */
export type ByHand = 'retry' | 'stop' | 'was-sent' | 'was-not-sent'

export const acts = {
  byHand: (dispatchId: string, act: ByHand) =>
    api.post<{ done: true }>(`/api/alerts/dispatches/${dispatchId}/by-hand`, { act }),
  review: (messageId: string, words: string) =>
    api.post<{ done: true }>(`/api/alerts/messages/${messageId}/review`, { words }),
  probe: (medium: string) =>
    api.post<{ ok: boolean; words: string; tookMs: number }>(
      `/api/media/${encodeURIComponent(medium)}/probe`,
    ),
  setMedium: (medium: string, set: { enabled: boolean; settings: unknown }, code: string) =>
    api.put<{ off: string | null }>(`/api/media/${encodeURIComponent(medium)}`, { ...set, proof: { code } }),
  sign: (template: TemplateId, sign: boolean, code: string) =>
    api.post<{ signatures: number }>(`/api/alerts/preauthorised/${template}`, { sign, proof: { code } }),
  plan: (plan: { day: string; media: string[]; reason: string }) =>
    api.post<{ planId: string }>('/api/alerts/drill-plans', plan),
  approvePlan: (planId: string, code: string) =>
    api.post<{ done: true }>(`/api/alerts/drill-plans/${planId}/approve`, { proof: { code } }),
}

/** A path of the server (`/console/alerts/…`) as a path within the console. */
export const inConsole = (href: string): string => href.replace(/^\/console(?=\/|$)/, '') || '/'
