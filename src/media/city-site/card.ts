import { html } from 'hono/html'
import { areaMap } from './map.ts'
import { lines, type Markup } from './markup.ts'
import type { Notice, Thread } from './notice.ts'
import { type Place, upFrom } from './page.ts'
import { dayAndTime, pageWords } from './words.ts'

/** Title and text in the page's language; the Japanese ones where a message has no easy words. */
export function wordsOf(notice: Notice, place: Place): { title: string; text: string } {
  return notice.words[place.language] ?? notice.words.ja ?? { title: notice.call, text: '' }
}

/** How much of a notice a page shows: all, or without what came before and the map. */
type Extent = 'whole' | 'short'

/**
 * One notice. `data-alert` is the newest message, `data-earlier` all that it took the place of; the first `<time>` is
 * the approval of the newest. docs/protocols/site.md promises these to readers.
 */
export function card(thread: Thread, place: Place, extent: Extent): Markup {
  const { newest, earlier, state } = thread
  const said = pageWords[place.language]
  const words = wordsOf(newest, place)
  const colour = thread.place === 'in-force' && !newest.drill ? (newest.level ?? 0) : 0
  const tag = state === 'expired' ? said.states.expired : '' // the others stand in the approved title
  return html`<article class="notice" id="n-${newest.messageId}" data-alert="${newest.messageId}" data-state="${state}" data-drill="${String(newest.drill)}"${
    earlier.length > 0 ? html` data-earlier="${earlier.map((one) => one.messageId).join(' ')}"` : ''
  }>
<header class="c${colour}"><h2>${tag && html`<span class="tag">${tag}</span>`}<span class="title">${words.title}</span></h2><p class="at"><time datetime="${newest.approvedAt}">${dayAndTime(newest.approvedAt)}</time> ${said.issued}</p></header>
<div class="body">${said.stateNotes[state] && html`<p class="note">${said.stateNotes[state]}</p>`}<p class="text">${lines(words.text)}</p>
${extent === 'whole' ? html`${mapOf(newest, colour, place)}${earlier.map((one) => before(one, place))}` : ''}${foot(thread, place, extent)}</div></article>
`
}

function mapOf(notice: Notice, level: number, place: Place): Markup | '' {
  const said = pageWords[place.language]
  const names = notice.areas.map((area) => area.name).join('、')
  const drawing = areaMap(notice.areas, level, said.mapOf(names))
  return drawing && html`<figure><figcaption>${said.map}</figcaption>${drawing}</figure>\n`
}

/** The words that stood before, with their time: nobody who read them is left to wonder. */
function before(notice: Notice, place: Place): Markup {
  const said = pageWords[place.language]
  const words = wordsOf(notice, place)
  return html`<section class="earlier" data-before="${notice.messageId}"><h3>${said.before}（<time datetime="${notice.approvedAt}">${dayAndTime(notice.approvedAt)}</time>）</h3>
<p class="title">${words.title}</p><p class="text">${lines(words.text)}</p></section>\n`
}

function foot(thread: Thread, place: Place, extent: Extent): Markup | '' {
  const said = pageWords[place.language]
  if (place.path.startsWith('a/')) return ''
  const folder = place.language === 'ja-easy' ? 'ja-easy/' : ''
  const href = `${upFrom(place)}${folder}a/${thread.newest.messageId}.html`
  const words = extent === 'short' && thread.earlier.length > 0 ? said.beforeLink : said.permalink
  return html`<p class="more"><a href="${href}">${words}</a></p>`
}

/** Bars that rise with the level, beside its words. */
const bars = (level: number) => {
  const steps = [1, 2, 3, 4, 5].map((step) => {
    const [x, high] = [(step - 1) * 14, 12 + step * 9]
    const look = step <= level ? 'fill="currentColor"' : 'fill="none" stroke="currentColor" stroke-width="2"'
    return `<rect x="${x + 1}" y="${58 - high}" width="10" height="${high}" rx="1" ${look}/>`
  })
  return steps.join('')
}

export { bars }
