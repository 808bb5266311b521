import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { type Clock, newId } from '../clock.ts'
import type { Log } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { replyToFault } from './errors.ts'
import { router } from './route.ts'

const selfOnly = ["'self'"]

/**
 * The application without any module: request ids, security headers, size limit, cross-site guard, faults to words.
 *
 * @param options.https  the public address is https: cookies and headers say so
 */
export function createApp(options: { log: Log; clock: Clock; https: boolean; publicOrigin: string }) {
  const app = router()
  app.onError(replyToFault)
  app.notFound(() => {
    throw new Refusal('not_found')
  })
  app.use(async (c, next) => {
    c.set('requestId', newId())
    c.set('log', options.log)
    c.set('caller', null)
    await next()
    c.header('X-Request-Id', c.get('requestId'))
  })
  const shut = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: selfOnly,
      scriptSrc: selfOnly,
      styleSrc: ["'self'", "'unsafe-inline'"], // React writes style attributes; scripts stay locked to our own files
      imgSrc: ["'self'", 'data:', 'blob:'],
      connectSrc: selfOnly,
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: selfOnly,
      frameAncestors: ["'none'"],
    },
    strictTransportSecurity: options.https ? 'max-age=31536000; includeSubDomains' : false,
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
  })
  for (const path of ['/api/*', '/console', '/console/*']) app.use(path, shut) // public pages bring their own, stricter ones
  app.use(
    bodyLimit({
      maxSize: 5 * 1024 * 1024,
      onError: () => {
        throw new Refusal('too_large', { limitBytes: 5 * 1024 * 1024 })
      },
    }),
  )
  app.use('/api/*', crossSiteGuard(options.publicOrigin))
  return app
}

/**
 * A page of another site cannot make our cookies act: writes with a session need the header that only our own scripts can set,
 * and an Origin, where the browser names one, that is ours. API keys do not travel by themselves and pass.
 */
function crossSiteGuard(publicOrigin: string): Parameters<ReturnType<typeof router>['use']>[1] {
  return async (c, next) => {
    const reads = ['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)
    const withKey = c.req.header('authorization')?.startsWith('Bearer ')
    if (!reads && !withKey) {
      const origin = c.req.header('origin')
      const here = new URL(c.req.url).origin
      if (origin && origin !== publicOrigin && origin !== here)
        throw new Refusal('not_allowed', { reason: 'origin' })
      const ours = c.req.header('x-requested-with') === 'tsunagu' || c.req.path.startsWith('/api/auth/')
      if (!ours) throw new Refusal('not_allowed', { reason: 'x-requested-with' })
    }
    await next()
  }
}
