/**
 * The one style sheet, inline, so that the first answer is the whole page. Colours of 警戒レベル are the official ones;
 * text on level 3 is black, since white reaches only 3.8 : 1 (`c0`–`c5` colour a block, `m0`–`m5` a map).
 */
export const css = `*{box-sizing:border-box;margin:0;padding:0}
body{font:17px/1.75 system-ui,"Hiragino Sans","Noto Sans JP","Noto Sans CJK JP","BIZ UDPGothic","Yu Gothic UI",sans-serif;color:#1a1a1a;background:#f2f2f2;font-variant-numeric:tabular-nums;line-break:strict;word-break:auto-phrase;overflow-wrap:anywhere}
a{color:#0017c1;text-underline-offset:3px}
a:focus-visible{outline:4px solid #000;outline-offset:2px;background:#ffd43d;color:#1a1a1a}
.w{max-width:832px;margin:auto;padding:0 16px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;z-index:1;padding:8px 16px}
.top{background:#fff;border-bottom:1px solid #ccc}
.top .w{display:flex;flex-wrap:wrap;gap:0 24px;align-items:center;justify-content:space-between;padding-top:8px;padding-bottom:8px}
h1{font-size:20px;line-height:1.5}h1 a{color:inherit;text-decoration:none}h1 span{margin-left:12px;font-weight:400}
.lang{display:flex;gap:20px}.lang a,.lang b{line-height:44px}
.c5{background:#0c000c;color:#fff}.c4{background:#a0a;color:#fff}.c3{background:#ff2800;color:#000}.c2{background:#f2e700;color:#000}.c1{background:#fff;color:#000;border-bottom:2px solid #1a1a1a}.c0{background:#e6e6e6;color:#000}
.band{padding:20px 0}
.band .w{display:grid;grid-template-columns:auto 1fr;column-gap:20px;align-items:center}
.band svg{display:block}
.band b{display:block;font-size:20px;line-height:1.5}
.band strong{display:block;font-size:40px;line-height:1.25}
.band p{grid-column:1/3;margin-top:12px;font-size:20px;font-weight:700;line-height:1.6}
.band p span{display:block}.band .at{font-size:17px;font-weight:400}
.calm{padding:40px 0;background:#fff;border-bottom:1px solid #ccc}
.calm p{font-size:24px;font-weight:700;line-height:1.5}.calm p+p{margin-top:8px;font-size:17px;font-weight:400}
main{display:block}
h2.sec{font-size:22px;line-height:1.5;margin:36px 0 12px}
.sub{margin:-8px 0 12px;color:#4d4d4d}
.notice{background:#fff;border:1px solid #767676;border-radius:12px;overflow:hidden;margin:0 0 20px}
.notice header{padding:14px 20px;display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center;justify-content:space-between}
.notice h2{font-size:21px;line-height:1.5;flex:1 1 320px}
.notice .at{white-space:nowrap}
.tag{display:inline-block;border:2px solid;border-radius:6px;padding:0 10px;margin-right:10px;font-size:16px;line-height:1.6;font-weight:700}
.body{padding:16px 20px}
.text{font-size:18px;line-height:1.65}.text br{display:none}.text span{display:block}.text span+br+span{margin-top:7px}.tel{white-space:nowrap}
.note{font-weight:700;margin-bottom:12px}
.more{margin-top:12px}.more a{display:inline-block;padding:6px 0}
.earlier{margin-top:20px;border-left:6px solid #ccc;padding:4px 0 4px 16px;color:#4d4d4d}
.earlier h3{font-size:17px}.earlier .text{font-size:16px}
figure{margin-top:20px}figcaption{font-weight:700;margin-bottom:4px}
.map{display:block;width:100%;height:auto;max-width:560px;background:#f8f8fb;border:1px solid #ccc;border-radius:8px}
.map path{fill:#66666633;stroke:#4d4d4d;stroke-width:3;stroke-linejoin:round}
.m5 path{fill:#0c000c40;stroke:#0c000c}.m4 path{fill:#aa00aa33;stroke:#a0a}.m3 path{fill:#ff280040;stroke:#c41f00}.m2 path{fill:#f2e70080;stroke:#807900}
.map text{font-size:32px;font-weight:700;text-anchor:middle;fill:#000;stroke:#fff;stroke-width:7;paint-order:stroke;stroke-linejoin:round}
.map .bar{fill:none;stroke:#1a1a1a;stroke-width:2}.map .km{font-size:24px;font-weight:400;text-anchor:start}
.notice[data-state=lifted],.notice[data-state=cancelled],.notice[data-state=expired]{border-color:#ccc}
.drill{padding:14px;border-radius:12px;background:repeating-linear-gradient(-45deg,#fb5b01 0 14px,#fff 14px 28px)}
.drill>div{background:#fff;border-radius:4px;padding:16px}
.drill .flag{background:#1a1a1a;color:#fff;border-radius:4px;padding:8px 16px;margin-bottom:16px;display:flex;flex-wrap:wrap;gap:0 16px;align-items:center}
.drill .flag h2{font-size:22px;letter-spacing:.1em}
.drill .notice header{background:#ffeee2;color:#541e00}.drill .notice:last-child{margin:0}.drill .map path{fill:#fb5b0133;stroke:#8b3200}.drill .map .bar{fill:none;stroke:#1a1a1a}
section.drill{margin-top:36px}
.list{list-style:none;background:#fff;border:1px solid #ccc;border-radius:12px;overflow:hidden}
.list li{padding:12px 20px}.list li+li{border-top:1px solid #ccc}.list span{display:block;color:#4d4d4d}
footer{margin-top:40px;padding:24px 0;background:#fff;border-top:1px solid #ccc}
footer p+p{margin-top:8px}footer a{display:inline-block;padding:4px 0;margin-right:14px}
@media(min-width:720px){.body:has(>figure){display:grid;grid-template-columns:1fr 320px;column-gap:28px}.body>*{grid-column:1/3}.body:has(>figure)>.text{grid-column:1}.body>figure{grid-column:2;margin:0}}
@media(max-width:480px){h1 span{display:block;margin:0;font-size:17px}.band strong{font-size:34px}.notice header,.body{padding-left:16px;padding-right:16px}.notice h2{flex-basis:100%}.drill{padding:8px}.drill>div{padding:12px}}
@media print{body{background:#fff;font-size:12pt}.lang,.skip,.more,footer a{display:none}.notice{break-inside:avoid}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}`
