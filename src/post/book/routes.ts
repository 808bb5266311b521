import type { Context } from 'hono'
import type { Kysely } from 'kysely'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { inCity, type Outer } from '#platform/database/city.ts'
import type { Env } from '#platform/http/context.ts'
import { router } from '#platform/http/route.ts'
import type { MailKeys } from '../mailing/keys.ts'
import { type Choice, mailLanguages, topics } from '../schema.ts'
import type { Setup, Setups } from '../setup.ts'
import { readAddress } from './address.ts'
import { type Book, firstChoice, knownTopics, type Opened } from './join.ts'
import type { Html } from './page.ts'
import * as pages from './pages.ts'
import { readDistricts, readDistrictWord } from './queries.ts'
import { linkIds } from './tokens.ts'

export interface PageParts {
  db: Kysely<Outer>
  setups: Setups
  book: Book
  keys: MailKeys
  /** The city that a host name shows; null when it shows none. */
  slugOfHost: (host: string) => string | null
  /** Where a request comes from, for the limit of sign-ups. */
  addressOf: (c: Context<Env>) => string
  /** Sign-ups an hour from one address of the network; several people share one. */
  signUpsAnHour?: number
}

type Page = Html

/** Pages hold links that open something for one person: kept by nobody, told to nobody. */
function show(c: Context<Env>, page: Page, status: 200 | 400 | 404 | 429 = 200) {
  c.header('Cache-Control', 'no-store')
  c.header('X-Robots-Tag', 'noindex')
  return Promise.resolve(page).then((text) => c.html(text, status))
}

/** `/mail/…`: joining, choosing, leaving; RFC 8058; and the public keys of our signatures. All public, no cookie, no script. */
export function mailRoutes(parts: PageParts) {
  const { setups, book } = parts
  const limiter = new RateLimiterMemory({ points: parts.signUpsAnHour ?? 30, duration: 3_600 })
  const here = (c: Context<Env>): Setup | undefined => {
    const slug = parts.slugOfHost((c.req.header('host') ?? '').replace(/:\d+$/, ''))
    return slug ? setups.ofSlug(slug) : setups.all().length === 1 ? setups.all()[0] : undefined
  }
  const cityOf = (token: string): Setup | null => setups.of(linkIds(token)?.cityId ?? '') ?? null
  const start = (c: Context<Env>, setup: Setup | undefined) =>
    setup ? show(c, pages.startPage(setup, `/mail/at/${setup.city.slug}`)) : show(c, pages.offPage(), 404)

  const app = router()
  app.get('/mail', (c) => start(c, here(c)))
  app.get('/mail/', (c) => start(c, here(c)))
  app.get('/mail/at/:slug', (c) => start(c, setups.ofSlug(c.req.param('slug'))))
  app.post('/mail/at/:slug', async (c) => {
    const setup = setups.ofSlug(c.req.param('slug'))
    if (!setup) return show(c, pages.offPage(), 404)
    const typed = String((await c.req.parseBody()).address ?? '').slice(0, 254)
    const address = readAddress(typed)
    if (!address) return show(c, pages.startPage(setup, c.req.path, typed), 400)
    if (!(await mayPass(limiter, parts.addressOf(c)))) return show(c, pages.tooManyPage(setup), 429)
    await book.ask(setup.city.id, address, 'web')
    return show(c, pages.askedPage(setup))
  })
  app.get('/mail/c/:token', async (c) => {
    const token = c.req.param('token')
    const setup = cityOf(token)
    const opened = setup && (await book.open('confirm', token))
    if (!setup || !opened || opened.state === 'left') return show(c, pages.voidPage(setup), 404)
    return show(c, pages.confirmPage(setup, token))
  })
  app.post('/mail/c/:token', async (c) => {
    const token = c.req.param('token')
    const confirmed = await book.confirm(token)
    if (!confirmed) return show(c, pages.voidPage(cityOf(token)), 404)
    return c.redirect(`/mail/m/${confirmed.change}?note=joined`, 303)
  })
  app.route('/', changeRoutes(parts, cityOf))
  app.get('/mail/u/:token', async (c) => {
    const token = c.req.param('token')
    const setup = cityOf(token)
    const opened = setup && (await book.open('leave', token))
    if (!setup || !opened) return show(c, pages.voidPage(setup), 404)
    return show(c, opened.state === 'left' ? pages.leftPage(setup) : pages.leavePage(setup, token)) // GET never unsubscribes: scanners open links
  })
  app.post('/mail/u/:token', async (c) => {
    const token = c.req.param('token')
    const setup = cityOf(token)
    // RFC 8058 §3.1: exactly this pair, no cookie, no other context. Our own button sends the same.
    const asked = (await c.req.parseBody().catch(() => ({}) as Record<string, unknown>))['List-Unsubscribe']
    if (!setup || asked !== 'One-Click') return show(c, pages.voidPage(setup), setup ? 400 : 404)
    return (await book.leave(token)) ? show(c, pages.leftPage(setup)) : show(c, pages.voidPage(setup), 404)
  })
  app.get('/mail/dkim.json', async (c) => {
    const published = await Promise.all(setups.all().map((setup) => parts.keys.published(setup.city.id)))
    return c.json({ records: published.flat() })
  })
  return app
}

function changeRoutes({ db, book }: PageParts, cityOf: (token: string) => Setup | null) {
  const view = async (
    setup: Setup,
    token: string,
    opened: Opened,
    choice: Choice,
    rest: Pick<pages.ChangeView, 'note' | 'fault'>,
  ) => {
    const [districts, districtWord] = await inCity(
      db,
      setup.city.id,
      async (tx) => [await readDistricts(tx), await readDistrictWord(tx)] as const,
    )
    return pages.changePage({ setup, token, leave: opened.leave, choice, districts, districtWord, ...rest })
  }
  const app = router()
  app.get('/mail/m/:token', async (c) => {
    const token = c.req.param('token')
    const setup = cityOf(token)
    const opened = setup && (await book.open('change', token))
    if (!setup || opened?.state !== 'active') return show(c, pages.voidPage(setup), 404)
    const said = c.req.query('note')
    const note = said === 'joined' || said === 'saved' ? said : null
    return show(c, await view(setup, token, opened, opened.choice ?? firstChoice, { note, fault: false }))
  })
  app.post('/mail/m/:token', async (c) => {
    const token = c.req.param('token')
    const setup = cityOf(token)
    const opened = setup && (await book.open('change', token))
    if (!setup || opened?.state !== 'active') return show(c, pages.voidPage(setup), 404)
    const form = await c.req.parseBody({ all: true })
    const all = (name: string) => [form[name] ?? []].flat().map(String)
    const language = mailLanguages.find((one) => one === form.language) ?? 'ja'
    const districts = all('district')
      .filter((id) => /^[0-9a-f-]{36}$/.test(id))
      .slice(0, 200)
    const choice: Choice = { topics: knownTopics(all('topic'), topics), districts, language }
    if (choice.topics.length === 0)
      return show(c, await view(setup, token, opened, choice, { note: null, fault: true }), 400)
    if (!(await book.choose(token, choice))) return show(c, pages.voidPage(setup), 404)
    return c.redirect(`/mail/m/${token}?note=saved`, 303)
  })
  return app
}

async function mayPass(limiter: RateLimiterMemory, who: string): Promise<boolean> {
  try {
    await limiter.consume(who)
    return true
  } catch (fault) {
    if (fault instanceof RateLimiterRes) return false
    throw fault
  }
}
