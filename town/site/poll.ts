import { setTimeout as pause } from 'node:timers/promises'

/** How a watched address stands. */
export interface Watch {
  url: string
  /** `waiting`: not answered yet. `away`: does not answer, or answers an error. `unreadable`: answers nonsense. */
  state: 'waiting' | 'ok' | 'away' | 'unreadable'
  /** Since when it stands so, ISO 8601. */
  since: string
  reason?: string
  /** The last good answer (200 or 304), ISO 8601. */
  lastGood?: string
}

export interface PollOptions {
  url: URL
  everyMs: number
  signal: AbortSignal
  now: () => Date
  /** Takes each new body with the moment at which it was here. A throw makes the watch `unreadable`. */
  onBody: (body: string, at: Date) => void | Promise<void>
  onChange: (watch: Watch) => void
}

/** Longest wait for one answer. */
const PATIENCE_MS = 3_000

/** Asks once; a body only when it is new. */
async function ask(url: URL, etag: string | undefined, signal: AbortSignal) {
  const headers: Record<string, string> = etag ? { 'if-none-match': etag } : {}
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
  const answer = await fetch(url, { headers, redirect: 'follow', signal: deadline })
  const body = await answer.text()
  if (answer.status === 304) return { etag }
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  return { body, etag: answer.headers.get('etag') ?? undefined }
}

const reasonOf = (error: unknown) => {
  if (!(error instanceof Error)) return 'no answer'
  if (error.name === 'TimeoutError') return 'no answer in 3 s'
  const cause = error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : ''
  return cause || error.message
}

/** Looks at one address again and again, as a reader's program would, until `signal` fires. Never throws. */
export async function poll(options: PollOptions): Promise<void> {
  const { url, signal, now } = options
  let watch: Watch = { url: url.href, state: 'waiting', since: now().toISOString() }
  let etag: string | undefined
  let lastBody: string | undefined
  const become = (state: Watch['state'], reason?: string) => {
    const good = state === 'ok' ? now().toISOString() : watch.lastGood
    const changed = state !== watch.state || reason !== watch.reason
    const since = state === watch.state ? watch.since : now().toISOString()
    watch = { url: url.href, state, since, reason, lastGood: good }
    if (changed) options.onChange(watch)
  }
  options.onChange(watch)
  while (!signal.aborted) {
    const started = performance.now()
    let stage: 'away' | 'unreadable' = 'away'
    try {
      const answer = await ask(url, etag, signal)
      stage = 'unreadable'
      if (answer.body !== undefined && answer.body !== lastBody) await options.onBody(answer.body, now())
      lastBody = answer.body ?? lastBody
      etag = answer.etag
      become('ok')
    } catch (error) {
      if (signal.aborted) break
      if (stage === 'unreadable') etag = undefined
      become(stage, reasonOf(error))
    }
    const rest = Math.max(10, options.everyMs - (performance.now() - started))
    await pause(rest, undefined, { signal }).catch(() => undefined)
  }
}
