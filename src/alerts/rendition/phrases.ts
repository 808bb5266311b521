import type { Language, MessageFacts } from '../schema.ts'

/**
 * The words that all media share, made from the facts. Pure; used by media through `alerts/medium.ts`.
 * Words of the levels: 避難情報に関するガイドライン (2021-05) and JMA's scheme since 2026-05-28.
 */

export const levelWords: Record<number, { city: string; call: string; easy: string }> = {
  5: {
    city: '緊急安全確保',
    call: '命の危険 直ちに安全確保！',
    easy: 'いのちが あぶないです。いますぐ 安全な ところへ',
  },
  4: { city: '避難指示', call: '危険な場所から全員避難', easy: 'あぶない ところから みんな にげて ください' },
  3: {
    city: '高齢者等避難',
    call: '危険な場所から高齢者等は避難',
    easy: 'お年よりや 体の 不自由な 人は にげて ください',
  },
  2: { city: '注意報', call: '自らの避難行動を確認', easy: 'にげる 場所を たしかめて ください' },
  1: { city: '早期注意情報', call: '災害への心構えを高める', easy: '天気の お知らせに 気をつけて ください' },
}

export const hazardWords: Record<MessageFacts['hazard'], { ja: string; easy: string; kana: string }> = {
  flood: { ja: '洪水', easy: '川の 水が あふれること', kana: 'こうずい' },
  landslide: { ja: '土砂災害', easy: '山や がけが くずれること', kana: 'どしゃさいがい' },
  'heavy-rain': { ja: '大雨', easy: 'たくさんの 雨', kana: 'おおあめ' },
  'storm-surge': { ja: '高潮', easy: '海の 水が 高く なること', kana: 'たかしお' },
  earthquake: { ja: '地震', easy: '地震', kana: 'じしん' },
  tsunami: { ja: '津波', easy: '津波（大きな なみ）', kana: 'つなみ' },
  fire: { ja: '火災', easy: '火事', kana: 'かさい' },
  water: { ja: '断水', easy: '水が 出ないこと', kana: 'だんすい' },
  person: { ja: '行方不明', easy: '人が いなくなったこと', kana: 'ゆくえふめい' },
  other: { ja: '', easy: '', kana: '' },
}

/** 【訓練】 【訂正】 【取消】 【解除】, in this order; a live first message has none. */
export function marks(facts: MessageFacts): string {
  const type = { alert: '', update: '【訂正】', cancel: '【取消】', lift: '【解除】' }[facts.type]
  return (facts.drill ? '【訓練】' : '') + type
}

/** 「川原・下沢」, 「市内全域」, or the free place words. */
export function placeShort(facts: MessageFacts): string {
  if (facts.wholeCity) return '市内全域'
  if (facts.districtNames.length > 0) return facts.districtNames.join('・')
  return facts.place || facts.cityName
}

/** 「川原住区・下沢住区（川原3丁目付近）」. */
export function placeLong(facts: MessageFacts): string {
  const base = facts.wholeCity
    ? `${facts.cityName}全域`
    : facts.districtNames.map((name) => name + facts.districtWord).join('・')
  if (!base) return facts.place || facts.cityName
  return facts.place ? `${base}（${facts.place}）` : base
}

/** 「警戒レベル4 避難指示」; without a level the call alone. */
export function callLong(facts: MessageFacts): string {
  return facts.level === null ? facts.what : `警戒レベル${facts.level} ${facts.what}`
}

/** The headline every medium starts from: 「【訓練】【警戒レベル4】避難指示 川原・下沢」. At most 60 characters. */
export function headline(facts: MessageFacts): string {
  const level = facts.level === null ? '' : `【警戒レベル${facts.level}】`
  const whole = `${marks(facts)}${level}${facts.what} ${placeShort(facts)}`
  if ([...whole].length <= 60) return whole
  const many =
    facts.districtNames.length > 1
      ? `${facts.districtNames[0]}ほか${facts.districtNames.length - 1}${facts.districtWord}`
      : placeShort(facts)
  return [...`${marks(facts)}${level}${facts.what} ${many}`].slice(0, 60).join('')
}

/** The sentence that says what this message does, by its type. */
export function lead(facts: MessageFacts): string {
  const call = facts.level === null ? `「${facts.what}」` : `警戒レベル${facts.level}「${facts.what}」`
  if (facts.type === 'cancel') return `${facts.earlierAt}の「${facts.earlierWhat}」を取り消します。`
  if (facts.type === 'lift') return `${facts.earlierAt}の「${facts.earlierWhat}」を解除しました。`
  if (facts.type === 'update') return `${facts.earlierAt}の「${facts.earlierWhat}」を次のとおり訂正します。`
  if (facts.level !== null && facts.level >= 3) return `${call}を出しました。`
  return facts.level === null ? `${facts.what}のお知らせです。` : `${call}です。`
}

/** 「訓練です。」 sentences around the text of a drill. */
export const drillOpening = 'これは訓練です。実際の災害ではありません。'
export const drillClosing = '以上、訓練でした。'

const pad = (value: number): string => String(value).padStart(2, '0')

/** Hour and minute in Japan, where every city of ours lies: 「18時42分」. */
export function clockWords(iso: string): string {
  const japan = new Date(Date.parse(iso) + 9 * 3_600_000)
  return `${japan.getUTCHours()}時${pad(japan.getUTCMinutes())}分`
}

/** 「11月22日 18時42分」. */
export function dateWords(iso: string): string {
  const japan = new Date(Date.parse(iso) + 9 * 3_600_000)
  return `${japan.getUTCMonth() + 1}月${japan.getUTCDate()}日 ${clockWords(iso)}`
}

/** The body in the order of the Cabinet Office's sample call: what, where, reason, what to do, where to go, when next, whom to ask. */
export function bodyLines(facts: MessageFacts, language: Language): string[] {
  if (language === 'ja-easy') return easyLines(facts)
  const lines: string[] = []
  if (facts.drill) lines.push(drillOpening)
  lines.push(lead(facts))
  if (facts.correctionReason)
    lines.push(`${facts.type === 'cancel' ? '取り消す理由' : '訂正したところ'}：${facts.correctionReason}`)
  lines.push(`対象：${placeLong(facts)}`)
  if (facts.type !== 'cancel') {
    if (facts.when) lines.push(`日時：${facts.when}`)
    if (facts.reason) lines.push(facts.reason)
    if (facts.action) lines.push(facts.action)
    if (facts.shelters.length > 0 && facts.type !== 'lift') lines.push(`避難所：${facts.shelters.join('、')}`)
    if (facts.nextReview) lines.push(`次のお知らせ：${facts.nextReview}`)
  }
  if (facts.contact) lines.push(`問い合わせ：${facts.contact}`)
  lines.push(
    `${dateWords(facts.issuedAt)}　${facts.cityName}${facts.authorSection ? ` ${facts.authorSection}` : ''}`,
  )
  if (facts.drill) lines.push(drillClosing)
  return lines
}

function easyLines(facts: MessageFacts): string[] {
  const lines: string[] = []
  if (facts.drill) lines.push('これは 訓練（れんしゅう）です。本当では ありません。')
  if (facts.type === 'cancel') lines.push(`まえの お知らせ「${facts.earlierWhat}」は まちがいです。`)
  else if (facts.type === 'lift') lines.push(`「${facts.earlierWhat}」は おわりました。`)
  else {
    if (facts.type === 'update') lines.push('まえの お知らせを なおします。')
    const words = facts.level === null ? undefined : levelWords[facts.level]
    if (words && facts.level !== null)
      lines.push(`警戒レベル${facts.level}「${facts.what}」です。`, `${words.easy}。`)
    else lines.push(`「${facts.what}」の お知らせです。`)
    const hazard = hazardWords[facts.hazard].easy
    if (hazard && facts.level !== null) lines.push(`気をつけること：${hazard}`)
  }
  lines.push(`ところ：${placeLong(facts)}`)
  if (facts.type !== 'cancel' && facts.type !== 'lift' && facts.shelters.length > 0)
    lines.push(`にげる ところ：${facts.shelters.join('、')}`)
  if (facts.contact) lines.push(`きく ところ：${facts.contact}`)
  lines.push(`${dateWords(facts.issuedAt)}　${facts.cityName}`)
  return lines
}
