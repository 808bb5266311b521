import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/**
 * The network address of whoever asks: of the socket, or, behind a proxy of our own, the last one that the proxy wrote down.
 * Everything to the left of it in `X-Forwarded-For` was sent by the client and may be invented.
 *
 * @param trustProxy  `config.trustProxy`
 */
export function addressOf(c: Context, trustProxy: boolean): string {
  if (trustProxy) {
    const last = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
    if (last) return last
  }
  // Without a socket there is no network: the application was called within the process.
  return c.env && 'incoming' in c.env ? (getConnInfo(c).remote.address ?? 'unknown') : 'in-process'
}
