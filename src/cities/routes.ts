import { inCity } from '#platform/database/city.ts'
import { callerOf, route, router } from '#platform/http/route.ts'
import type { CitiesDeps } from './deps.ts'
import { dutyCandidates, onDuty, takeDuty } from './duty.ts'
import type { EventStreams } from './events.ts'
import { frameOf } from './frame.ts'
import { endDrill, modeOf, setMode, startDrill } from './mode.ts'
import { modeHistory } from './queries.ts'
import { dutyReply, frameReply, modeReply } from './replies.ts'
import { answer, body, change } from './route-parts.ts'
import { areaRoutes } from './routes-areas.ts'
import { openRoutes } from './routes-open.ts'
import { settingRoutes } from './routes-settings.ts'
import { dutyRoles, modeFollows, modeRoles } from './rules.ts'
import { drillStartSchema, dutySchema, modeChangeSchema } from './schema.ts'

const done = { 204: { description: 'Done' } }

/** All routes of the module, to be mounted at `/`. `events` is closed by whoever stops the server. */
export function citiesRoutes(deps: CitiesDeps, events: EventStreams) {
  return router()
    .route('/', frameRoutes(deps, events))
    .route('/', modeRoutes(deps))
    .route('/', dutyRoutes(deps))
    .route('/', settingRoutes(deps))
    .route('/', areaRoutes(deps))
    .route('/', openRoutes(deps))
}

function frameRoutes(deps: CitiesDeps, events: EventStreams) {
  const frame = route('anyone-signed-in', {
    method: 'get',
    path: '/api/frame',
    responses: answer(frameReply, 'What the frame of every page shows'),
  })
  const stream = route('anyone-signed-in', {
    method: 'get',
    path: '/api/events',
    responses: { 200: { description: 'Server-sent events, each {"topic"}: what changed in the city' } },
  })
  return router()
    .openapi(frame, async (c) => c.json(await frameOf(deps, callerOf(c)), 200))
    .openapi(stream, (c) => {
      const headers = new Headers(c.req.raw.headers)
      return events.open(callerOf(c).cityId, { mayStay: () => deps.mayStay(headers) })
    })
}

const iso = <T extends { since: Date }>(row: T) => ({ ...row, since: row.since.toISOString() })

function modeRoutes(deps: CitiesDeps) {
  const get = route('anyone-signed-in', {
    method: 'get',
    path: '/api/mode',
    responses: answer(modeReply, 'Modes, the drill under way, and how they came about'),
  })
  const set = route(
    { anyOf: modeRoles },
    { method: 'post', path: '/api/mode', request: body(modeChangeSchema), responses: done },
  )
  const start = route(
    { anyOf: dutyRoles },
    { method: 'post', path: '/api/drill', request: body(drillStartSchema), responses: done },
  )
  const end = route({ anyOf: dutyRoles }, { method: 'post', path: '/api/drill/end', responses: done })
  const topics = ['frame', 'mode']
  return router()
    .openapi(get, async (c) => {
      const [now, history] = await inCity(deps.db, callerOf(c).cityId, async (tx) => [
        await modeOf(tx),
        await modeHistory(tx, 20),
      ])
      const { city: mode, zones, drill } = now
      const reply = { mode, zones: zones.map(iso), drill: drill && iso(drill), next: [...modeFollows[mode]] }
      return c.json({ ...reply, history: history.map(iso) }, 200)
    })
    .openapi(set, async (c) => {
      await change(deps, c, topics, (tx, by, at) => setMode(tx, deps, c.req.valid('json'), by, at))
      return c.body(null, 204)
    })
    .openapi(start, async (c) => {
      await change(deps, c, topics, (tx, by, at) => startDrill(tx, deps, c.req.valid('json').title, by, at))
      return c.body(null, 204)
    })
    .openapi(end, async (c) => {
      await change(deps, c, topics, (tx, by, at) => endDrill(tx, deps, by, at))
      return c.body(null, 204)
    })
}

function dutyRoutes(deps: CitiesDeps) {
  const get = route('anyone-signed-in', {
    method: 'get',
    path: '/api/duty',
    responses: answer(dutyReply, 'Who is on duty, and who may be'),
  })
  const take = route(
    { anyOf: dutyRoles },
    { method: 'post', path: '/api/duty', request: body(dutySchema), responses: done },
  )
  return router()
    .openapi(get, async (c) => {
      const reply = await inCity(deps.db, callerOf(c).cityId, async (tx) => {
        const now = await onDuty(tx)
        return { onDuty: now && iso(now), candidates: await dutyCandidates(tx) }
      })
      return c.json(reply, 200)
    })
    .openapi(take, async (c) => {
      const { userId } = c.req.valid('json')
      await change(deps, c, ['frame', 'duty'], (tx, by, at) =>
        takeDuty(tx, deps, userId ?? callerOf(c).id, by, at),
      )
      return c.body(null, 204)
    })
}
