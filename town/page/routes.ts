import { Hono } from 'hono'
import type { Town } from '../town.ts'

export function pageRoutes(_town: Town): Hono {
  return new Hono().get('/', (c) => c.text('town'))
}
