import { api, type Level } from '#design/index.ts'

/** What the frame of every page shows. Answer of `GET /api/frame`. */
export interface FrameFacts {
  city: { name: string; slug: string }
  mode: Mode
  /** The drill under way, if any. */
  drill: { title: string; since: string } | null
  demo: boolean
  user: { name: string; roles: string[] }
  /** Who is on duty tonight. */
  onDuty: string | null
  media: MediumFacts[]
  levels: LevelFacts[]
  counts: Counts & { drills: Counts; drafts?: number }
  /** The city's clock, ISO 8601. */
  now: string
  /** Home terminals that answer, once the city has any. */
  terminals?: { online: number; total: number }
  /** When the last word of JMA came in, once it is connected. */
  jma?: { receivedAt: string }
  /** When the evacuation orders are looked at again. */
  nextReview?: string
}

export type Mode = 'normal' | 'watch' | 'disaster' | 'recovery'

export interface MediumFacts {
  name: string
  label: string
  state: 'on' | 'off' | 'failing'
  /** Why it is off or failing, in words. */
  reason?: string
}

export interface LevelFacts {
  level: Level
  word: string
  districts: string[]
  since: string
  /** Asked for, not yet approved. */
  pending: boolean
  /** Of a drill: stands after what is in earnest, with 訓練 first and stripes in place of the level's colour. */
  drill: boolean
}

/** What waits for approval and what is out; of what is in earnest, or of drills. */
export interface Counts {
  awaiting: number
  live: number
}

/** The frame's query: renewed by the topic `frame`, and each minute in case an event was lost. */
export const frameQuery = {
  queryKey: ['frame'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<FrameFacts>('/api/frame', { signal }),
  refetchInterval: 60_000,
}
