import { embedFragment } from './embed.ts'
import { atomFeed, capFeed, jsonFeed } from './feeds.ts'
import { frontPage, notFoundPage, noticePage, pastPage } from './front.ts'
import type { Thread } from './notice.ts'
import type { Site } from './settings.ts'

/**
 * Path under `public/` and content. Written in this order: notices, lists, front pages, so that what is linked to is
 * there before what links.
 */
export type Files = Iterable<readonly [path: string, content: string]>

/** The pages of one notice: each of its messages has its address, and all lead to what holds now. */
export function* filesOfThread(site: Site, thread: Thread): Files {
  for (const notice of [thread.newest, ...thread.earlier]) {
    const path = `a/${notice.messageId}.html`
    yield [path, noticePage(site, thread, { language: 'ja', path })]
    yield [`ja-easy/${path}`, noticePage(site, thread, { language: 'ja-easy', path })]
  }
}

/** Feeds and lists. */
export function* filesOfList(site: Site, threads: readonly Thread[]): Files {
  yield ['404.html', notFoundPage(site)]
  yield ['past.html', pastPage(site, threads, { language: 'ja', path: 'past.html' })]
  yield ['ja-easy/past.html', pastPage(site, threads, { language: 'ja-easy', path: 'past.html' })]
  yield ['cap/feed.atom', capFeed(site, threads)]
  yield ['feed.atom', atomFeed(site, threads)]
  yield ['feed.json', jsonFeed(site, threads)]
  yield ['embed.html', embedFragment(site, threads)]
}

/** What residents open first. */
export function* filesOfFront(site: Site, threads: readonly Thread[]): Files {
  yield ['ja-easy/index.html', frontPage(site, threads, { language: 'ja-easy', path: '' })]
  yield ['index.html', frontPage(site, threads, { language: 'ja', path: '' })]
}

/** Changes exactly when the pages of a notice may: kept to know which to write again. */
export function threadMark(site: Site, thread: Thread): string {
  return JSON.stringify([site, thread.newest.messageId, thread.earlier.length, thread.state, thread.place])
}
