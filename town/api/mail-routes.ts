import { Hono } from 'hono'
import { z } from 'zod'
import type { Mail } from '../mail/mailbox.ts'
import { Letter, sendLetter, unsubscribe } from '../mail/resident.ts'
import type { Town } from '../town.ts'
import { jsonIn, notFound, wrong } from './answers.ts'

const MailQuery = z.object({
  to: z.string().optional(),
  text: z.string().optional(),
  alertId: z.string().toLowerCase().optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(50),
})

/** The listing shows a mail without its headers and HTML. */
const brief = ({ headers: _headers, html: _html, ...mail }: Mail) => mail

/** `/api/mail`: the mailboxes of the town, and what residents do with mail. */
export function mailRoutes(town: Town): Hono {
  const { mailbox, post } = town
  const app = new Hono()
  app.get('/', (c) => {
    const query = MailQuery.safeParse(c.req.query())
    if (!query.success) return c.json(wrong(query.error), 400)
    return c.json({ mails: mailbox.list(query.data).map(brief), counts: mailbox.counts() })
  })
  app.get('/counts', (c) => c.json({ ...mailbox.counts(), relay: post.relay.counts() }))
  app.delete('/', (c) => {
    mailbox.clear()
    town.picture.changed()
    return c.body(null, 204)
  })
  app.post('/send', async (c) => {
    const letter = Letter.safeParse(await jsonIn(c.req))
    if (!letter.success) return c.json(wrong(letter.error), 400)
    const attempt = await sendLetter(post.relay, letter.data)
    return c.json(attempt, attempt.kind === 'accepted' ? 200 : 502)
  })
  app.get('/:id', (c) => {
    const mail = mailbox.find(c.req.param('id'))
    return mail ? c.json(mail) : c.json(notFound, 404)
  })
  app.get('/:id/raw', (c) => {
    const raw = mailbox.raw(c.req.param('id'))
    if (!raw) return c.json(notFound, 404)
    return c.body(new Uint8Array(raw), 200, { 'content-type': 'message/rfc822' })
  })
  app.post('/:id/unsubscribe', async (c) => {
    const mail = mailbox.find(c.req.param('id'))
    if (!mail) return c.json(notFound, 404)
    const leaving = await unsubscribe(mail, town.cityUrl)
    const status = leaving.kind === 'sent' ? 200 : leaving.kind === 'not-offered' ? 409 : 502
    return c.json(leaving, status)
  })
  return app
}
