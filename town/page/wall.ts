import type { Town } from '../town.ts'
import { axis } from './axis.ts'
import { type Html, html, none } from './html.ts'
import { laterTiles } from './later-tiles.ts'
import { mailTile, PHONES, phonesTile, type Scene, siteTile } from './live-tiles.ts'
import { spanWords } from './pill.ts'
import { GIVE_UP_MS, MEDIA, newestStory, type Story } from './story.ts'
import { between, dayOf, secondsOf, topicOf } from './words.ts'

/** What the page shows, gathered from the town. */
export function sceneOf(town: Town): Scene {
  const recent = town.mailbox.list({ limit: 30 })
  const onPhones = PHONES.flat().flatMap((domain) => town.mailbox.latestOf(domain) ?? [])
  const mails = [...new Set([...recent, ...onPhones])].sort((a, b) => b.at.localeCompare(a.at))
  const received = town.mailbox.counts().received
  return {
    story: newestStory(town.seen.list()),
    now: town.now(),
    views: town.reader.views(),
    mails,
    received,
  }
}

function awayWords(scene: Scene): string | undefined {
  const away = scene.views.find((view) => view.page.state === 'away')
  return away && `市のサイトにつながりません（${secondsOf(away.page.since)} から）`
}

function titles(scene: Scene): Html {
  const { story } = scene
  const away = awayWords(scene)
  const below = (words: string) =>
    away
      ? html`<small class="away"><span aria-hidden="true">■</span> ${away}</small>`
      : html`<small>${words}</small>`
  if (!story) return html`<h1>まちは いま静かです${below('市から届くと、届くまでの時間が出ます')}</h1>`
  const moment = story.approvedAt ?? story.firstAt
  const topic = topicOf(story.title)
  const mark = story.drill ? html`<span class="drillword">訓練</span>` : none
  const level = topic.level ? `警戒レベル${topic.level}　` : ''
  const when = `${dayOf(moment).replace(/（.*/, '')} ${secondsOf(moment)}`
  return html`<h1>${mark}${topic.name}が まちに届くまで${below(`${level}${when} に配信`)}</h1>`
}

function summary(story: Story): { seen: number; words: string } {
  const seen = story.expected.filter((name) => story.media[name].at).length
  const words = MEDIA.map(({ name, label }) => {
    if (!story.expected.includes(name)) return `${label}はまだ`
    const { count } = story.media[name]
    const amount = name === 'email' && count > 1 ? `（${count.toLocaleString('ja-JP')}通）` : ''
    return `${label} ${spanWords(story.media[name])}${amount}`
  })
  return { seen, words: words.join('　') }
}

function header(scene: Scene): Html {
  const { story, now } = scene
  const elapsed = story?.approvedAt ? between(story.approvedAt, now) : 0
  const { seen, words } = story ? summary(story) : { seen: 0, words: '' }
  const asked = story?.expected.length ?? 0
  const waiting = seen < asked && elapsed < GIVE_UP_MS
  const line = story
    ? html`<p class="sum" data-say><b>${seen} / ${asked} で見えた</b><span>${words}</span></p>`
    : html`<p class="sum"><span>配信から見えるまでの時間</span></p>`
  return html`<header data-part="header">${titles(scene)}<div class="course">${line}${axis(story, waiting, elapsed)}</div>
    <p class="clock"><small>${dayOf(now)}</small><span data-clock="seconds">${secondsOf(now)}</span></p></header>`
}

/** The wall of the city's devices: the header and eleven devices, each a part that moves alone. */
export function wall(scene: Scene): Html {
  const { television, terminal, cellBroadcast, radio, loudspeakers, localSns, x } = laterTiles
  return html`${header(scene)}
<main class="wall">
  ${phonesTile(scene)}
  ${television}
  <div class="pair">${siteTile(scene)}${mailTile(scene)}</div>
  <div class="pair wide">${terminal}${cellBroadcast}</div>
  <div class="pair">${radio}${loudspeakers}</div>
  <div class="pair">${localSns}${x}</div>
</main>`
}
