import { useEffect, useState } from 'react'
import { ApiError } from '#design/index.ts'
import { askPreview, type PreviewBody, type PreviewView } from '../api.ts'

/** Milliseconds without a keystroke before a new preview is asked for. */
const pause_ms = 250
/** The previews carry the hour: they are made again each minute. */
const renew_ms = 60_000

interface PreviewState {
  /** The last one that could be made; it stands until the next comes. */
  preview: PreviewView | null
  fault: ApiError | null
  asking: boolean
  retry: () => void
}

/**
 * Exactly what would go out now, as the server renders it.
 *
 * @param body  null while the form cannot be rendered: the last preview stays
 */
export function usePreview(body: PreviewBody | null): PreviewState {
  const [state, setState] = useState<Pick<PreviewState, 'preview' | 'fault'>>({ preview: null, fault: null })
  const [asking, setAsking] = useState(true)
  const [round, setRound] = useState(0)
  const text = body ? JSON.stringify(body) : null

  useEffect(() => {
    const timer = setInterval(() => setRound((count) => count + 1), renew_ms)
    return () => clearInterval(timer)
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again for the same words
  useEffect(() => {
    if (text === null) return
    const leaving = new AbortController()
    const timer = setTimeout(async () => {
      setAsking(true)
      try {
        const preview = await askPreview(JSON.parse(text) as PreviewBody, leaving.signal)
        setState({ preview, fault: null })
      } catch (fault) {
        if (leaving.signal.aborted) return
        if (!(fault instanceof ApiError)) throw fault
        setState((last) => ({ ...last, fault }))
      }
      setAsking(false)
    }, pause_ms)
    return () => {
      clearTimeout(timer)
      leaving.abort()
    }
  }, [text, round])

  return { ...state, asking, retry: () => setRound((count) => count + 1) }
}
