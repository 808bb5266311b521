import { alertIdIn } from '../seen/sighting.ts'
import { wordsOf } from './page.ts'
import { childrenOf, childText, type Element, readXml } from './xml.ts'

/** One entry of an Atom feed (RFC 4287). */
export interface FeedEntry {
  alertId?: string
  id: string
  title: string
  text: string
  updated: string
  published?: string
  /** The CAP file, or else the first link. */
  href?: string
}

function linkOf(entry: Element): string | undefined {
  const links = childrenOf(entry, 'link')
  const cap = links.find((link) => link.attributes.type === 'application/cap+xml')
  return (cap ?? links[0])?.attributes.href
}

function wordsIn(entry: Element): string {
  const element = childrenOf(entry, 'content')[0] ?? childrenOf(entry, 'summary')[0]
  if (!element) return ''
  return element.attributes.type === 'html' ? wordsOf(element.text) : element.text
}

/** Reads an Atom feed. @throws Error when it is not one */
export function readFeed(source: string): FeedEntry[] {
  const feed = readXml(source)
  if (feed.name !== 'feed') throw new Error(`not an Atom feed but <${feed.name}>`)
  return childrenOf(feed, 'entry').map((entry) => ({
    alertId: alertIdIn(childText(entry, 'id')),
    id: childText(entry, 'id') ?? '',
    title: childText(entry, 'title') ?? '',
    text: wordsIn(entry),
    updated: childText(entry, 'updated') ?? '',
    published: childText(entry, 'published'),
    href: linkOf(entry),
  }))
}
