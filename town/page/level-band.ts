import type { NoticeState } from '../seen/sighting.ts'
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

/** What stands in place of a level that no longer holds. */
const ENDED: Partial<Record<NoticeState, string>> = { lifted: '解除', cancelled: '取消', expired: '期限切れ' }

/** A headline on the colour of its level, as the words themselves give it; a drill has no colour of a level. */
export function levelBand(headline: string, state: NoticeState, drill: boolean): Html {
  const { level, name } = topicOf(headline)
  const ended = ENDED[state]
  if (ended) return html`<p class="band ended">${ended}</p>`
  const corrected = state === 'corrected' ? '（訂正あり）' : ''
  if (!level) return corrected ? html`<p class="band ended">訂正あり</p>` : none
  if (drill) return html`<p class="band ended">${stairs(level)}<span>訓練 ${name}${corrected}</span></p>`
  return html`<p class="band lv${level}">${stairs(level)}<span>${name}${corrected}</span></p>`
}
