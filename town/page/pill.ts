import { type Html, html, none } from './html.ts'
import { type Coming, GIVE_UP_MS, type Story } from './story.ts'
import { between, spanOf } from './words.ts'

/**
 * 「2.4 秒で届いた」, 「まだ 74 秒」 (counts on in the browser), or nothing while there is no message.
 * On a medium that the message need not come to, 「まだ」 alone: nothing is late there.
 */
export function pill(coming: Coming, story: Story | undefined, now: Date, expected = true): Html {
  if (!story) return none
  if (coming.at)
    return html`<span class="pill">${coming.ms === undefined ? '届いた' : `${spanOf(coming.ms)}で届いた`}</span>`
  if (!expected) return html`<span class="pill wait">まだ</span>`
  const since = story.approvedAt ?? story.firstAt
  const waited = between(since, now)
  if (waited > GIVE_UP_MS) return html`<span class="pill wait">届いていない</span>`
  return html`<span class="pill wait" data-since="${since}">まだ ${Math.max(0, Math.floor(waited / 1_000))} 秒</span>`
}

/** 「準備中」 for a medium that comes later. */
export const laterPill: Html = html`<span class="pill later">準備中</span>`

/** Words for how long a medium took, for a line of text. */
export const spanWords = (coming: Coming) =>
  coming.at ? (coming.ms === undefined ? '届いた' : spanOf(coming.ms)) : 'まだ'
