import nodemailer from 'nodemailer'
import { startTown, type TownOptions } from '../main.ts'
import type { Sighting } from '../seen/sighting.ts'
import { openFakeCity, openFakeInbound } from './fake-city.ts'

/** A town with its own fake city and inbound mail server, all on free ports. */
export async function openTestTown(options: Partial<TownOptions> = {}) {
  const [city, inbound] = [await openFakeCity(), await openFakeInbound()]
  const town = await startTown({
    ...{ httpPort: 0, smtpPort: 0, cityUrl: city.url, cityMailHost: '127.0.0.1', cityMailPort: inbound.port },
    ...{
      cityMailDomains: ['city.example'],
      tarpitSeconds: 0.3,
      pollMs: 20,
      retrySeconds: [0.02, 0.02, 0.02],
    },
    ...options,
  })
  const url = `http://127.0.0.1:${town.httpPort}`
  const json = { 'content-type': 'application/json' }
  const call = (method: string, path: string, body?: unknown) =>
    fetch(`${url}${path}`, { method, headers: body ? json : {}, body: body ? JSON.stringify(body) : null })
  const get = async <T>(path: string) => (await (await call('GET', path)).json()) as T
  return {
    ...{ city, inbound, town, url, call, get },
    seen: async (query = '') => (await get<{ sightings: Sighting[] }>(`/api/seen${query}`)).sightings,
    /** A real SMTP client that sends to the town. */
    client: (extra: object = {}) =>
      nodemailer.createTransport({ host: '127.0.0.1', port: town.smtpPort, ignoreTLS: true, ...extra }),
    async close() {
      await town.close()
      await Promise.all([city.close(), inbound.close()])
    },
  }
}

export type TestTown = Awaited<ReturnType<typeof openTestTown>>
