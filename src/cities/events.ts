import type { Bus } from '#platform/bus.ts'

/** What an open stream costs at most: each topic waits once, so a slow reader holds a handful of words. */
const heartbeat_ms = 15_000
/** A reader that took nothing for so long is gone, whatever its socket says. */
const patience_ms = 60_000

interface StreamOptions {
  heartbeat_ms?: number
  patience_ms?: number
  /** Asked every fourth heartbeat; false ends the stream. */
  mayStay: () => Promise<boolean>
}

export interface EventStreams {
  /** Server-sent events of one city: `data: {"topic":"alerts"}`; the same topic twice before it is read comes once. */
  open(cityId: string, options: StreamOptions): Response
  /** Ends every stream, so that the server can stop. Streams asked for afterwards end at once. */
  close(): void
  /** How many streams are open. */
  count(): number
}

/** @see HTML Living Standard §9.2 Server-sent events */
export function eventStreams(bus: Bus): EventStreams {
  const open = new Set<() => void>()
  let closed = false
  return {
    open(cityId, options) {
      const stream = topicStream(bus, cityId, options, open)
      if (closed) for (const end of open) end()
      return new Response(stream, {
        headers: {
          'Content-Type': 'text/event-stream; charset=utf-8',
          'Cache-Control': 'no-store',
          'X-Accel-Buffering': 'no', // a proxy must not collect events
        },
      })
    },
    close() {
      closed = true
      for (const end of open) end()
    },
    count: () => open.size,
  }
}

/**
 * Written only when the reader asks for more: what happens meanwhile is kept as a set of topics. So one slow reader
 * neither fills memory nor holds up the others.
 */
function topicStream(
  bus: Bus,
  cityId: string,
  options: StreamOptions,
  open: Set<() => void>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const waiting = new Set<string>(['retry: 2000\n\n'])
  let lastTaken = Date.now()
  let beats = 0
  let wake = () => {}
  let cancelled = false
  let end = () => {}
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const add = (line: string) => {
          waiting.add(line)
          wake()
        }
        const unsubscribe = bus.subscribe(cityId, ({ topic }) =>
          add(`data: ${JSON.stringify({ topic })}\n\n`),
        )
        const timer = setInterval(async () => {
          beats++
          const gone = Date.now() - lastTaken > (options.patience_ms ?? patience_ms)
          if (gone || (beats % 4 === 0 && !(await options.mayStay().catch(() => true)))) end()
          else add(': \n\n')
        }, options.heartbeat_ms ?? heartbeat_ms)
        timer.unref()
        end = () => {
          if (!open.delete(end)) return
          clearInterval(timer)
          unsubscribe()
          wake()
          if (!cancelled) controller.close()
        }
        open.add(end)
      },
      async pull(controller) {
        lastTaken = Date.now()
        if (waiting.size === 0) await new Promise<void>((resolve) => (wake = resolve))
        if (waiting.size === 0) return // ended
        const lines = [...waiting].join('')
        waiting.clear()
        if (open.has(end)) controller.enqueue(encoder.encode(lines))
      },
      cancel() {
        cancelled = true
        end()
      },
    },
    { highWaterMark: 0 },
  )
}
