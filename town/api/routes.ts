import { Hono } from 'hono'
import { z } from 'zod'
import { FaultSetting } from '../mail/fault.ts'
import type { Town } from '../town.ts'
import { jsonIn, notFound, wrong } from './answers.ts'
import { mailRoutes } from './mail-routes.ts'
import { seenRoutes } from './seen-routes.ts'

const FaultsBody = z.strictObject({ email: z.union([FaultSetting, z.array(FaultSetting)]).optional() })
const SettingsBody = z.strictObject({
  slugs: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/))
    .min(1)
    .max(20),
})

function faultRoutes({ faults }: Town): Hono {
  const app = new Hono()
  app.get('/', (c) => c.json({ email: faults.list() }))
  app.post('/', async (c) => {
    const body = FaultsBody.safeParse(await jsonIn(c.req))
    if (!body.success) return c.json(wrong(body.error), 400)
    faults.set([body.data.email ?? []].flat())
    return c.json({ email: faults.list() })
  })
  app.delete('/', (c) => {
    faults.clear()
    return c.body(null, 204)
  })
  return app
}

/** The town's JSON API, to be mounted at `/api`. */
export function apiRoutes(town: Town): Hono {
  const app = new Hono()
  app.route('/seen', seenRoutes(town))
  app.route('/mail', mailRoutes(town))
  app.route('/faults', faultRoutes(town))
  app.get('/settings', (c) => c.json({ slugs: town.reader.views().map((view) => view.slug) }))
  app.post('/settings', async (c) => {
    const body = SettingsBody.safeParse(await jsonIn(c.req))
    if (!body.success) return c.json(wrong(body.error), 400)
    town.reader.follow(body.data.slugs)
    return c.json(body.data)
  })
  app.get('/health', (c) => {
    const cities = town.reader.views().map(({ slug, page, feed, cap }) => ({ slug, page, feed, cap }))
    const mail = { ...town.mailbox.counts(), relay: town.post.relay.counts() }
    return c.json({ ok: true, startedAt: town.startedAt.toISOString(), cityUrl: town.cityUrl, cities, mail })
  })
  app.notFound((c) => c.json(notFound, 404))
  return app
}
