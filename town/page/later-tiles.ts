import { type Html, html } from './html.ts'
import { laterPill } from './pill.ts'

const words = html`<p class="notyet">まだつながって<wbr>いません<br>（準備中）</p>`

const tile = (label: string, drawing: Html, shape = '') =>
  html`<section class="tile later ${shape}"><h2>${label} ${laterPill}</h2>${drawing}</section>`

const television = html`<div class="tv"><div class="dark">${words}</div></div><div class="stand" aria-hidden="true"></div>`
const terminal = html`<div class="tv"><div class="dark">${words}</div></div>`
const handset = html`<div class="phone"><div class="scr off">${words}</div></div>`
const empty = html`<div class="win off">${words}</div>`
const radio = html`<div class="drawn"><svg viewBox="0 0 180 180" aria-hidden="true">
    <path d="M150 30L176 2" stroke="#767676" stroke-width="4" stroke-linecap="round" />
    <rect x="1" y="28" width="178" height="150" rx="18" fill="#f5f1e9" stroke="#b3a88f" stroke-width="2" />
    <rect x="14" y="42" width="152" height="40" rx="8" fill="#4d4d4d" />
    <path d="M16 140h148" stroke="#b3b3b3" stroke-width="4" stroke-linecap="round" stroke-dasharray="1 9" /></svg>${words}</div>`
const loudspeakers = html`<div class="drawn"><svg viewBox="0 0 180 180" aria-hidden="true">
    <rect width="180" height="180" rx="10" fill="#f5f1e9" />
    <path d="M-2 40c40-10 68 24 92 46s50 50 70 92" fill="none" stroke="#d3e6f2" stroke-width="10" />
    <path d="M0 120h180M56 0v180M130 0v180" stroke="#fff" stroke-width="5" />
    <g fill="#fff" stroke="#949494" stroke-width="2"><circle cx="61" cy="64" r="4" /><circle cx="101" cy="52" r="4" /><circle cx="42" cy="98" r="4" /><circle cx="83" cy="104" r="4" /><circle cx="121" cy="98" r="4" /><circle cx="60" cy="140" r="4" /><circle cx="106" cy="138" r="4" /><circle cx="148" cy="132" r="4" /></g></svg>${words}</div>`

/** Devices whose media come later: drawn calmly, without any content of their own. */
export const laterTiles = {
  television: tile('ケーブルテレビ', television),
  terminal: tile('家の端末', terminal),
  cellBroadcast: tile('緊急速報メール', handset),
  radio: tile('FMラジオ', radio),
  loudspeakers: tile('防災無線', loudspeakers),
  localSns: tile('地域SNS', empty),
  x: tile('X', empty),
}
