import { html, raw } from 'hono/html'

/** A piece of HTML in which every value has been escaped. */
export type Markup = ReturnType<typeof html>

/** Text with its line breaks, each line a block of its own where there is a style sheet. Telephone numbers can be dialled. */
export const lines = (text: string): Markup[] =>
  text.split(/\r?\n/).map((line, i) => html`${i > 0 && raw('<br>')}<span>${dialled(line)}</span>`)

const telephone = /((?<![\d-])0\d{1,4}-\d{1,4}-\d{3,4}(?![\d-]))/

/** A line in which telephone numbers can be dialled. */
export const dialled = (line: string) =>
  line
    .split(telephone)
    .map((part, i) => (i % 2 === 1 ? html`<a class="tel" href="tel:${part}">${part}</a>` : html`${part}`))

/** XML 1.0 §2.2, turned round. */
const notXml = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
const references: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}

/** What both HTML and XML can hold: no control characters, no half of a pair. */
export const clean = (text: string): string => text.replace(notXml, '')

/** Text for XML 1.0, in content or in double quotes. */
export const xml = (text: string): string =>
  clean(text).replace(/[&<>"\r]/g, (character) => references[character] ?? character)
