import { createHash } from 'node:crypto'
import { xml } from './markup.ts'
import type { Notice, Thread } from './notice.ts'
import type { Site } from './settings.ts'
import { pageWords } from './words.ts'

/** So many messages are in a feed, newest first. */
const longest = 50

interface Entry {
  notice: Notice
  thread: Thread
  /** The message that took its place, when it is no longer the newest of its notice. */
  overtaken: boolean
  updated: string
}

/** Every message of every notice, newest first. */
function entriesOf(threads: readonly Thread[]): Entry[] {
  return threads
    .flatMap((thread) =>
      [thread.newest, ...thread.earlier].map((notice, i, all) => ({
        notice,
        thread,
        overtaken: i > 0,
        updated: all[i - 1]?.approvedAt ?? notice.approvedAt,
      })),
    )
    .sort((a, b) => b.notice.approvedAt.localeCompare(a.notice.approvedAt))
    .slice(0, longest)
}

const said = pageWords.ja
const wordsOf = (notice: Notice) => notice.words.ja ?? { title: notice.call, text: '' }
const pageOf = (site: Site, notice: Notice) => `${site.base}a/${notice.messageId}.html`
const capOf = (site: Site, notice: Notice) => (notice.cap ? `${site.base}cap/${notice.messageId}.xml` : null)

function capLink(site: Site, notice: Notice): string {
  const href = capOf(site, notice)
  return href === null ? '' : `<link rel="alternate" type="application/cap+xml" href="${xml(href)}"/>`
}

/** Atom's `<updated>`: the last thing that changed in it; the beginning of time while nothing has been said. */
const updatedOf = (entries: readonly Entry[]) =>
  entries
    .map((entry) => entry.updated)
    .sort()
    .at(-1) ?? '1970-01-01T00:00:00.000Z'

/** A feed needs an id of its own that does not change with the address: a name-based UUID of the city. */
function feedId(site: Site, name: string): string {
  const hash = createHash('sha256').update(`tsunagu ${name} ${site.slug}`).digest('hex')
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}

/** An entry that was overtaken says so, and says what holds now: feed readers keep old entries for years. */
function sayingOf({ notice, thread, overtaken }: Entry): { title: string; text: string } {
  const words = wordsOf(notice)
  if (!overtaken) return words
  const newest = wordsOf(thread.newest)
  const title = `【${said.before}】${words.title}`
  return { title, text: `${said.stateNotes[thread.state]}\nいまの文：${newest.title}\n${newest.text}` }
}

function atom(
  site: Site,
  name: string,
  title: string,
  entries: readonly Entry[],
  entry: (one: Entry) => string,
) {
  const hub = site.hub && `<link rel="hub" href="${xml(site.hub)}"/>\n`
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ja">
<id>${feedId(site, name)}</id>
<title>${xml(title)}</title>
<updated>${updatedOf(entries)}</updated>
<author><name>${xml(site.cityName)}</name></author>
<link rel="self" type="application/atom+xml" href="${xml(`${site.base}${name}`)}"/>
<link rel="alternate" type="text/html" href="${xml(site.base)}"/>
${hub}${entries.map(entry).join('')}</feed>
`
}

const category = (scheme: string, term: string) =>
  `<category scheme="tag:tsunagu,2026:${scheme}" term="${xml(term)}"/>`

function categoriesOf({ notice, thread, overtaken }: Entry): string {
  return [
    category('status', notice.drill ? 'Exercise' : 'Actual'),
    category('state', overtaken ? 'overtaken' : thread.state),
    category('template', notice.template),
    category('hazard', notice.hazard),
    ...(notice.level === null ? [] : [category('keikai-level', String(notice.level))]),
  ].join('')
}

/** `feed.atom`: one entry a message, for readers of news. @see RFC 4287 */
export function atomFeed(site: Site, threads: readonly Thread[]): string {
  return atom(site, 'feed.atom', `${site.cityName} ${said.title}`, entriesOf(threads), (one) => {
    const { title, text } = sayingOf(one)
    return `<entry><id>urn:uuid:${one.notice.messageId}</id><title>${xml(title)}</title><published>${one.notice.approvedAt}</published><updated>${one.updated}</updated>
${categoriesOf(one)}
<link rel="alternate" type="text/html" hreflang="ja" href="${xml(pageOf(site, one.notice))}"/>${capLink(site, one.notice)}
<content type="text">${xml(text)}</content></entry>
`
  })
}

/** `cap/feed.atom`: one entry a CAP file. A file never changes; what follows it is a file of its own that names it. */
export function capFeed(site: Site, threads: readonly Thread[]): string {
  const entries = entriesOf(threads)
    .filter((entry) => entry.notice.cap)
    .map((entry) => ({ ...entry, updated: entry.notice.approvedAt }))
  return atom(site, 'cap/feed.atom', `${site.cityName} CAP 1.2`, entries, (one) => {
    const { title } = wordsOf(one.notice)
    return `<entry><id>urn:uuid:${one.notice.messageId}</id><title>${xml(title)}</title><published>${one.notice.approvedAt}</published><updated>${one.updated}</updated>
${categoriesOf(one)}
${capLink(site, one.notice)}
<summary>${xml(one.notice.place)}</summary></entry>
`
  })
}

/** `feed.json`: JSON Feed 1.1 with all that a city's own site needs to draw the notice itself, under `_tsunagu`. */
export function jsonFeed(site: Site, threads: readonly Thread[]): string {
  const items = entriesOf(threads).map((one) => {
    const { title, text } = sayingOf(one)
    const { notice, thread, overtaken } = one
    return {
      id: `urn:uuid:${notice.messageId}`,
      url: pageOf(site, notice),
      title,
      content_text: text,
      date_published: notice.approvedAt,
      date_modified: one.updated,
      language: 'ja',
      _tsunagu: {
        state: overtaken ? 'overtaken' : thread.state,
        in_force: !overtaken && thread.place === 'in-force',
        drill: notice.drill,
        level: notice.level,
        hazard: notice.hazard,
        template: notice.template,
        call: notice.call,
        place: notice.place,
        areas: notice.areas.map((area) => area.name),
        valid_until: notice.validUntil,
        earlier: notice.earlier.map((id) => `urn:uuid:${id}`),
        cap_url: capOf(site, notice),
        easy: notice.words['ja-easy'] ?? null,
      },
    }
  })
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: `${site.cityName} ${said.title}`,
    home_page_url: site.base,
    feed_url: `${site.base}feed.json`,
    language: 'ja',
    authors: [{ name: site.cityName }],
    ...(site.hub && { hubs: [{ type: 'WebSub', url: site.hub }] }),
    items,
  }
  return `${JSON.stringify(feed, null, 1)}\n`
}
