import type { Language } from '#alerts/schema.ts'

/** Every word of the pages that is not part of a notice. */
interface PageWords {
  /** BCP 47; やさしい日本語 is `ja-simple`. */
  lang: string
  name: string
  title: string
  skip: string
  languages: string
  now: string
  none: string
  noneDrill: string
  inForce: string
  ended: string
  endedNote: string
  drills: string
  drillNote: string
  drill: string
  issued: string
  until: string
  before: string
  beforeLink: string
  permalink: string
  back: string
  past: string
  pastNone: string
  holding: string
  map: string
  mapOf: (names: string) => string
  contact: string
  homepage: string
  feeds: string
  emergency: string
  notFound: string
  notFoundWhat: string
  states: Record<'live' | 'corrected' | 'lifted' | 'cancelled' | 'expired', string>
  stateNotes: Record<'live' | 'corrected' | 'lifted' | 'cancelled' | 'expired', string>
}

export const pageWords: Record<Language, PageWords> = {
  ja: {
    lang: 'ja',
    name: '日本語',
    title: '緊急・重要なお知らせ',
    skip: '本文へ移動',
    languages: '表示することば',
    now: 'いま最も高い警戒レベル',
    none: 'いま出ているお知らせはありません',
    noneDrill: '下にあるのは訓練のお知らせです。実際の災害ではありません。',
    inForce: 'いま出ているお知らせ',
    ended: '終わったお知らせ',
    endedNote: '解除・取り消しから24時間のあいだ載せています。',
    drills: '訓練のお知らせ',
    drillNote: 'ここから下は訓練です。実際の災害ではありません。',
    drill: '訓練',
    issued: '発表',
    until: 'まで有効',
    before: '前の文',
    beforeLink: '前の文を見る',
    permalink: 'このお知らせのページ',
    back: 'お知らせの一覧へ',
    past: 'これまでのお知らせ',
    pastNone: 'これまでに出したお知らせはありません。',
    holding: 'いま出ています',
    map: '対象の地域',
    mapOf: (names) => `対象の地域の地図：${names}`,
    contact: '問い合わせ',
    homepage: '市のホームページ',
    feeds: '更新の配信（機械用）',
    emergency: '火事・救急は119、警察は110、災害用伝言ダイヤルは171へ',
    notFound: 'このページはありません',
    notFoundWhat: 'アドレスが変わったか、まちがっています。いま出ているお知らせは一覧にあります。',
    states: { live: '', corrected: '訂正', lifted: '解除', cancelled: '取り消し', expired: '期限切れ' },
    stateNotes: {
      live: '',
      corrected: '前の文を訂正しました。',
      lifted: '解除されました。',
      cancelled: '取り消されました。',
      expired: '有効期限が過ぎました。いまの状況は一覧でご確認ください。',
    },
  },
  'ja-easy': {
    lang: 'ja-simple',
    name: 'やさしい日本語',
    title: '大切な お知らせ',
    skip: 'お知らせを 読む',
    languages: 'ことば',
    now: 'いま いちばん 高い 警戒レベル',
    none: 'いま お知らせは ありません',
    noneDrill: '下は 訓練（れんしゅう）です。本当では ありません。',
    inForce: 'いまの お知らせ',
    ended: 'おわった お知らせ',
    endedNote: 'おわってから 24時間 ここに あります。',
    drills: '訓練（れんしゅう）の お知らせ',
    drillNote: 'ここから 下は 訓練（れんしゅう）です。本当では ありません。',
    drill: '訓練',
    issued: 'に 出しました',
    until: 'まで',
    before: 'まえの お知らせ',
    beforeLink: 'まえの お知らせを 見る',
    permalink: 'この お知らせの ページ',
    back: 'ほかの お知らせを 見る',
    past: 'いままでの お知らせ',
    pastNone: 'まだ お知らせは ありません。',
    holding: 'いま 出ています',
    map: '気をつける ところ',
    mapOf: (names) => `気をつける ところの 地図：${names}`,
    contact: 'きく ところ',
    homepage: '市の ホームページ',
    feeds: '機械が 読む お知らせ',
    emergency: '火事や けがは 119、事件は 110に 電話して ください',
    notFound: 'この ページは ありません',
    notFoundWhat: 'アドレスが ちがいます。いまの お知らせは、下の リンクから 見て ください。',
    states: {
      live: '',
      corrected: 'なおしました',
      lifted: 'おわりました',
      cancelled: 'まちがいでした',
      expired: 'おわりました',
    },
    stateNotes: {
      live: '',
      corrected: 'まえの お知らせを なおしました。',
      lifted: 'もう おわりました。',
      cancelled: 'この お知らせは まちがいでした。',
      expired: '時間が すぎました。いまの お知らせを 見て ください。',
    },
  },
}

const pad = (value: number) => String(value).padStart(2, '0')

/** 「11月22日 18:42」, in the time of Japan. */
export function dayAndTime(iso: string): string {
  const japan = new Date(Date.parse(iso) + 9 * 3_600_000)
  return `${japan.getUTCMonth() + 1}月${japan.getUTCDate()}日 ${pad(japan.getUTCHours())}:${pad(japan.getUTCMinutes())}`
}
