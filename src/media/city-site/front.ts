import { html, raw } from 'hono/html'
import { bars, card, wordsOf } from './card.ts'
import type { Markup } from './markup.ts'
import type { Thread } from './notice.ts'
import { documentOf, frontFrom, type Place, upFrom } from './page.ts'
import type { Site } from './settings.ts'
import { dayAndTime, pageWords } from './words.ts'

/** So many notices stand whole on the front page, maps and earlier words with them; the others stay, shorter. */
const wholeOnes = 4

/** The front page: what holds now, the gravest on top; then what has ended; drills apart in stripes. */
export function frontPage(site: Site, threads: readonly Thread[], place: Place): string {
  const said = pageWords[place.language]
  const real = threads.filter((thread) => !thread.newest.drill)
  const drills = threads.filter((thread) => thread.newest.drill && thread.place !== 'past')
  const inForce = real.filter((thread) => thread.place === 'in-force')
  const ended = real.filter((thread) => thread.place === 'ended')
  const content = html`${inForce[0] ? band(inForce, place) : calm(drills.length > 0, place)}<div class="w">
${inForce.length > 0 ? html`<h2 class="sec">${said.inForce}</h2>\n${inForce.map((thread, i) => card(thread, place, i < wholeOnes ? 'whole' : 'short'))}` : ''}${
  ended.length > 0
    ? html`<h2 class="sec">${said.ended}</h2><p class="sub">${said.endedNote}</p>\n${ended.map((thread) => card(thread, place, 'short'))}`
    : ''
}${drills.length > 0 ? drillSection(drills, place) : ''}</div>`
  return documentOf(site, place, inForce[0] ? wordsOf(inForce[0].newest, place).title : said.title, content)
}

/** The gravest level in force in its colour, with its words, its places and its time. */
function band(inForce: readonly Thread[], place: Place): Markup | '' {
  const said = pageWords[place.language]
  const [first] = inForce
  const level = first?.newest.level
  if (!first || !level) return ''
  const same = inForce.filter(
    (thread) => thread.newest.level === level && thread.newest.call === first.newest.call,
  )
  const [name, call] = first.newest.call.split(/ (.*)/)
  const places = [...new Set(same.map((thread) => thread.newest.place))].join('・')
  return html`<section class="band c${level}" aria-label="${said.now}"><div class="w"><svg width="72" height="60" viewBox="0 0 72 60" aria-hidden="true">${raw(bars(level))}</svg><div><b>${name}</b><strong>${call}</strong></div><p>${places}<span>${first.newest.urge[place.language]}</span><span class="at"><time datetime="${first.newest.approvedAt}">${dayAndTime(first.newest.approvedAt)}</time> ${said.issued}</span></p></div></section>
`
}

function calm(hasDrill: boolean, place: Place): Markup {
  const said = pageWords[place.language]
  return html`<section class="calm"><div class="w"><p>${said.none}</p>${hasDrill && html`<p>${said.noneDrill}</p>`}</div></section>
`
}

/** Another world: stripes, a black band with 訓練, and no colour of a level. */
export function drillSection(drills: readonly Thread[], place: Place): Markup {
  const said = pageWords[place.language]
  return html`<section class="drill" aria-label="${said.drills}"><div><div class="flag"><h2>${said.drill}</h2><p>${said.drillNote}</p></div>
${drills.map((thread) => card(thread, place, 'whole'))}</div></section>`
}

/** The page of one notice: what holds now on top, everything said before below. Each of its messages leads here. */
export function noticePage(site: Site, thread: Thread, place: Place): string {
  const said = pageWords[place.language]
  const body = thread.newest.drill ? drillSection([thread], place) : card(thread, place, 'whole')
  const content = html`<div class="w"><p class="more"><a href="${frontFrom(place)}">${said.back}</a></p>
${body}</div>`
  const { title } = wordsOf(thread.newest, place)
  return documentOf(site, place, title, content, `a/${thread.newest.messageId}.html`)
}

/** So many are listed; older ones keep their own pages. */
const pastOnes = 100

/** Everything that went out, newest first; drills in a list of their own. */
export function pastPage(site: Site, threads: readonly Thread[], place: Place): string {
  const said = pageWords[place.language]
  const real = threads.filter((thread) => !thread.newest.drill)
  const drills = threads.filter((thread) => thread.newest.drill)
  const content = html`<div class="w"><h2 class="sec">${said.past}</h2>${real.length > 0 ? pastList(real, place) : html`<p>${said.pastNone}</p>`}${
    drills.length > 0 ? html`<h2 class="sec">${said.drills}</h2>${pastList(drills, place)}` : ''
  }</div>`
  return documentOf(site, place, said.past, content)
}

function pastList(threads: readonly Thread[], place: Place): Markup {
  const said = pageWords[place.language]
  const folder = `${upFrom(place)}${place.language === 'ja-easy' ? 'ja-easy/' : ''}`
  const newestFirst = threads.toSorted((a, b) => b.newest.approvedAt.localeCompare(a.newest.approvedAt))
  const item = (thread: Thread) => {
    const { newest, state } = thread
    const now = thread.place === 'in-force' ? said.holding : said.states[state]
    return html`<li><a href="${folder}a/${newest.messageId}.html">${wordsOf(newest, place).title}</a><span><time datetime="${newest.approvedAt}">${dayAndTime(newest.approvedAt)}</time>　${now}</span></li>`
  }
  return html`<ul class="list">${newestFirst.slice(0, pastOnes).map(item)}</ul>`
}

/** Shown for an address that leads nowhere. */
export function notFoundPage(site: Site): string {
  const said = pageWords.ja
  const content = html`<div class="calm"><div class="w"><p>${said.notFound}</p><p>${said.notFoundWhat}</p><p><a href="${site.base}">${said.back}</a></p></div></div>`
  return documentOf(site, { language: 'ja', path: '', up: site.base }, said.notFound, content)
}
