import { execFileSync } from 'node:child_process'
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ServerType, serve } from '@hono/node-server'
import type { Connector, Tools } from '#alerts/medium.ts'
import { createLog } from '#platform/log.ts'
import type { FarSide, Fault, Trial } from '../contract.ts'
import { citySite } from './city-site.ts'
import { openHosts } from './hosts.ts'
import { noticesOn } from './look.ts'
import { siteRoutes } from './serve.ts'

/** A site on a real disk behind a real web server on loopback, and no database anywhere. */
export interface SiteInTest extends Trial {
  home: string
  folder: string
  /** `http://127.0.0.1:…` */
  url: string
  connector: Connector
  tools: Tools
  /** Moves what the site's clock says; null is the real time. */
  setNow(now: string | null): void
  get(path: string, headers?: Record<string, string>): Promise<Response>
  close(): Promise<void>
}

/** In Japan on the evening of the fixtures. */
export const evening = '2026-11-22T20:00:00+09:00'

/** A far side that breaks as disks do: a pipe that never answers, a file in a folder's place, a folder in a file's. */
function diskOf(folder: string, url: string): FarSide {
  const front = join(folder, 'public', 'index.html')
  const pipe = join(folder, 'public', 'index.html')
  const isPipe = () => statSync(pipe, { throwIfNoEntry: false })?.isFIFO() === true
  const breakIt: Record<Fault, () => Promise<void>> = {
    async hang() {
      await mkdir(join(folder, 'public'), { recursive: true })
      rmSync(front, { force: true })
      execFileSync('mkfifo', [pipe])
    },
    async refuse() {
      rmSync(join(folder, 'notices'), { recursive: true, force: true })
      writeFileSync(join(folder, 'notices'), 'not a folder')
    },
    async nonsense() {
      rmSync(front, { force: true })
      await mkdir(join(front, 'index.html'), { recursive: true })
    },
    async die() {
      rmSync(join(folder, 'public'), { recursive: true, force: true })
      writeFileSync(join(folder, 'public'), 'not a folder')
    },
  }
  return {
    async reset() {
      if (isPipe()) letGo(pipe)
      for (const name of ['notices', 'public']) rmSync(join(folder, name), { recursive: true, force: true })
    },
    async seen() {
      const page = await (await fetch(url)).text()
      return noticesOn(page).map(({ messageId, title, text }) => ({
        messageId,
        words: `${title}\n${text}`,
        current: true,
      }))
    },
    fail: (fault) => breakIt[fault](),
  }
}

/** Whoever waits at the pipe reads its end. */
function letGo(pipe: string): void {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error // nobody waits
  }
}

/** Opens つなぐ市's site in a folder of its own. */
export async function openSite(settings: Record<string, unknown> = {}): Promise<SiteInTest> {
  const home = mkdtempSync(join(tmpdir(), 'city-site-'))
  const folderOf = (slug: string) => join(home, slug, 'city-site')
  const folder = folderOf('tsunagu')
  const hosts = openHosts(join(home, 'hosts.json'))
  const routes = siteRoutes({ folderOf, hosts, defaultSlug: null })
  const server = await new Promise<ServerType>((resolve) => {
    const opening = serve({ fetch: routes.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(opening))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let now: Date | null = new Date(evening)
  const tools: Tools = {
    city: { id: '0195a0c4-0000-7000-8000-00000000c000', slug: 'tsunagu', name: 'つなぐ市', publicUrl: url },
    clock: () => now ?? new Date(),
    log: createLog('silent'),
    fetch,
    folder,
    demo: true,
  }
  const connector = citySite.open(settings, tools)
  if ('off' in connector) throw new Error(connector.off)
  return {
    medium: citySite,
    settings,
    tools,
    farSide: diskOf(folder, `${url}/c/tsunagu/`),
    home,
    folder,
    url,
    connector,
    setNow(moment) {
      now = moment === null ? null : new Date(moment)
    },
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers, redirect: 'manual' }),
    async close() {
      if (existsSync(join(folder, 'public', 'index.html'))) letGoIfPipe(join(folder, 'public', 'index.html'))
      await new Promise((resolve) => server.close(resolve))
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const letGoIfPipe = (path: string) => {
  if (statSync(path).isFIFO()) letGo(path)
}
