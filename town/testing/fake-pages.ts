import type { NoticeState } from '../seen/sighting.ts'

/** What the fake city publishes of one message. */
export interface FakeNotice {
  id: string
  headline: string
  text: string
  state?: NoticeState
  /** Ids of the messages whose place it took. */
  earlier?: string[]
  /** ISO 8601 with offset. */
  approvedAt: string
}

const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`).replaceAll('\n', '<br>')

const escapeXml = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.codePointAt(0)};`)

/** The public page, as the agreement between city and town says. */
export function pageOf(notices: FakeNotice[]): string {
  const articles = notices.map(
    ({ id, headline, text, state = 'live', earlier = [], approvedAt }) =>
      `<article class="notice level-4" data-alert="${id}" data-state="${state}"${earlier.length > 0 ? ` data-earlier="${earlier.join(' ')}"` : ''}>
        <h2>${escapeHtml(headline)}</h2><p>${escapeHtml(text)}</p>
        <p><time datetime="${approvedAt}">いま</time></p></article>`,
  )
  return `<!doctype html><html lang="ja"><title>つなぐ市</title><main>${articles.join('\n')}</main></html>`
}

/** An Atom feed whose entries link to CAP files under `/c/{slug}/cap/`. */
export function feedOf(notices: FakeNotice[], slug = 'tsunagu'): string {
  const entries = notices.map(
    ({ id, headline, text, approvedAt }) =>
      `<entry><id>urn:uuid:${id}</id><title>${escapeXml(headline)}</title><updated>${approvedAt}</updated>
       <published>${approvedAt}</published><content type="text">${escapeXml(text)}</content>
       <link rel="alternate" type="text/html" href="https://www.city.example/c/${slug}/"/>
       <link type="application/cap+xml" href="https://www.city.example/c/${slug}/cap/${id}.xml"/></entry>`,
  )
  return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>${entries.join('')}</feed>`
}

/** A CAP 1.2 file with an English block first, so that a reader must choose. */
export function capOf(
  { id, headline, text, approvedAt }: FakeNotice,
  msgType = 'Alert',
  status = 'Actual',
  responseType?: string,
): string {
  const info = (language: string, words: string) =>
    `<info><language>${language}</language><event>x</event><headline>${words}</headline><description>${words}</description></info>`
  return `<?xml version="1.0"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>urn:uuid:${id}</identifier>
    <sender>x</sender><sent>${approvedAt}</sent><status>${status}</status><msgType>${msgType}</msgType>
    ${info('en-US', 'Evacuate')}<info><language>ja-JP</language><event>避難指示</event>${responseType ? `<responseType>${responseType}</responseType>` : ''}
    <headline>${escapeXml(headline)}</headline><description>${escapeXml(text)}</description></info></alert>`
}
