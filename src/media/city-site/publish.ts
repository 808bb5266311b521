import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import { type Files, filesOfFront, filesOfList, filesOfThread, threadMark } from './build.ts'
import { type Thread, threadsOf } from './notice.ts'
import { noticeNames, readCapFile, readNotices, readSite, writeWhole } from './store.ts'

const toGzip = promisify(gzip)
const toBrotli = promisify(brotliCompress)
/** A window of 64 kB holds any page of ours; the usual one of 4 MB costs ten times as long, in clearing memory alone. */
const brotliOptions = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 16 },
}

/**
 * Writes a file with its compressed twins, these first: a reader that finds the new page finds them too. Nothing is
 * touched where the bytes are the same, so that addresses keep their ETag.
 */
async function writePublic(folder: string, path: string, content: string): Promise<boolean> {
  const target = join(folder, 'public', path)
  const bytes = Buffer.from(content)
  const old = await readFile(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (old?.equals(bytes)) return false
  await Promise.all([
    toGzip(bytes, { level: 9 }).then((packed) => writeWhole(`${target}.gz`, packed)),
    toBrotli(bytes, brotliOptions).then((packed) => writeWhole(`${target}.br`, packed)),
  ])
  await writeWhole(target, bytes)
  return true
}

/** Writes a few files at once. */
async function writeAll(folder: string, files: Files): Promise<number> {
  const written = await Promise.all([...files].map(([path, content]) => writePublic(folder, path, content)))
  return written.filter(Boolean).length
}

async function capFiles(folder: string, thread: Thread): Promise<Files> {
  const notices = [thread.newest, ...thread.earlier].filter((notice) => notice.cap)
  return Promise.all(
    notices.map(
      async ({ messageId }) => [`cap/${messageId}.xml`, await readCapFile(folder, messageId)] as const,
    ),
  )
}

/** Folder → message id → mark of the notice whose pages this process has written. */
const marks = new Map<string, Map<string, string>>()
/** Now and then they are forgotten, so that pages which somebody else broke or deleted are written again. */
const marksHoldMs = 3_600_000
let forgetAt = 0

/**
 * Builds `public/` from all notices. Whoever finishes looks once more whether a notice came meanwhile: so of two
 * processes that send at once, the last to write has seen both, and no lock can be left behind by one that died.
 */
async function build(folder: string, clock: Clock, log: Log): Promise<number> {
  const known = marks.get(folder) ?? new Map<string, string>()
  marks.set(folder, known)
  let written = 0
  for (let names = await noticeNames(folder); ; ) {
    const site = readSite(folder)
    if (!site) return written
    const threads = threadsOf(await readNotices(folder, names, log), clock())
    for (const thread of threads) {
      const mark = threadMark(site, thread)
      if (known.get(thread.newest.messageId) === mark) continue
      written += await writeAll(folder, await capFiles(folder, thread))
      written += await writeAll(folder, filesOfThread(site, thread))
      known.set(thread.newest.messageId, mark)
    }
    written += await writeAll(folder, filesOfList(site, threads))
    written += await writeAll(folder, filesOfFront(site, threads))
    const after = await noticeNames(folder)
    if (after.length === names.length) return written
    names = after
  }
}

interface Turn {
  running: Promise<number> | null
  next: Promise<number> | null
}
const turns = new Map<string, Turn>()

/**
 * A build that begins after this call; many calls share one. Within a process builds of a folder never overlap.
 *
 * @returns how many files were written
 * @throws the operating system's error when the disk does not take them
 */
export function publish(folder: string, clock: Clock, log: Log): Promise<number> {
  const turn = turns.get(folder) ?? { running: null, next: null }
  turns.set(folder, turn)
  if (turn.next) return turn.next
  const begin = () => {
    turn.next = null
    turn.running = build(folder, clock, log).finally(() => {
      turn.running = null
    })
    return turn.running
  }
  if (!turn.running) return begin()
  turn.next = turn.running.then(begin, begin)
  return turn.next
}

/**
 * Takes what has run out off the front pages, and mends what is missing: to be called every few seconds, with or without
 * a database. One city's trouble stops no other.
 *
 * @param mediaHome  holds `{slug}/city-site` of each city
 * @returns how many files were written
 */
export async function rebuildDue(mediaHome: string, clock: Clock, log: Log): Promise<number> {
  if (performance.now() > forgetAt) {
    marks.clear()
    forgetAt = performance.now() + marksHoldMs
  }
  const slugs = await readdir(mediaHome).catch(() => [])
  let written = 0
  for (const slug of slugs) {
    try {
      written += await publish(join(mediaHome, slug, 'city-site'), clock, log)
    } catch (error) {
      log.error({
        event: 'city-site.build-failed',
        slug,
        reason: (error as NodeJS.ErrnoException).code ?? '',
      })
    }
  }
  return written
}
