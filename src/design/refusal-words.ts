import type { Locale } from './i18n.ts'

/** What happened, and what to do next. */
export interface ErrorWords {
  title: string
  todo: string
}

type Words = Record<Locale, ErrorWords>

function words(title: string, todo: string, titleEn: string, todoEn: string): Words {
  return { ja: { title, todo }, en: { title: titleEn, todo: todoEn } }
}

/** Words for every code of the closed list in `platform/refusal.ts`, and for answers that never came. */
const table: Record<string, Words> = {
  offline: words(
    '市のサーバーにつながりません',
    'この端末の通信を確かめて、もう一度ためしてください。送ったかどうか分からないときは、先に一覧を確かめてください。',
    'The city server cannot be reached',
    'Check the connection of this device and try again. If you do not know whether it was sent, look at the list first.',
  ),
  timeout: words(
    '15秒待っても返事がありません',
    '済んでいるかもしれません。一覧を確かめてから、もう一度ためしてください。',
    'No answer within 15 seconds',
    'It may have been done. Look at the list before you try again.',
  ),
  broken: words(
    'サーバーで思いがけない誤りが起きました',
    'もう一度ためしてください。続くときは、記録番号をシステム担当に伝えてください。',
    'Something unexpected failed on the server',
    'Try again. If it goes on, tell the reference to the keeper of the system.',
  ),
  unavailable: words(
    'いまは受け付けられません',
    '1分ほど待って、もう一度ためしてください。急ぐときは手順書の電話連絡に切り替えてください。',
    'Not available at the moment',
    'Wait a minute and try again. If it is urgent, change to the telephone procedure.',
  ),
  bad_request: words(
    '入れたものに直すところがあります',
    '印のついた欄を直してください。',
    'Something needs mending',
    'Mend the marked fields.',
  ),
  not_signed_in: words(
    'ログインが切れています',
    'もう一度ログインしてください。',
    'You are logged out',
    'Please log in again.',
  ),
  step_up_needed: words(
    '認証コードが要ります',
    '認証アプリの6桁の数字を入れてください。',
    'A one-time code is needed',
    'Enter the six digits of your authenticator.',
  ),
  wrong_login: words(
    'メールアドレスかパスワードがちがいます',
    '大文字と小文字、入力の言語を確かめて、もう一度入れてください。忘れたときは管理者に頼んでください。',
    'The mail address or the password is wrong',
    'Check capitals and the input language, and try again. If you forgot it, ask an administrator.',
  ),
  wrong_code: words(
    '認証コードがちがいます',
    '認証アプリにいま出ている数字を入れてください。数字は30秒ごとに変わり、使えるのは1回だけです。',
    'The one-time code is wrong',
    'Enter the digits that your authenticator shows now. They change every 30 seconds and serve once.',
  ),
  not_allowed: words(
    'この操作をする権限がありません',
    '必要なときは、権限を持つ人か管理者に頼んでください。',
    'You are not allowed to do this',
    'Ask someone who has the role, or an administrator.',
  ),
  same_person: words(
    '作った人は承認できません',
    'もう一人の承認者に頼んでください。',
    'The author cannot approve',
    'Ask another approver.',
  ),
  drill_only: words(
    '訓練でだけできる操作です',
    '訓練として作り直してください。',
    'Only possible in a drill',
    'Make it again as a drill.',
  ),
  not_found: words(
    '見つかりません',
    '消されたか、別の市のものかもしれません。一覧からさがしてください。',
    'Not found',
    'It may be gone, or belong to another city. Look for it in the list.',
  ),
  wrong_step: words(
    'ほかの人が先に進めました',
    '画面を新しくして、いまの状態を確かめてください。',
    'Someone else has moved it on',
    'Refresh the page and look at its present state.',
  ),
  changed_meanwhile: words(
    '開いているあいだに、ほかの人が書きかえました',
    '新しい文を読みこんで、変わったところを確かめてください。',
    'Someone else changed it while it was open',
    'Load the new text and look at what has changed.',
  ),
  duplicate: words(
    '同じ文が少し前に出ています',
    '二重に出すのでなければ、先の配信を確かめてください。',
    'The same text went out a short while ago',
    'Unless it shall go out twice, look at the earlier one.',
  ),
  key_reused: words(
    '同じ受付番号で、ちがう内容が届きました',
    '画面を新しくして、もう一度ためしてください。',
    'The same key came with other contents',
    'Refresh the page and try again.',
  ),
  in_progress: words(
    '同じ操作を処理しているところです',
    '少し待ってから、一覧で結果を確かめてください。もう一度送る必要はありません。',
    'The same request is being handled',
    'Wait a moment, then look at the list. There is no need to send it again.',
  ),
  too_large: words(
    '大きすぎます',
    '小さくするか、分けて送ってください。',
    'Too large',
    'Make it smaller, or send it in parts.',
  ),
  findings: words(
    '直すところがあります',
    '下の指摘を上から順に直してください。',
    'There are findings',
    'Mend the findings below from the top.',
  ),
  too_long: words(
    '文が長すぎます',
    '字数に収まるように短くしてください。',
    'The text is too long',
    'Shorten it to the limit.',
  ),
  outside_city: words(
    '市の外を含んでいます',
    '区域を市の中にしてください。',
    'It reaches outside of the city',
    'Keep the area within the city.',
  ),
  locked: words(
    '続けてまちがえたため、しばらく使えません',
    '15分待つか、管理者に解除を頼んでください。',
    'Locked after too many mistakes',
    'Wait 15 minutes, or ask an administrator to unlock it.',
  ),
  too_many: words(
    '回数が多すぎます',
    '1分待ってから、もう一度ためしてください。',
    'Too many attempts',
    'Wait a minute and try again.',
  ),
  not_in_production: words(
    'デモでだけできる操作です',
    '本番では使えません。',
    'Only possible in the demo',
    'It is closed in production.',
  ),
}

/** The codes that have words here, before any module adds its own. */
export const ownCodes: readonly string[] = Object.keys(table)

/** Adds (or replaces) the words for a module's own refusal codes. Called once, when the module's pages load. */
export function addRefusalWords(more: Record<string, Words>): void {
  Object.assign(table, more)
}

/**
 * The words for a code in one language.
 *
 * @param said  what the server said, used when the code has no words here
 */
export function refusalWords(code: string, locale: Locale, said?: string): ErrorWords {
  const known = table[code]
  if (known) return known[locale]
  const broken = table.broken?.[locale] ?? { title: code, todo: '' }
  return { title: said ?? `${broken.title}（${code}）`, todo: said ? '' : broken.todo }
}
