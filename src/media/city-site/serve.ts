import { join } from 'node:path'
import { type Context, Hono } from 'hono'
import { encodingFor, type PublicFile, publicFiles } from './files.ts'
import type { Hosts } from './hosts.ts'

export interface SiteRouteOptions {
  /** The folder of a city's site: `<media home>/{slug}/city-site`. */
  folderOf(slug: string): string
  hosts: Hosts
  /** The city for hosts that nobody claims: the demonstration's. Null in production. */
  defaultSlug: string | null
}

const slugShape = /^[a-z0-9][a-z0-9-]{0,62}$/
/** Small letters, digits and hyphens; a dot only before a known ending: no way out of the folder can be written. */
const pathShape = /^(?:[a-z0-9-]+\/){0,3}(?:[a-z0-9-]+\.(?:html|atom|json|xml))?$/

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
  xml: 'application/cap+xml; charset=utf-8',
}

/**
 * One second: a cache before us takes the storm, one question a second and file, while a correction is on every screen
 * within two. After that second an answer must be asked for again, which costs a 304 while nothing has changed.
 */
const cacheControl = 'public, max-age=1, must-revalidate'

const isFeed = (path: string) => /\.(?:atom|json|xml)$/.test(path) || path === 'embed.html'

const policyFor = (path: string) =>
  `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors ${path === 'embed.html' ? '*' : "'none'"}`

/**
 * The public pages, straight from the disk: no database, no session, no script.
 *
 * `/c/{slug}/…` for every city, and `/…` where the host is a city's own. Mount it last: what is not a page of a city
 * passes on to nobody but the 404 page, except `/api/`, `/console/` and `/mail/`, which it leaves alone.
 */
export function siteRoutes(options: SiteRouteOptions): Hono {
  const fileAt = publicFiles()
  const routes = new Hono()
  const answer = async (c: Context, slug: string, path: string) => {
    const folder = join(options.folderOf(slug), 'public')
    const wanted = path === '' || path.endsWith('/') ? `${path}index.html` : path
    const file = pathShape.test(path) ? await fileAt(join(folder, wanted)) : undefined
    if (file) return reply(c, file, wanted, 200)
    const page = await fileAt(join(folder, '404.html'))
    return page ? reply(c, page, '404.html', 404) : nothing(c)
  }
  routes.get('/c/:slug', (c) => {
    const slug = c.req.param('slug')
    return slugShape.test(slug) ? c.redirect(`/c/${slug}/`, 308) : nothing(c)
  })
  routes.get('/c/:slug/*', (c) => {
    const slug = c.req.param('slug')
    if (!slugShape.test(slug)) return nothing(c)
    return answer(c, slug, c.req.path.slice(`/c/${slug}/`.length))
  })
  routes.get('/*', async (c, next) => {
    const slug = options.hosts.slugOf(c.req.header('host')) ?? options.defaultSlug
    if (!slug || /^\/(?:api|console|mail)(?:\/|$)/.test(c.req.path)) return next()
    return answer(c, slug, c.req.path.slice(1))
  })
  return routes
}

function nothing(c: Context): Response {
  return c.body('このページはありません。\n', 404, { 'Content-Type': 'text/plain; charset=utf-8' })
}

function reply(c: Context, file: PublicFile, path: string, status: 200 | 404): Response {
  const encoding = encodingFor(c.req.header('accept-encoding'), file)
  const body = file.bodies[encoding] ?? file.bodies.identity
  const etag = `"${file.hash}${encoding === 'identity' ? '' : `-${encoding}`}"`
  const headers: Record<string, string> = {
    ETag: etag,
    'Cache-Control': cacheControl,
    Vary: 'Accept-Encoding',
    'Content-Security-Policy': policyFor(path),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    ...(isFeed(path) && {
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    }),
  }
  if (status === 200 && isSame(c.req.header('if-none-match'), etag))
    return new Response(null, { status: 304, headers })
  headers['Content-Type'] = types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
  headers['Content-Length'] = String(body.byteLength)
  if (encoding !== 'identity') headers['Content-Encoding'] = encoding
  return new Response(c.req.method === 'HEAD' ? null : body, { status, headers })
}

/** @see RFC 9110 §13.1.2: weak comparison, a list, or `*` */
function isSame(asked: string | undefined, etag: string): boolean {
  if (!asked) return false
  return asked.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '')))
}
