import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, normalize, sep } from 'node:path'
import { type Context, Hono } from 'hono'
import type { Env } from './context.ts'

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
}

/**
 * Serves a built web app: files with a hash in their name for a year, the page itself always fresh; every path of the app gives the page.
 *
 * @param base  `/console`
 * @param folder  `apps/console/dist`
 */
export function webApp(base: string, folder: string): Hono<Env> {
  const app = new Hono<Env>()
  const page = (c: Context<Env>) => {
    const index = join(folder, 'index.html')
    if (!existsSync(index))
      return c.text('画面がまだ組み立てられていません。npm start で起動してください。', 503)
    const html = readFileSync(index)
    const tag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`
    c.header('ETag', tag)
    c.header('Cache-Control', 'no-cache')
    if (c.req.header('if-none-match') === tag) return c.body(null, 304)
    return c.body(new Uint8Array(html), 200, { 'Content-Type': types.html ?? '' })
  }
  app.get(base, (c) => c.redirect(`${base}/`))
  app.get(`${base}/*`, (c) => {
    const wanted = normalize(join(folder, decodeURIComponent(c.req.path.slice(base.length))))
    const ending = wanted.slice(wanted.lastIndexOf('.') + 1)
    const inside = wanted.startsWith(normalize(folder) + sep)
    if (!inside || !types[ending] || ending === 'html' || !existsSync(wanted) || !statSync(wanted).isFile()) {
      if (c.req.path.startsWith(`${base}/assets/`)) return c.text('このファイルはありません。', 404)
      return page(c)
    }
    c.header(
      'Cache-Control',
      c.req.path.startsWith(`${base}/assets/`) ? 'public, max-age=31536000, immutable' : 'no-cache',
    )
    return c.body(new Uint8Array(readFileSync(wanted)), 200, { 'Content-Type': types[ending] })
  })
  return app
}
