import { domainOf } from '../mail/domains.ts'
import type { Mail } from '../mail/mailbox.ts'
import type { CityView } from '../site/city.ts'
import type { PageNotice } from '../site/page.ts'
import { type Html, html, none } from './html.ts'
import { levelBand } from './level-band.ts'
import { pill, spanWords } from './pill.ts'
import type { Story } from './story.ts'
import { clockOf, dayOf, secondsOf } from './words.ts'

/** What every tile is drawn from. */
export interface Scene {
  story?: Story
  now: Date
  views: CityView[]
  /** Newest first. */
  mails: Mail[]
  received: number
}

/** The word, where the title itself does not carry it. */
const drillMark = (drill: boolean, title: string) =>
  drill && !title.includes('訓練') ? html`<span class="drillword">訓練</span>` : none

const mailExpected = (story: Story | undefined) => story?.expected.includes('email') ?? false

/** The three phones, by the carrier whose mail they show. */
export const PHONES = [
  ['docomo.example', 'gmail.example'],
  ['au.example', 'icloud.example'],
  ['softbank.example', 'yahoo.example'],
]

function phone(domains: string[], scene: Scene): Html {
  const mail = scene.mails.find((one) => domains.includes(domainOf(one.recipient)))
  const comings = domains.flatMap((domain) => scene.story?.mailDomains.get(domain) ?? [])
  const coming = comings.sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''))[0] ?? { count: 0 }
  const card = mail
    ? html`<a class="card ${mail.drill ? 'drill' : ''}" href="/mail/${mail.id}">
        <b>${drillMark(mail.drill, mail.subject)}${mail.subject || '（件名なし）'}</b><span class="clamp">${mail.text}</span></a>`
    : html`<p class="quiet">メールは<br>まだありません</p>`
  return html`<li><p class="whose">${mail ? domainOf(mail.recipient) : domains[0]}</p>
    <div class="phone"><div class="scr"><p class="time" ${mail ? '' : 'data-clock'}>${clockOf(mail?.at ?? scene.now)}</p>${card}</div></div>
    <p class="below">${mail || coming.at ? pill(coming, scene.story, scene.now, mailExpected(scene.story)) : none}</p></li>`
}

/** Three phones with the mail as their owners notice it. */
export function phonesTile(scene: Scene): Html {
  const first = scene.story?.media.email.at ?? ''
  return html`<section class="tile" data-part="phones" data-lit="${first}"><h2>電話（メールの通知）</h2>
    <ul class="phones">${PHONES.map((domains) => phone(domains, scene))}</ul></section>`
}

function noticeArticle(notice: PageNotice, story: Story | undefined): Html {
  const drill = notice.drill || (notice.alertId === story?.alertId && story.drill) // a CAP file may say more than the page
  return html`<article class="seen ${drill ? 'drill' : ''}">${levelBand(notice.headline, notice.state, drill)}
    <div class="in"><h3>${drillMark(drill, notice.headline)}${notice.headline}</h3><p class="lines">${notice.text}</p></div></article>`
}

function siteWindow(view: CityView): Html {
  const { page } = view
  if (page.state === 'away' || page.state === 'unreadable')
    return html`<p class="awaynote"><span aria-hidden="true">■</span> 市のサイトにつながりません（${secondsOf(page.since)} から）</p>`
  if (view.notices.length === 0)
    return html`<p class="empty">${page.state === 'ok' ? '出ているお知らせはありません。' : '市のサイトを読んでいます。'}</p>`
  return none
}

/** The city's public page as read from outside, and its feeds. */
export function siteTile(scene: Scene): Html {
  const { story, now } = scene
  const view = scene.views[0]
  if (!view) return none
  const host = view.page.url.replace(/^https?:\/\//, '')
  const feeds = story && html`更新フィード ${spanWords(story.media.feed)}　CAP ${spanWords(story.media.cap)}`
  const others = scene.views.length > 1 ? html`　ほか ${scene.views.length - 1} 市` : none
  return html`<section class="tile" data-part="site" data-lit="${story?.media['city-site'].at ?? ''}">
    <h2>市のサイト ${story ? pill(story.media['city-site'], story, now) : none}</h2>
    <div class="win site" tabindex="0" role="group" aria-label="市のサイトの画面"><p class="bar">${host}</p>${siteWindow(view)}
      ${view.notices.slice(0, 4).map((notice) => noticeArticle(notice, story))}</div>
    <p class="foot">${feeds ?? '更新フィードとCAPも読んでいます'}${others}</p></section>`
}

/** Only a signature that is not in order needs a word here; the mail's own page tells all. */
const SIGNATURES = { pass: '', fail: '署名 合わない　', none: '署名なし　', 'key-unknown': '署名 不明　' }

function mailRow(mail: Mail, scene: Scene): Html {
  const fresh = mail.alertId !== undefined && mail.alertId === scene.story?.alertId
  const today = dayOf(mail.at) === dayOf(scene.now)
  return html`<li class="${fresh ? 'new' : ''} ${mail.drill ? 'drill' : ''}"><a href="/mail/${mail.id}">
    <span class="row"><b>${mail.from.name || mail.from.address || '差出人なし'}</b><time datetime="${mail.at}">${today ? clockOf(mail.at) : dayOf(mail.at)}</time></span>
    <b class="subject">${drillMark(mail.drill, mail.subject)}${mail.subject || '（件名なし）'}</b>
    <span class="dim">${SIGNATURES[mail.dkim.result]}${mail.recipient}</span></a></li>`
}

/** The mailbox of the whole town. */
export function mailTile(scene: Scene): Html {
  const { story, now, mails } = scene
  const rows = mails.slice(0, 4).map((mail) => mailRow(mail, scene))
  return html`<section class="tile" data-part="mail" data-lit="${story?.media.email.at ?? ''}">
    <h2>メール ${story ? pill(story.media.email, story, now, mailExpected(story)) : none}</h2>
    <div class="win mail"><p class="bar">受信箱　${scene.received.toLocaleString('ja-JP')} 通</p>
      ${rows.length > 0 ? html`<ul>${rows}</ul>` : html`<p class="empty">まだ届いていません。空メールを送ると、市から登録の案内が届きます。</p>`}</div>
    <p class="foot links"><a href="/mail/new">空メールを送る</a><a href="/mail">すべて見る</a></p></section>`
}
