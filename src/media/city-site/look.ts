import { clean } from './markup.ts'

/** A notice as it stands on a page that was fetched. */
export interface Found {
  messageId: string
  state: string
  title: string
  text: string
  /** Ids of the messages whose place it took. */
  earlier: string[]
  /** Those whose words still stand below. */
  before: { messageId: string; title: string; text: string }[]
}

const references: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** The words between tags, breaks kept, runs of spaces made one, as a browser shows them. */
function shown(markup: string): string {
  return markup
    .replace(/[ \t\r\n\u3000]+/g, ' ')
    .replace(/<br>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => references[name] ?? whole)
    .split('\n')
    .map(squeezed)
    .join('\n')
}

const squeezed = (line: string) => line.replace(/[ \t\r\u3000]+/g, ' ').trim()

/** A text, or a title on its one line, as it would look on the page: for comparison with what is there. */
export const asShown = (text: string): string => clean(text).split(/\r?\n/).map(squeezed).join('\n')
export const titleAsShown = (title: string): string => squeezed(clean(title).replaceAll('\n', ' '))

const wordsIn = (part: string) => ({
  title: shown(part.match(/class="title">([\s\S]*?)<\/(?:span|p)>/)?.[1] ?? ''),
  text: shown(part.match(/<p class="text">([\s\S]*?)<\/p>/)?.[1] ?? ''),
})

/** Reads the notices of one of our own pages. Anything else gives an empty list. */
export function noticesOn(page: string): Found[] {
  return [...page.matchAll(/<article class="notice"([^>]*)>([\s\S]*?)<\/article>/g)].map(
    ([, tag = '', inner = '']) => {
      const attribute = (name: string) => tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1] ?? ''
      const [main = '', ...sections] = inner.split('<section class="earlier"')
      return {
        messageId: attribute('data-alert'),
        state: attribute('data-state'),
        ...wordsIn(main),
        earlier: attribute('data-earlier').split(' ').filter(Boolean),
        before: sections.map((section) => ({
          messageId: section.match(/data-before="([^"]*)"/)?.[1] ?? '',
          ...wordsIn(section),
        })),
      }
    },
  )
}

/** Whether a page shows these words of this message, as what holds or as what stood before. */
export function shows(
  page: string,
  messageId: string,
  words: { title: string; text: string },
): { now: boolean; before: boolean; state: string } {
  const same = (found: { title: string; text: string }) =>
    found.title === titleAsShown(words.title) && found.text === asShown(words.text)
  const notices = noticesOn(page)
  const now = notices.find((found) => found.messageId === messageId && same(found))
  const before = notices.some((found) => found.before.some((one) => one.messageId === messageId && same(one)))
  return { now: now !== undefined, before, state: now?.state ?? '' }
}
