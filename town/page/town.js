// Moves the wall when the world has moved: the server says that the picture changed, the parts that differ are replaced.

const WIDTH = 784

/** Must agree with placeOf in axis.ts. */
const placeOf = (ms) => Math.round(Math.min(4, Math.log10(Math.max(100, ms) / 100)) * (WIDTH / 4))

const wall = document.getElementById('picture')
const say = document.getElementById('say')
const partsOf = (root) => [...root.querySelectorAll('[data-part]')]

/** What the server last sent of each part; the page itself changes as time goes by. */
const sent = new Map(partsOf(wall).map((part) => [part.dataset.part, part.outerHTML]))
let said = ''

function replace(next) {
  const name = next.dataset.part
  if (sent.get(name) === next.outerHTML) return
  sent.set(name, next.outerHTML)
  const old = wall.querySelector(`[data-part="${name}"]`)
  const held = old.contains(document.activeElement) ? document.activeElement.getAttribute('href') : undefined
  if (next.dataset.lit && next.dataset.lit !== old.dataset.lit) next.classList.add('lit')
  old.replaceWith(next)
  if (held) next.querySelector(`[href="${CSS.escape(held)}"]`)?.focus()
  const line = next.querySelector('[data-say]')?.textContent
  if (line && line.split('で見えた')[0] !== said) {
    say.textContent = line
    said = line.split('で見えた')[0]
  }
}

async function draw() {
  const answer = await fetch('/picture')
  if (!answer.ok) return
  const template = document.createElement('template')
  template.innerHTML = await answer.text()
  for (const part of partsOf(template.content)) replace(part)
  tick()
}

const clock = (options) => {
  const format = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', hourCycle: 'h23', ...options })
  return (moment) => format.format(moment)
}
const minutes = clock({ hour: '2-digit', minute: '2-digit' })
const seconds = clock({ hour: '2-digit', minute: '2-digit', second: '2-digit' })

function tick() {
  const now = Date.now()
  for (const one of document.querySelectorAll('[data-clock]'))
    one.textContent = one.dataset.clock === 'seconds' ? seconds(now) : minutes(now)
  for (const one of document.querySelectorAll('[data-since]')) {
    const waited = now - Date.parse(one.dataset.since)
    one.textContent = waited > 600_000 ? '届いていない' : `まだ ${Math.max(0, Math.floor(waited / 1_000))} 秒`
  }
  for (const one of document.querySelectorAll('[data-now-mark]')) {
    const waited = now - Date.parse(one.dataset.nowMark)
    one.setAttribute('transform', `translate(${placeOf(waited)} 0)`)
    one.querySelector('text').textContent = `いま ${spanOf(waited)}`
  }
}

/** Must agree with spanOf in words.ts, from one second on. */
function spanOf(ms) {
  const whole = Math.max(0, Math.floor(ms / 1_000))
  return whole < 100 ? `${whole} 秒` : `${Math.floor(whole / 60)} 分 ${whole % 60} 秒`
}

let drawing = Promise.resolve()
const stream = new EventSource('/picture/stream')
stream.addEventListener('changed', () => {
  drawing = drawing.then(draw).catch(() => undefined) // the town was restarted: the stream comes back by itself
})
setInterval(tick, 250)
tick()
