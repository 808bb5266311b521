import type { QueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

/** One event of `GET /api/events`: everything whose query key starts with this topic has changed. */
interface Change {
  topic: string
}

const frameShows = ['alerts', 'media', 'emergency']

/**
 * Keeps all pages true: each event of the city makes the queries of its topic ask again. After a break everything
 * asks again, since events may have been lost.
 *
 * @returns since when the line is broken, or null while it stands
 */
export function useLiveChanges(queries: QueryClient): Date | null {
  const [brokenSince, setBrokenSince] = useState<Date | null>(null)
  useEffect(() => {
    let wasBroken = false
    const source = new EventSource('/api/events')
    source.onopen = () => {
      setBrokenSince(null)
      if (wasBroken) void queries.invalidateQueries()
      wasBroken = false
    }
    source.onerror = () => {
      wasBroken = true
      setBrokenSince((since) => since ?? new Date())
    }
    source.onmessage = (event: MessageEvent<string>) => {
      const change = readChange(event.data)
      if (!change) return
      void queries.invalidateQueries({ queryKey: [change.topic] })
      // the frame shows what these change: the level band, the counters, the media
      if (frameShows.includes(change.topic)) void queries.invalidateQueries({ queryKey: ['frame'] })
    }
    return () => source.close()
  }, [queries])
  return brokenSince
}

function readChange(text: string): Change | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    if (
      typeof parsed === 'object' &&
      parsed !== null &&
      'topic' in parsed &&
      typeof parsed.topic === 'string'
    ) {
      return { topic: parsed.topic }
    }
  } catch {
    return undefined // a heartbeat or a torn line: the next event or the minute's renewal makes it good
  }
  return undefined
}
