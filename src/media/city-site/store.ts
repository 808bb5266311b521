import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { Log } from '#platform/log.ts'
import { type Notice, noticeSchema } from './notice.ts'
import type { Site } from './settings.ts'

/**
 * The folder of one city: `site.json`, `notices/{messageId}.json` and `.xml` (the truth, never changed
 * once written) and `public/`
 * (built from them, may be deleted at any time). Any web server can serve `public/` as it is.
 */

/** Writes so that a reader finds the old bytes or the new ones, never a part. @param lasting  survives a power cut */
export async function writeWhole(path: string, bytes: string | Uint8Array, lasting = false): Promise<void> {
  const beside = `${path}.${randomUUID()}.part`
  try {
    await inFolder(dirname(path), () => writeFile(beside, bytes, { flag: 'wx', flush: lasting }))
    await rename(beside, path)
  } catch (error) {
    await unlink(beside).catch(() => undefined)
    throw error
  }
  if (lasting) await syncFolder(dirname(path))
}

/** Makes the folder only when it turns out not to be there: it nearly always is. */
async function inFolder(folder: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    await mkdir(folder, { recursive: true })
    await write()
  }
}

/** A rename is lasting only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const capPath = (folder: string, messageId: string) => join(folder, 'notices', `${messageId}.xml`)

/** The CAP file of a notice, as it went out. */
export const readCapFile = (folder: string, messageId: string): Promise<string> =>
  readFile(capPath(folder, messageId), 'utf8')

/** Keeps a notice. A repeat finds it there and changes nothing; one that has become unreadable is written anew. */
export async function keepNotice(
  folder: string,
  notice: Notice,
  cap: string | null,
  log: Log,
): Promise<void> {
  const path = join(folder, 'notices', `${notice.messageId}.json`)
  if (await readNotice(path, log)) return
  if (cap !== null) await writeWhole(capPath(folder, notice.messageId), cap, true)
  await writeWhole(path, JSON.stringify(notice), true)
}

const read = new Map<string, Notice>()

/** The names of all notices of a folder: two equal lists mean that nothing was added. */
export async function noticeNames(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'notices')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names.filter((name) => name.endsWith('.json')).sort()
}

/** Reads notices; each is read once, since none ever changes. One that cannot be read is left out and said. */
export async function readNotices(folder: string, names: readonly string[], log: Log): Promise<Notice[]> {
  const notices: Notice[] = []
  for (const name of names) {
    const path = join(folder, 'notices', name)
    const known = read.get(path) ?? (await readNotice(path, log))
    if (!known) continue
    read.set(path, known)
    notices.push(known)
  }
  return notices
}

/** Undefined when it is not there, or cannot be read. */
async function readNotice(path: string, log: Log): Promise<Notice | undefined> {
  try {
    return noticeSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error
    log.error({ event: 'city-site.notice-unreadable', file: basename(path), reason: error.name })
    return undefined
  }
}

/** Keeps what the pages say about the city; written only when it differs. */
export function keepSite(folder: string, site: Site): void {
  const path = join(folder, 'site.json')
  const text = JSON.stringify(site)
  if (readSiteText(path) === text) return
  mkdirSync(folder, { recursive: true })
  const beside = `${path}.${randomUUID()}.part`
  writeFileSync(beside, text)
  renameSync(beside, path)
}

function readSiteText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Undefined where no city has been opened. */
export function readSite(folder: string): Site | undefined {
  const text = readSiteText(join(folder, 'site.json'))
  return text === undefined ? undefined : (JSON.parse(text) as Site)
}
