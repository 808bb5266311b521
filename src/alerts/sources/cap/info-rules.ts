import { checkArea } from './area-rules.ts'
import { type Note, quote } from './finding.ts'
import type { Budget } from './geometry.ts'
import { checkResource } from './resource-rules.ts'
import { isAbsoluteUri, type PartialCapAlert, type PartialCapInfo } from './schema.ts'

const TEXTS = ['event', 'headline', 'description', 'instruction'] as const

/** Checks one info block with its resources and areas. */
export function checkInfo(
  alert: PartialCapAlert,
  info: PartialCapInfo,
  path: string,
  budget: Budget,
  note: Note,
): void {
  checkTimes(alert, info, path, note)
  for (const name of TEXTS)
    if (HTML.test(info[name] ?? ''))
      note(
        'TEXT_CONTAINS_HTML',
        `${path}/${name}`,
        `<${name}> に HTML が含まれています。そのまま表示・音読されます。文字だけにしてください。`,
      )
  if (info.web !== undefined && !isAbsoluteUri(info.web))
    note(
      'INVALID_WEB',
      `${path}/web`,
      `<web>${quote(info.web)}は https:// から始まる完全な URL にしてください。`,
    )
  for (const [i, resource] of info.resource.entries())
    checkResource(resource, `${path}/resource[${i + 1}]`, note)
  for (const [i, area] of info.area.entries()) checkArea(area, `${path}/area[${i + 1}]`, budget, note)
}

/** Tags and named entities that came through escaping or CDATA. */
const HTML = /<\/?[a-zA-Z][^<>]{0,200}>|&(?:nbsp|amp|lt|gt|quot|#\d{1,7}|#x[\da-fA-F]{1,6});/

/** CAP §3.3.2 wants UTC as -00:00. Files in use write +00:00, which is also the winter time of London: a warning. */
export function checkUtc(time: string | undefined, path: string, note: Note): void {
  if (time?.endsWith('+00:00'))
    note('UTC_OFFSET', path, '時差が +00:00 です。UTC なら -00:00 と書いてください。')
}

/** A Cancel, Ack or Error may repeat the block of a message that is over. */
const TYPES_IN_FORCE = ['Alert', 'Update']

function checkTimes(
  { sent, msgType }: PartialCapAlert,
  info: PartialCapInfo,
  path: string,
  note: Note,
): void {
  for (const name of ['effective', 'onset', 'expires'] as const) checkUtc(info[name], `${path}/${name}`, note)
  if (info.expires === undefined) return
  const expires = Date.parse(info.expires)
  if (info.effective !== undefined && expires < Date.parse(info.effective))
    note(
      'EXPIRES_BEFORE_EFFECTIVE',
      `${path}/expires`,
      '<expires> が <effective> より前です。有効な時間がありません。',
    )
  else if (sent !== undefined && TYPES_IN_FORCE.includes(msgType ?? '') && expires < Date.parse(sent))
    note(
      'EXPIRES_BEFORE_SENT',
      `${path}/expires`,
      '<expires> が <sent> より前です。発信の時点で失効しています。',
    )
  if (info.onset !== undefined && expires < Date.parse(info.onset))
    note('ONSET_AFTER_EXPIRES', `${path}/onset`, '<onset> が <expires> より後です。起こる前に失効します。')
}

const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/

/** Made once, at the first use: building the table of names costs more than reading a file. */
let names: Intl.DisplayNames | undefined
/** Whether a primary subtag is a registered language; `i`, `x` and reserved lengths pass. */
function isKnownLanguage(primary: string): boolean {
  if (primary.length < 2 || primary.length > 3) return true
  names ??= new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
  return names.of(primary) !== undefined
}

/** Checks that languages are named rightly and that no two languages carry the same words. */
export function checkLanguages(alert: PartialCapAlert, note: Note): void {
  const seen = new Map<string, string>()
  for (const [i, info] of alert.info.entries()) {
    const path = `/alert/info[${i + 1}]`
    const language = (info.language ?? '').split('-')[0]?.toLowerCase() ?? ''
    if (language === 'en' && JAPANESE.test(`${info.event} ${info.headline} ${info.description}`))
      note(
        'LANGUAGE_MISSING',
        `${path}/language`,
        '日本語の文が英語(省略時は en-US)とされています。<language>ja</language> としてください。',
      )
    if (language !== '' && !isKnownLanguage(language))
      note(
        'UNKNOWN_LANGUAGE',
        `${path}/language`,
        `言語${quote(language)}は登録されていません。日本語は ja です。`,
      )
    for (const name of TEXTS) {
      const text = info[name]
      if (text === undefined || language === '') continue
      const earlier = seen.get(`${name} ${text}`)
      if (earlier === undefined) seen.set(`${name} ${text}`, language)
      else if (earlier !== language)
        note(
          'SAME_TEXT_DIFFERENT_LANGUAGE',
          `${path}/${name}`,
          `<${name}> が別の言語(${earlier})と同じ文です。訳してください。`,
        )
    }
  }
}
