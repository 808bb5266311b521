import { html } from 'hono/html'
import { type Choice, type MailLanguage, mailLanguages, type Topic, topics } from '../schema.ts'
import type { Setup } from '../setup.ts'
import { type Html, page } from './page.ts'

/** The public pages of 安全安心メール, in words. */

export const topicWords: Record<Topic, { name: string; about: string }> = {
  disaster: { name: '避難・災害', about: '避難指示、避難所、火災、地震など' },
  weather: { name: '気象', about: '警報、注意報など' },
  safety: { name: '防犯・見守り', about: '不審者、迷い人など' },
  life: { name: 'くらし', about: '断水、停電、通行止めなど' },
  notice: { name: '行政のお知らせ', about: '催し、手続きなど' },
  drill: { name: '訓練', about: '件名の初めに「訓練」と書いて送ります' },
}

const languageWords: Record<MailLanguage, { name: string; about: string }> = {
  ja: { name: '日本語', about: '' },
  'ja-easy': { name: 'やさしい日本語', about: 'みじかい 文で、わかりやすく 書きます' },
}

type Page = Html

/** @param wrong  what was typed and cannot be written to */
export function startPage(setup: Setup, action: string, wrong?: string): Page {
  const { settings, city } = setup
  const join = `touroku@${settings.mailDomain}`
  return page(
    city.name,
    'メールで知らせを受け取る',
    html`<p>避難指示などの知らせを、メールでお届けします。登録も受信も無料です（通信料は別にかかります）。</p>
<form method="post" action="${action}" class="box" novalidate>
<label for="address">メールアドレス</label>
${wrong === undefined ? '' : html`<p class="bad" id="wrong" role="alert">メールアドレスを確かめてください。「taro@example.jp」のような形で入れてください。</p>`}
<input type="email" id="address" name="address" autocomplete="email" inputmode="email" required maxlength="254" value="${wrong ?? ''}"${wrong === undefined ? '' : html` aria-invalid="true" aria-describedby="wrong"`}>
<button>確認のメールを送る</button>
</form>
<div class="box"><h2>メールを送って登録する</h2>
<p>次のアドレスへ、件名も本文も書かずにメールを送ってください。</p>
<p class="address"><a href="mailto:${join}">${join}</a></p></div>
<p class="last">受信を制限しているときは、<b>${settings.fromAddress}</b> からのメールを受け取れるようにしてください。</p>`,
  )
}

export const askedPage = (setup: Setup): Page =>
  page(
    setup.city.name,
    '確認のメールを送りました',
    html`<p>届いたメールのページを24時間以内に開くと、登録が終わります。</p>
<p>数分たっても届かないときは、アドレスが正しいか、<b>${setup.settings.fromAddress}</b> からのメールを受け取れるかを確かめてから、もう一度お試しください。</p>
<p><a href="/mail/at/${setup.city.slug}">アドレスを入れなおす</a></p>`,
  )

export const confirmPage = (setup: Setup, token: string): Page =>
  page(
    setup.city.name,
    '登録しますか',
    html`<p>「登録する」を押すと、このメールアドレスへの配信が始まります。受け取る内容と地域は、次のページで選べます。</p>
<form method="post" action="/mail/c/${token}" class="box"><button>登録する</button></form>`,
  )

export interface ChangeView {
  setup: Setup
  token: string
  leave: string
  choice: Choice
  districts: { id: string; name: string }[]
  /** 「住区」「地区」. */
  districtWord: string
  note: 'joined' | 'saved' | null
  fault: boolean
}

const notes = { joined: '登録しました。受け取る内容と地域を確かめてください。', saved: '保存しました。' }

export function changePage(view: ChangeView): Page {
  const { choice } = view
  const tick = (on: boolean) => (on ? html` checked` : '')
  return page(
    view.setup.city.name,
    '受け取る内容と地域',
    html`${view.note ? html`<p class="good" role="status">${notes[view.note]}</p>` : ''}
${view.fault ? html`<p class="bad" role="alert">受け取る内容を1つ以上選んでください。</p>` : ''}
<form method="post" action="/mail/m/${view.token}">
<fieldset><legend>受け取る内容</legend>
${topics.map((topic) => html`<label class="pick"><input type="checkbox" name="topic" value="${topic}"${tick(choice.topics.includes(topic))}><span><b>${topicWords[topic].name}</b><small>${topicWords[topic].about}</small></span></label>`)}
</fieldset>
<fieldset><legend>地域</legend><p class="hint">${view.districtWord}を選ばないと、市内すべての知らせが届きます。市全域への知らせは、どれを選んでも届きます。</p>
<div class="two">${view.districts.map((district) => html`<label class="pick"><input type="checkbox" name="district" value="${district.id}"${tick(choice.districts.includes(district.id))}><span>${district.name}</span></label>`)}</div>
</fieldset>
<fieldset><legend>文の書き方</legend>
${mailLanguages.map((language) => html`<label class="pick"><input type="radio" name="language" value="${language}"${tick(choice.language === language)}><span><b>${languageWords[language].name}</b>${languageWords[language].about ? html`<small>${languageWords[language].about}</small>` : ''}</span></label>`)}
</fieldset>
<p class="last"><button>保存する</button></p></form>
<p class="last"><a href="/mail/u/${view.leave}">配信をやめる</a></p>`,
  )
}

export const leavePage = (setup: Setup, token: string): Page =>
  page(
    setup.city.name,
    '配信をやめますか',
    html`<p>やめると、避難指示などの知らせもメールでは届かなくなります。アドレスの記録は消します。</p>
<form method="post" action="/mail/u/${token}" class="box">
<input type="hidden" name="List-Unsubscribe" value="One-Click"><button class="stop">配信をやめる</button></form>`,
  )

export const leftPage = (setup: Setup): Page =>
  page(
    setup.city.name,
    '配信をやめました',
    html`<p>アドレスの記録を消しました。すでに送り始めたメールが、あと少し届くことがあります。</p>
<p><a href="/mail/at/${setup.city.slug}">もう一度登録する</a></p>`,
  )

/** @param setup  null when not even the city is known */
export const voidPage = (setup: Setup | null): Page =>
  page(
    setup?.city.name ?? '',
    'このページは使えません',
    html`<p>ページのアドレスが途中で切れているか、期限が過ぎています。</p>
<p>メールにあるアドレスを、初めから終わりまで開いてください。登録の途中だったときは、もう一度お試しください。</p>
${setup ? html`<p><a href="/mail/at/${setup.city.slug}">登録のページへ</a></p>` : ''}`,
  )

export const tooManyPage = (setup: Setup): Page =>
  page(
    setup.city.name,
    'しばらく待ってからお試しください',
    html`<p>短い間に何度も送られたため、受け付けを止めています。1時間ほどたってから、もう一度お試しください。</p>`,
  )

export const offPage = (): Page =>
  page('', '受け付けていません', html`<p>いまは、メールの登録を受け付けていません。</p>`)
