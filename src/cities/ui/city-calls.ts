import { queryOptions } from '@tanstack/react-query'
import { api, type MapFeature } from '#design/index.ts'
import type { CitiesReply, DistrictsReply, DutyReply, OpenedReply, SettingsReply } from '../replies.ts'
import type { AlertSettings, CityFacts, ImportReport, OpenCity, VoiceSettings } from '../schema.ts'

/** What the settings pages read and write. The first word of each key is the topic that renews it. */

interface FrameView {
  user: { name: string; roles: string[] }
  demo: boolean
}

/** The frame's own query, asked once for all. */
export const frameQuery = queryOptions({
  queryKey: ['frame'],
  queryFn: ({ signal }) => api.get<FrameView>('/api/frame', { signal }),
})

/** Settings with the shapes that this module knows for their topics. */
export interface Settings extends Omit<SettingsReply, 'alerts' | 'voice'> {
  alerts: { value: AlertSettings; changedAt: string | null }
  voice: { value: VoiceSettings; changedAt: string | null }
}
export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => api.get<Settings>('/api/settings', { signal }),
})

export const dutyQuery = queryOptions({
  queryKey: ['duty'],
  queryFn: ({ signal }) => api.get<DutyReply>('/api/duty', { signal }),
})

export const districtsQuery = queryOptions({
  queryKey: ['areas', 'districts'],
  queryFn: ({ signal }) => api.get<DistrictsReply>('/api/districts', { signal }),
})

export const mapQuery = queryOptions({
  queryKey: ['areas', 'map'],
  queryFn: ({ signal }) => api.get<{ features: MapFeature[] }>('/api/cities/map', { signal }),
})

export const citiesQuery = queryOptions({
  queryKey: ['cities'],
  queryFn: ({ signal }) => api.get<CitiesReply>('/api/cities', { signal }),
})

export const takeDuty = (userId: string) => api.post('/api/duty', { userId })

const factsOf = ({ name, nameKana, districtWord, jmaAreaCode }: Settings['city']): CityFacts => ({
  ...{ name, nameKana, districtWord, jmaAreaCode },
})

/** Writes what differs from what was read: all of it or nothing. */
export async function saveSettings(before: Settings, after: Settings): Promise<void> {
  const changed = <T>(a: T, b: T) => (JSON.stringify(a) === JSON.stringify(b) ? undefined : b)
  await api.put('/api/settings', {
    city: changed(factsOf(before.city), factsOf(after.city)),
    alerts: changed(before.alerts, after.alerts),
    voice: changed(before.voice, after.voice),
  })
}

/** Reading a file of 50,000 points takes the city a few seconds. */
export const importAreas = (geojson: unknown, dryRun: boolean) =>
  api.post<ImportReport>('/api/districts/import', { geojson, dryRun }, { deadline_ms: 60_000 })

export const openCity = (city: OpenCity) => api.post<OpenedReply>('/api/cities', city)
