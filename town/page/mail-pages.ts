import type { Attempt } from '../mail/city-relay.ts'
import type { DkimVerdict } from '../mail/dkim.ts'
import type { Mail, MailCounts } from '../mail/mailbox.ts'
import type { Leaving } from '../mail/resident.ts'
import { type Html, html, none } from './html.ts'
import { paper } from './layout.ts'
import { clockOf, dayOf, secondsOf } from './words.ts'

const REASONS: Record<string, string> = {
  'the body was changed': '本文が、署名したあとで変わっています。',
  'the signature does not match': '署名が、差出人の鍵と合いません。',
  'the signature has expired': '署名の有効期限が切れています。',
  'From is not signed': '差出人（From）に署名がかかっていません。',
  'no published key was found': '署名の鍵を、差出人のところで見つけられませんでした。',
  'not signed': 'このメールには署名がありません。',
}

function signature(verdict: DkimVerdict): Html {
  const marks = { pass: ['ok', '●', '正しい'], fail: ['bad', '■', '合わない'] } as const
  const [kind, shape, word] =
    verdict.result === 'pass' || verdict.result === 'fail'
      ? marks[verdict.result]
      : (['warn', '▲', verdict.result === 'none' ? 'なし' : '確かめられない'] as const)
  const who = verdict.domain
    ? html`<p>署名したドメイン: ${verdict.domain}（鍵 ${verdict.selector ?? ''}）</p>`
    : none
  const why = verdict.reason ? html`<p>${REASONS[verdict.reason] ?? verdict.reason}</p>` : none
  const stranger =
    verdict.result === 'pass' && !verdict.aligned ? html`<p>差出人とは別のドメインの署名です。</p>` : none
  return html`<section class="box"><h2>署名（DKIM）</h2>
    <p class="state ${kind}"><span aria-hidden="true">${shape}</span> ${word}</p>${who}${why}${stranger}</section>`
}

const LEFT: Record<Leaving['kind'], string> = {
  sent: '市に伝えました。',
  'not-offered': 'このメールには、ワンクリックの配信停止がありません。',
  'no-answer': '市が応えませんでした。少し待って、もう一度押してください。',
}

function leave(mail: Mail, left: Leaving | undefined): Html {
  const answered = left?.kind === 'sent' && left.status >= 400
  const words = left && (answered ? `市が断りました（HTTP ${left.status}）。` : LEFT[left.kind])
  const good = left?.kind === 'sent' && !answered
  const result = left
    ? html`<p role="status" class="result ${good ? 'ok' : 'bad'}"><span aria-hidden="true">${good ? '●' : '■'}</span> ${words}</p>`
    : none
  const { url, mailto, oneClick, signed } = mail.unsubscribe
  const button = html`<form method="post" action="/mail/${mail.id}/unsubscribe"><button class="button">配信を止める</button></form>
    <p class="dim">メールソフトの「配信停止」と同じに、市へ POST を一度送ります（RFC 8058）。</p>
    ${signed ? none : html`<p class="dim">配信停止の見出しが、署名で守られていません。</p>`}`
  const missing = html`<p>${url || mailto ? 'ワンクリックでは止められません。' : '配信停止の案内がないメールです。'}</p>`
  return html`<section class="box"><h2>配信停止</h2>${result}${oneClick ? button : missing}</section>`
}

/** One mail, whole. `left`: what came of pressing 配信を止める. */
export function mailPage(mail: Mail, left?: Leaving): Html {
  const mark = mail.drill ? html`<p><span class="drillword">訓練</span></p>` : none
  return paper(
    mail.subject || '（件名なし）',
    html`${mark}<dl class="envelope">
      <div><dt>差出人</dt><dd>${mail.from.name} &lt;${mail.from.address}&gt;</dd></div>
      <div><dt>宛先</dt><dd>${mail.recipient}</dd></div>
      <div><dt>届いた時刻</dt><dd>${dayOf(mail.at)} ${secondsOf(mail.at)}</dd></div>
      <div><dt>エラーの返り先</dt><dd>${mail.envelopeFrom || 'なし'}</dd></div></dl>
    <div class="columns"><article class="letter ${mail.drill ? 'drill' : ''}"><p class="lines">${mail.text || '（本文なし）'}</p></article>
      <div class="side">${signature(mail.dkim)}${leave(mail, left)}
        <p><a href="/api/mail/${mail.id}/raw">届いたままのメール（.eml）</a></p></div></div>
    <details><summary>見出し（ヘッダー）をすべて見る</summary><pre tabindex="0">${mail.headers}</pre></details>`,
  )
}

/** The newest mails of the whole town. */
export function mailListPage(mails: Mail[], counts: MailCounts, query: string): Html {
  const rows = mails.map(
    (mail) => html`<tr><td><time datetime="${mail.at}">${dayOf(mail.at)} ${clockOf(mail.at)}</time></td>
      <td>${mail.drill && !mail.subject.includes('訓練') ? html`<span class="drillword">訓練</span> ` : none}<a href="/mail/${mail.id}">${mail.subject || '（件名なし）'}</a></td>
      <td>${mail.from.name || mail.from.address}</td><td>${mail.recipient}</td></tr>`,
  )
  const refused = Object.values(counts.refused).reduce((sum, count) => sum + count, 0)
  const table = html`<div class="scroll" tabindex="0" role="group" aria-label="メールの一覧"><table><thead><tr><th scope="col">届いた時刻</th><th scope="col">件名</th><th scope="col">差出人</th><th scope="col">宛先</th></tr></thead><tbody>${rows}</tbody></table></div>`
  return paper(
    'まちに届いたメール',
    html`<p>届いた ${counts.received.toLocaleString('ja-JP')} 通　断った ${refused.toLocaleString('ja-JP')} 通　新しい順に最大 200 通を出しています。</p>
    <form class="search" method="get" action="/mail"><label for="q">件名・本文のことば</label>
      <input id="q" name="q" value="${query}"><button class="button quiet">さがす</button></form>
    ${mails.length > 0 ? table : html`<p class="empty">あてはまるメールはありません。</p>`}`,
  )
}

/** What the form of a resident's mail holds. */
export interface LetterForm {
  from: string
  to: string
  subject: string
  text: string
}

function sentWords(attempt: Attempt): Html {
  if (attempt.kind === 'accepted')
    return html`<p role="status" class="result ok"><span aria-hidden="true">●</span> 市のメールサーバーが受け取りました。返事は受信箱に届きます。</p>`
  const word =
    attempt.kind === 'refused' ? '市のメールサーバーが断りました。' : '市のメールサーバーにつながりません。'
  return html`<p role="status" class="result bad"><span aria-hidden="true">■</span> ${word}<br><span class="dim">${attempt.reply}</span></p>`
}

/** The form with which a resident writes to the city: an empty mail by default. */
export function letterPage(form: LetterForm, outcome?: Attempt | string): Html {
  const said =
    outcome === undefined
      ? none
      : typeof outcome === 'string'
        ? html`<p role="alert" class="result bad">${outcome}</p>`
        : sentWords(outcome)
  const field = (name: 'from' | 'to' | 'subject', label: string, type: string) =>
    html`<p><label for="${name}">${label}</label><input id="${name}" name="${name}" type="${type}" value="${form[name]}"></p>`
  return paper(
    '空メールを送る',
    html`<p>住民の電話から市へメールを送ります。登録のときは、件名も本文も空のままで送ります。</p>${said}
    <form class="letterform" method="post" action="/mail/new">
      ${field('from', '差出人', 'text')}${field('to', '宛先', 'text')}${field('subject', '件名（なくてもよい）', 'text')}
      <p><label for="text">本文（なくてもよい）</label><textarea id="text" name="text" rows="4">${form.text}</textarea></p>
      <button class="button">送る</button></form>`,
  )
}
