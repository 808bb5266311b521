import { defineMessages, type Locale } from '#design/index.ts'
import type { Hazard, Kind, Language, MessageType } from '../schema.ts'

/** Words that several pages of alerts share. */
export const alertMessages = defineMessages({
  ja: {
    emergency: '緊急',
    important: '重要',
    notice: 'お知らせ',
    wholeCity: '市内全域',
    people: '人',
    households: '世帯',
    edit: '書きかえる',
    replace: '差しかえる',
    repost: '出し直す',
    newMessage: '言い直す',
    impossible: '直せない',
    toList: '配信の一覧へ',
    retry: 'もう一度ためす',
    reload: '読み直す',
    back: 'やめる',
    close: '閉じる',
  },
  en: {
    emergency: 'Emergency',
    important: 'Important',
    notice: 'Notice',
    wholeCity: 'Whole city',
    people: 'people',
    households: 'households',
    edit: 'Rewrite',
    replace: 'Replace',
    repost: 'Post again',
    newMessage: 'Say again',
    impossible: 'Cannot be corrected',
    toList: 'To the list of alerts',
    retry: 'Try again',
    reload: 'Reload',
    back: 'Back',
    close: 'Close',
  },
})

/** Hazards in the order of the compose screen. */
export const hazardWords: Record<Locale, Record<Hazard, string>> = {
  ja: {
    flood: '洪水',
    landslide: '土砂災害',
    'heavy-rain': '大雨',
    'storm-surge': '高潮',
    earthquake: '地震',
    tsunami: '津波',
    fire: '火災',
    water: '断水',
    person: '行方不明',
    other: 'ほか',
  },
  en: {
    flood: 'Flood',
    landslide: 'Landslide',
    'heavy-rain': 'Heavy rain',
    'storm-surge': 'Storm surge',
    earthquake: 'Earthquake',
    tsunami: 'Tsunami',
    fire: 'Fire',
    water: 'Water cut',
    person: 'Missing person',
    other: 'Other',
  },
}

/** Names of the languages, each in itself. */
export const languageNames: Record<Language, string> = { ja: '日本語', 'ja-easy': 'やさしい日本語' }

/** 緊急 / 重要 / お知らせ in their order. */
export const kindIds: readonly Kind[] = ['emergency', 'important', 'notice']

/** What a message does, as a noun: 「訂正」. */
export const typeNouns: Record<Locale, Record<MessageType, string>> = {
  ja: { alert: '', update: '訂正', cancel: '取消', lift: '解除' },
  en: { alert: '', update: 'correction', cancel: 'cancellation', lift: 'lifting' },
}
