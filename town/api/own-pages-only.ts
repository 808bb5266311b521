import type { MiddlewareHandler } from 'hono'

/**
 * Refuses writes that a browser sends from somebody else's page (403). Programs send no Origin and pass.
 */
export const ownPagesOnly: MiddlewareHandler = async (c, next) => {
  const origin = c.req.header('origin')
  const foreign = origin !== undefined && origin !== new URL(c.req.url).origin
  if (foreign && !['GET', 'HEAD'].includes(c.req.method))
    return c.json({ error: { code: 'foreign_page' } }, 403)
  return next()
}
