import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { Sighting } from '../seen/sighting.ts'
import type { Town } from '../town.ts'
import { wrong } from './answers.ts'

const SeenQuery = z.object({
  text: z.string().optional(),
  since: z.coerce.date().optional(),
  alertId: z.string().toLowerCase().optional(),
  medium: z.enum(['email', 'city-site', 'feed', 'cap']).optional(),
})

/** `/api/seen`: what was seen, and the stream of it. */
export function seenRoutes({ seen }: Town): Hono {
  const app = new Hono()
  app.get('/', (c) => {
    const query = SeenQuery.safeParse(c.req.query())
    return query.success ? c.json({ sightings: seen.list(query.data) }) : c.json(wrong(query.error), 400)
  })
  app.delete('/', (c) => {
    seen.clear()
    return c.body(null, 204)
  })
  app.get('/stream', (c) =>
    streamSSE(c, async (stream) => {
      const send = (sighting: Sighting) =>
        void stream.writeSSE({ event: 'sighting', id: String(sighting.seq), data: JSON.stringify(sighting) })
      const last = Number(c.req.header('last-event-id') ?? Number.POSITIVE_INFINITY)
      for (const missed of seen.list()) if (missed.seq > last) send(missed)
      const end = seen.listen(send)
      stream.onAbort(end)
      await stream.writeSSE({ event: 'ready', data: '{}' })
      while (!stream.aborted) {
        await stream.sleep(15_000)
        await stream.write(': still here\n\n')
      }
    }),
  )
  return app
}
