import { type NoticeState, noticeStates, readsAsDrill } from '../seen/sighting.ts'

/** One notice on the city's public page, as a reader finds it. */
export interface PageNotice {
  alertId: string
  state: NoticeState
  /** `data-drill`, or words that call themselves a drill. */
  drill: boolean
  /** The messages whose place it took (`data-earlier`). */
  earlier: string[]
  headline: string
  text: string
  /** `datetime` of the first <time>. */
  time?: string
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

/** Character references of HTML, as far as a page of text needs them; what is unknown stays as it is. */
export function decodeReferences(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name) return NAMED[name.toLowerCase()] ?? whole
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
  })
}

const BLOCK = /<\/?(?:p|div|h[1-6]|li|ul|ol|dl|dt|dd|tr|table|section|header|footer|br|hr)\b[^>]*>/gi

/** The words of a piece of HTML: tags gone, blocks on lines of their own, spaces as a browser shows them. */
export function wordsOf(html: string): string {
  const bare = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(script|style|template)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/\s+/g, ' ')
    .replace(BLOCK, '\n')
    .replace(/<[^>]*>/g, '')
  const lines = bare.split('\n').map((line) => decodeReferences(line).trim())
  return lines.filter((line) => line !== '').join('\n')
}

function attribute(tag: string, name: string): string | undefined {
  const match = tag.match(new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i'))
  const value = match?.[1] ?? match?.[2] ?? match?.[3]
  return value === undefined ? undefined : decodeReferences(value)
}

const isState = (value: string | undefined): value is NoticeState =>
  noticeStates.some((state) => state === value)

/**
 * Reads every `<article class="notice" data-alert data-state data-earlier>` of a page, top to bottom.
 * An article without an id is passed over; an unknown state reads as live.
 */
export function readNotices(html: string): PageNotice[] {
  const notices: PageNotice[] = []
  for (const match of html.matchAll(/<article\b([^>]*)>([\s\S]*?)<\/article\s*>/gi)) {
    const [tag, inner] = [match[1] ?? '', match[2] ?? '']
    const alertId = attribute(tag, 'data-alert')?.toLowerCase()
    if (!alertId || !attribute(tag, 'class')?.split(/\s+/).includes('notice')) continue
    const state = attribute(tag, 'data-state')
    const heading = inner.match(/<h2\b[^>]*>([\s\S]*?)<\/h2\s*>/i)
    const time = inner.match(/<time\b[^>]*>/i)?.[0]
    const headline = wordsOf(heading?.[1] ?? '').replaceAll('\n', ' ')
    const text = wordsOf(inner.replace(heading?.[0] ?? '', ''))
    notices.push({
      alertId,
      state: isState(state) ? state : 'live',
      drill: attribute(tag, 'data-drill') === 'true' || readsAsDrill(headline, text),
      earlier: (attribute(tag, 'data-earlier') ?? '').toLowerCase().split(/\s+/).filter(Boolean),
      headline,
      text,
      time: time && attribute(time, 'datetime'),
    })
  }
  return notices
}
