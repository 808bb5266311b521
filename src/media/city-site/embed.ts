import { html, raw } from 'hono/html'
import { wordsOf } from './card.ts'
import type { Thread } from './notice.ts'
import type { Site } from './settings.ts'
import { dayAndTime, pageWords } from './words.ts'

const css =
  '.tsunagu{font-family:inherit;line-height:1.6;color:#1a1a1a}.tsunagu ul{list-style:none;margin:0;padding:0}.tsunagu li{margin:0 0 4px;padding:12px 16px;background:#e6e6e6}.tsunagu a{color:inherit;font-weight:700}.tsunagu time{display:block}.tsunagu .c5{background:#0c000c;color:#fff}.tsunagu .c4{background:#a0a;color:#fff}.tsunagu .c3{background:#ff2800;color:#000}.tsunagu .c2{background:#f2e700;color:#000}.tsunagu .c1{background:#fff;color:#000;border:1px solid #1a1a1a}'

/**
 * `embed.html`: what is in force, as a piece for the city's own site. No drills, no scripts, nothing that could touch the
 * page around it; empty but for its frame while nothing is in force.
 */
export function embedFragment(site: Site, threads: readonly Thread[]): string {
  const place = { language: 'ja', path: '' } as const
  const inForce = threads.filter((thread) => thread.place === 'in-force' && !thread.newest.drill)
  const item = ({ newest }: Thread) =>
    html`<li class="c${newest.level ?? 0}"><a href="${site.base}a/${newest.messageId}.html" target="_top">${wordsOf(newest, place).title}</a><time datetime="${newest.approvedAt}">${dayAndTime(newest.approvedAt)} ${pageWords.ja.issued}</time></li>`
  return String(
    html`<section class="tsunagu" lang="ja" aria-label="${site.cityName} ${pageWords.ja.title}" data-count="${inForce.length}"><style>${raw(css)}</style>${inForce.length > 0 ? html`<ul>${inForce.map(item)}</ul>` : ''}</section>
`,
  )
}
