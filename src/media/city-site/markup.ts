import { html, raw } from 'hono/html'

/** A piece of HTML in which every value has been escaped. */
export type Markup = ReturnType<typeof html>

/** Text with its line breaks; a screen reader pauses at each. */
export const lines = (text: string): Markup[] =>
  text.split(/\r?\n/).map((line, i) => (i === 0 ? html`${line}` : html`${raw('<br>')}${line}`))

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
