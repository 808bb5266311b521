import { type Html, html, none } from './html.ts'
import { MEDIA, type Story } from './story.ts'
import { spanOf } from './words.ts'

/** Width of the axis in units of its view box; it holds four decades, 0.1 s to 1,000 s. */
export const WIDTH = 784

/** Where a span of time lies on the axis, 0 to WIDTH. @param ms milliseconds */
export function placeOf(ms: number): number {
  const decades = Math.log10(Math.max(100, ms) / 100)
  return Math.round(Math.min(4, decades) * (WIDTH / 4))
}

const TICKS: [number, string][] = [
  [100, '0.1秒'],
  [1_000, '1秒'],
  [10_000, '10秒'],
  [60_000, '1分'],
  [600_000, '10分'],
]

function dots(story: Story): Html[] {
  return MEDIA.flatMap(({ name, label }) => {
    const { ms, lastMs } = story.media[name]
    if (ms === undefined) return []
    const [from, to] = [placeOf(ms), placeOf(lastMs ?? ms)]
    const bar =
      to - from > 8
        ? html`<path d="M${from} 60H${to}" stroke="#9db7f9" stroke-width="8" stroke-linecap="round" />`
        : none
    return [
      html`${bar}<circle cx="${from}" cy="60" r="8" fill="#0017c1" stroke="#fff" stroke-width="2"><title>${label}</title></circle>`,
    ]
  })
}

/** The time axis: a dot for each medium at which the message was seen, and a mark that moves with now while one is missing. */
export function axis(story: Story | undefined, waiting: boolean, elapsedMs: number): Html {
  const ticks = TICKS.map(([ms, label]) => {
    const x = placeOf(ms)
    const anchor = ms === 100 ? 'start' : 'middle'
    return html`<path d="M${Math.max(1, x)} 54v12" stroke="#767676" stroke-width="2" /><text x="${x}" y="86" text-anchor="${anchor}">${label}</text>`
  })
  const mark =
    story?.approvedAt && waiting
      ? html`<g data-now-mark="${story.approvedAt}" transform="translate(${placeOf(elapsedMs)} 0)">
          <path d="M0 36v40" stroke="#1a1a1a" stroke-width="2" />
          <circle cy="60" r="8" fill="#fff" stroke="#767676" stroke-width="2" stroke-dasharray="3 3" />
          <text class="now" x="${elapsedMs > 150_000 ? -8 : 8}" y="44" text-anchor="${elapsedMs > 150_000 ? 'end' : 'start'}">いま ${spanOf(elapsedMs)}</text></g>`
      : none
  return html`<svg class="axis" viewBox="0 30 ${WIDTH} 62" font-size="14" fill="#4d4d4d" aria-hidden="true">
    <path d="M0 60h${WIDTH}" stroke="#767676" stroke-width="2" />${ticks}${story ? dots(story) : none}${mark}</svg>`
}
