import { type Html, html, none } from './html.ts'
import { topicOf } from './words.ts'

/** The stairs of 警戒レベル, lit up to the level. */
function stairs(level: number): Html {
  const steps = [28, 21, 14, 7, 1].map((y, index) => {
    const lit = index < level
    const height = 40 - y
    return lit
      ? html`<rect x="${index * 10}" y="${y}" width="8" height="${height}" rx="1" fill="currentColor" />`
      : html`<rect x="${index * 10 + 1}" y="${y}" width="6" height="${height - 1}" rx="1" fill="none" stroke="currentColor" stroke-width="2" />`
  })
  return html`<svg class="stairs" width="28" height="24" viewBox="0 0 50 40" aria-hidden="true">${steps}</svg>`
}

/** A headline on the colour of its level, as the words themselves give it. @param tag whether it is a heading */
export function levelBand(headline: string, state: 'live' | 'corrected' | 'lifted'): Html {
  const { level, name } = topicOf(headline)
  if (state !== 'live') return html`<p class="band ended">${state === 'lifted' ? '解除' : '訂正あり'}</p>`
  if (!level) return none
  return html`<p class="band lv${level}">${stairs(level)}<span>${name}</span></p>`
}
