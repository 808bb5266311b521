import { createHash } from 'node:crypto'
import type { Seen } from '../seen/seen.ts'
import { momentIn, readsAsDrill, type Sighting } from '../seen/sighting.ts'
import { type CapNotice, readCap } from './cap.ts'
import { type FeedEntry, readFeed } from './feed.ts'
import { type PageNotice, readNotices } from './page.ts'
import { poll, type Watch } from './poll.ts'

/** What a reader has before their eyes now. */
export interface CityView {
  slug: string
  /** The notices on the front page as last read, top to bottom. */
  notices: PageNotice[]
  page: Watch
  feed: Watch
  cap: Watch
}

export interface ReaderOptions {
  cityUrl: string
  seen: Seen
  /** From the start of one look to the start of the next. */
  everyMs: number
  now: () => Date
  /** The picture has changed: a notice, or whether the city answers. */
  onChange: () => void
}

/** Remembers how each thing last looked; says it once, and again when its words or its state change. */
type See = (
  medium: Sighting['medium'],
  key: string,
  at: Date,
  words: Omit<Sighting, 'seq' | 'medium' | 'device' | 'at'>,
) => void

function createSee(seen: Seen, slug: string): See {
  const known = new Map<string, string>()
  return (medium, key, at, words) => {
    const looks = JSON.stringify([words.state, words.title, words.text])
    const print = createHash('sha256').update(looks).digest('base64')
    if (known.get(`${medium} ${key}`) === print) return
    known.set(`${medium} ${key}`, print)
    seen.add({ medium, device: slug, at: at.toISOString(), ...words })
  }
}

function seePage(see: See, view: CityView, body: string, at: Date): void {
  const notices = readNotices(body)
  for (const { alertId, state, drill, headline, text, time, earlier } of notices) {
    const words = { alertId, state, drill, title: headline, text, approvedAt: momentIn(time) }
    see('city-site', alertId, at, { ...words, ...(earlier.length > 0 && { earlier }) })
  }
  const still = new Set(notices.map((notice) => notice.alertId))
  const replaced = new Set(notices.flatMap((notice) => notice.earlier))
  for (const { alertId } of view.notices) {
    if (still.has(alertId)) continue
    const state = replaced.has(alertId) ? 'replaced' : 'gone'
    see('city-site', alertId, at, { alertId, state, title: '', text: '', drill: false })
  }
  view.notices = notices
}

function seeFeed(see: See, body: string, at: Date): void {
  for (const { alertId, id, title, text, published, updated } of readFeed(body)) {
    const words = { alertId, title, text, state: 'live' as const, approvedAt: momentIn(published ?? updated) }
    see('feed', id, at, { ...words, drill: readsAsDrill(title, text) })
  }
}

/** A CAP file says by its msgType what a page says by its state; an Update that is all clear is a lifting. */
function stateOfCap({ msgType, allClear }: CapNotice): Sighting['state'] {
  if (msgType === 'Cancel') return 'cancelled'
  if (msgType !== 'Update') return 'live'
  return allClear ? 'lifted' : 'corrected'
}

/** Reads the CAP files behind a feed, each version of each once. */
function capReader(options: ReaderOptions, see: See, signal: AbortSignal) {
  const fetched = new Set<string>()
  const versionOf = (entry: FeedEntry) => `${entry.id} ${entry.updated}`
  const seeFile = async (entry: FeedEntry) => {
    const named = new URL(entry.href ?? '', options.cityUrl)
    const url = new URL(named.pathname + named.search, options.cityUrl) // the city's own host name is loopback here
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(3_000)]) })
    if (!answer.ok) throw new Error(`HTTP ${answer.status} for ${url.pathname}`)
    const cap = readCap(await answer.text())
    const drill = cap.status === 'Exercise' || readsAsDrill(cap.title, cap.text)
    const state = stateOfCap(cap)
    const words = { alertId: cap.alertId ?? entry.alertId, title: cap.title, text: cap.text, drill, state }
    see('cap', cap.identifier, options.now(), { ...words, approvedAt: momentIn(cap.sent) })
    fetched.add(versionOf(entry))
  }
  return async (body: string) => {
    const fresh = readFeed(body).filter((entry) => entry.href && !fetched.has(versionOf(entry)))
    await Promise.all(fresh.slice(0, 50).map(seeFile))
  }
}

/** Reads one city's public page, feed and CAP files until it is closed. */
export function readCity(options: ReaderOptions, slug: string): { view: CityView; close(): Promise<void> } {
  const { now, everyMs, onChange } = options
  const stop = new AbortController()
  const waiting: Watch = { url: '', state: 'waiting', since: now().toISOString() }
  const view: CityView = { slug, notices: [], page: waiting, feed: waiting, cap: waiting }
  const see = createSee(options.seen, slug)
  const seeCap = capReader(options, see, stop.signal)
  const watch = (name: 'page' | 'feed' | 'cap', path: string, read: (body: string, at: Date) => unknown) =>
    poll({
      ...{ url: new URL(`/c/${slug}/${path}`, options.cityUrl), everyMs, signal: stop.signal, now },
      async onBody(body, at) {
        await read(body, at)
        onChange()
      },
      onChange(next) {
        view[name] = next
        onChange()
      },
    })
  const running = [
    watch('page', '', (body, at) => seePage(see, view, body, at)),
    watch('feed', 'feed.atom', (body, at) => seeFeed(see, body, at)),
    watch('cap', 'cap/feed.atom', (body) => seeCap(body)),
  ]
  return {
    view,
    async close() {
      stop.abort()
      await Promise.all(running)
    },
  }
}
