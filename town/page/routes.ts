import { readFileSync } from 'node:fs'
import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { Letter, sendLetter, unsubscribe } from '../mail/resident.ts'
import type { Town } from '../town.ts'
import { html } from './html.ts'
import { layout, paper } from './layout.ts'
import { type LetterForm, letterPage, mailListPage, mailPage } from './mail-pages.ts'
import { sceneOf, wall } from './wall.ts'

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** A moving picture is sent at most this often. */
const PICTURE_MS = 200

/** In this order: later ones stand above earlier ones. */
const STYLES = ['base', 'wall', 'phones', 'windows', 'later', 'sheet', 'narrow']

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

/** Tells the browser that the picture has changed; many changes at once become one word. */
function pictureStream(town: Town, c: Context): Response {
  return streamSSE(c, async (stream) => {
    let waiting: NodeJS.Timeout | undefined
    const end = town.picture.listen(() => {
      waiting ??= setTimeout(() => {
        waiting = undefined
        void stream.writeSSE({ event: 'changed', data: '' })
      }, PICTURE_MS)
    })
    stream.onAbort(() => {
      clearTimeout(waiting)
      end()
    })
    await stream.writeSSE({ event: 'changed', data: '' })
    while (!stream.aborted) {
      await stream.sleep(15_000)
      await stream.write(': still here\n\n')
    }
  })
}

function mailPages(town: Town): Hono {
  const app = new Hono()
  const blank: LetterForm = {
    from: 'hana@docomo.example',
    to: `touroku@${town.cityMailDomains[0] ?? ''}`,
    subject: '',
    text: '',
  }
  const missing = paper('メールが見つかりません', html`<p>古いメールは、新しいものが届くと消えます。</p>`)
  app.get('/', (c) => {
    const query = c.req.query('q') ?? ''
    return c.html(mailListPage(town.mailbox.list({ text: query, limit: 200 }), town.mailbox.counts(), query))
  })
  app.get('/new', (c) => c.html(letterPage(blank)))
  app.post('/new', async (c) => {
    const body = await c.req.parseBody()
    const typed = {
      ...blank,
      ...Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === 'string')),
    }
    const letter = Letter.safeParse(typed)
    if (!letter.success)
      return c.html(letterPage(typed, '差出人と宛先を、メールアドレスの形で書いてください。'), 400)
    return c.html(letterPage(letter.data, await sendLetter(town.post.relay, letter.data)))
  })
  app.get('/:id', (c) => {
    const mail = town.mailbox.find(c.req.param('id'))
    return mail ? c.html(mailPage(mail)) : c.html(missing, 404)
  })
  app.post('/:id/unsubscribe', async (c) => {
    const mail = town.mailbox.find(c.req.param('id'))
    return mail ? c.html(mailPage(mail, await unsubscribe(mail, town.cityUrl))) : c.html(missing, 404)
  })
  return app
}

/** The town's pages: the wall at `/`, the mails below `/mail`. */
export function pageRoutes(town: Town): Hono {
  const app = new Hono()
  const files = { css: STYLES.map((name) => read(`./styles/${name}.css`)).join('\n'), js: read('./town.js') }
  app.use(async (c, next) => {
    await next()
    c.header('content-security-policy', POLICY)
    c.header('x-content-type-options', 'nosniff')
    c.header('referrer-policy', 'same-origin')
  })
  app.get('/', (c) => {
    const say = html`<p id="say" class="unseen" aria-live="polite"></p>`
    return c.html(layout('まち – つなぐ市', html`<div id="picture">${wall(sceneOf(town))}</div>${say}`, true))
  })
  app.get('/picture', (c) => c.html(wall(sceneOf(town))))
  app.get('/picture/stream', (c) => pictureStream(town, c))
  app.get('/town.css', (c) => c.body(files.css, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/town.js', (c) => c.body(files.js, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  app.route('/mail', mailPages(town))
  app.notFound((c) => c.html(paper('ページが見つかりません', html`<p>まちの様子へ戻ってください。</p>`), 404))
  return app
}
