import { html, raw } from 'hono/html'

/** What `html` makes: text that is already escaped. */
export type Html = ReturnType<typeof html>

/** Colours and sizes of the design tokens (`design/tokens.css`), for pages that need no script and no second request. */
const css = `*{box-sizing:border-box;margin:0;padding:0}
body{font:17px/1.75 system-ui,"Hiragino Sans","Noto Sans JP","Noto Sans CJK JP","BIZ UDPGothic",sans-serif;color:#1a1a1a;background:#f2f2f2;line-break:strict;word-break:auto-phrase;overflow-wrap:anywhere}
a{color:#0017c1;text-underline-offset:3px}
:focus-visible{outline:4px solid #000;outline-offset:2px;box-shadow:0 0 0 2px #ffd43d}
.w{max-width:640px;margin:auto;padding:0 16px}
header{background:#fff;border-bottom:1px solid #ccc}header .w{padding-top:12px;padding-bottom:12px}
header b{font-size:20px;line-height:1.5}
main{display:block;padding:32px 0 48px}
h1{font-size:26px;line-height:1.5;margin-bottom:16px}
h2{font-size:20px;line-height:1.5}
p+p,p+form,form+p,form+h2,p+h2{margin-top:16px}
.box{background:#fff;border:1px solid #ccc;border-radius:12px;padding:20px;margin-top:24px}
.box>*+*{margin-top:12px}
label,legend{font-weight:700}
.hint{color:#4d4d4d;font-size:16px;font-weight:400}
input[type=email]{display:block;width:100%;min-height:56px;padding:8px 16px;border:1px solid #767676;border-radius:8px;font:inherit;font-size:18px;background:#fff}
input[aria-invalid]{border:2px solid #ce0000}
.bad{color:#ce0000;font-weight:700}
button{display:block;width:100%;min-height:56px;padding:8px 24px;border:0;border-radius:8px;background:#0017c1;color:#fff;font:inherit;font-size:18px;font-weight:700;cursor:pointer}
button:hover{background:#00118f}
button.stop{background:#fff;color:#ce0000;border:2px solid #ce0000}button.stop:hover{background:#fdeeee}
fieldset{border:0;min-width:0}fieldset+fieldset{margin-top:28px}
legend{font-size:20px;line-height:1.5;margin-bottom:8px}
.pick{display:flex;gap:14px;align-items:flex-start;padding:12px 16px;background:#fff;border:1px solid #ccc;margin-top:-1px;font-weight:400;cursor:pointer}
fieldset .pick:first-of-type{border-radius:8px 8px 0 0}fieldset .pick:last-of-type{border-radius:0 0 8px 8px}
.pick input{flex:none;width:24px;height:24px;margin-top:3px;accent-color:#0017c1}
.pick b{display:block;line-height:1.75}.pick small{display:block;font-size:16px;line-height:1.6;color:#4d4d4d}
.two{display:grid;grid-template-columns:1fr 1fr;gap:8px;margin-top:8px}fieldset .two .pick{border-radius:8px;margin:0}
.good{background:#e6f5ec;border-left:8px solid #197a4b;padding:16px 20px;margin-bottom:24px;font-weight:700}
.address{font-size:20px;font-weight:700}
.last{margin-top:36px}
@media(min-width:600px){button{width:auto;min-width:260px}.two{grid-template-columns:1fr 1fr 1fr}}`

/** A page of a city's 安全安心メール. Found by nobody who was not sent here: links of persons must not be indexed. */
export function page(cityName: string, title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>${title}｜${cityName} 安全安心メール</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>${raw(css)}</style></head>
<body><header><div class="w"><b>${cityName}　安全安心メール</b></div></header>
<main><div class="w"><h1>${title}</h1>${body}</div></main></body></html>`
}
