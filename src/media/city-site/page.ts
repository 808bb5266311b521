import { html, raw } from 'hono/html'
import type { Language } from '#alerts/schema.ts'
import { dialled, type Markup } from './markup.ts'
import type { Site } from './settings.ts'
import { css } from './style.ts'
import { pageWords } from './words.ts'

/** Where a page stands: every link is relative, so that the same files work under `/`, `/c/{slug}/` and a city's own name. */
export interface Place {
  language: Language
  /** The page's path from the front: `''`, `a/{id}.html`; without the language. */
  path: string
  /** Way to the top folder, where it cannot be told from the path: the 404 page stands under any address. */
  up?: string
}

/** From a page to the top folder of the site: `''`, `../`, `../../`. */
export function upFrom({ language, path, up }: Place): string {
  if (up !== undefined) return up
  const folders = path.split('/').length - 1 + (language === 'ja-easy' ? 1 : 0)
  return '../'.repeat(folders)
}

/** The front page in the page's language, seen from the page. */
export const frontFrom = (place: Place): string =>
  `${upFrom(place)}${place.language === 'ja-easy' ? 'ja-easy/' : ''}` || './'

const folderOf: Record<Language, string> = { ja: '', 'ja-easy': 'ja-easy/' }

/** The whole document around a page's content. @param canonical  the page's own path, where several lead to it */
export function documentOf(
  site: Site,
  place: Place,
  title: string,
  content: Markup,
  canonical = place.path,
): string {
  const words = pageWords[place.language]
  const up = upFrom(place)
  const address = `${site.base}${folderOf[place.language]}${canonical}`
  const page = html`<!doctype html>
<html lang="${words.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}｜${site.cityName}</title>
<link rel="canonical" href="${address}">
<link rel="alternate" type="application/atom+xml" title="Atom" href="${up}feed.atom">
<link rel="alternate" type="application/feed+json" title="JSON Feed" href="${up}feed.json">
<link rel="alternate" type="application/atom+xml" title="CAP 1.2" href="${up}cap/feed.atom">
<style>${raw(css)}</style></head>
<body><a class="skip" href="#main">${words.skip}</a>
<header class="top"><div class="w"><h1><a href="${frontFrom(place)}">${site.cityName}<span>${words.title}</span></a></h1>${languageLinks(place)}</div></header>
<main id="main">${content}</main>
<footer><div class="w"><p>${words.emergency}</p>${
    site.phone && html`<p>${words.contact}：${dialled(site.phone)}</p>`
  }<p>${site.homepage && html`<a href="${site.homepage}">${words.homepage}</a>`}<a href="${up}${folderOf[place.language]}past.html">${words.past}</a></p>
<p>${words.feeds}：<a href="${up}feed.atom">Atom</a><a href="${up}feed.json">JSON</a><a href="${up}cap/feed.atom">CAP</a></p></div></footer></body></html>
`
  return String(page)
}

function languageLinks(place: Place): Markup {
  const link = (language: Language) => {
    const { name, lang } = pageWords[language]
    if (language === place.language) return html`<b lang="${lang}">${name}</b>`
    const href = `${upFrom(place)}${folderOf[language]}${place.path}` || './'
    return html`<a href="${href}" lang="${lang}" hreflang="${lang}">${name}</a>`
  }
  return html`<nav class="lang" aria-label="${pageWords[place.language].languages}">${link('ja')}${link('ja-easy')}</nav>`
}
