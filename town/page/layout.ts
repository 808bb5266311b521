import { type Html, html } from './html.ts'

/** A whole HTML document of the town. `live`: it moves by itself. */
export function layout(title: string, body: Html, live = false): Html {
  return html`<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/town.css">
${live ? html`<script type="module" src="/town.js"></script>` : ''}</head>
<body class="${live ? 'live' : 'paper'}">${body}</body></html>`
}

/** A page of reading: a way back, a heading, the rest. */
export function paper(heading: string, body: Html): Html {
  return layout(
    `${heading} – まち`,
    html`<main class="sheet"><p class="back"><a href="/">まちの様子へ戻る</a></p><h1>${heading}</h1>${body}</main>`,
  )
}
