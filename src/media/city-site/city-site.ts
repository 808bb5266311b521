import { randomUUID } from 'node:crypto'
import { mkdir, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import {
  bodyLines,
  type Connector,
  type Finding,
  headline,
  type LinkProof,
  type Medium,
  type MessageFacts,
  type Order,
  type Outcome,
  placeShort,
  type Rendition,
  type Sighting,
  type Tools,
} from '#alerts/medium.ts'
import { noticesOn, shows } from './look.ts'
import { capOf, type NoticeState, noticeOf } from './notice.ts'
import { publish } from './publish.ts'
import { type Site, settings, siteOf } from './settings.ts'
import { keepNotice, keepSite } from './store.ts'
import { reasonOf } from './trouble.ts'

/** 市サイト: the city's public page, its feeds and its CAP files, as static files. */
export const citySite: Medium = {
  name: 'city-site',
  label: '市サイト',
  correction: 'edit',
  correctionWords: '同じお知らせを書き直します。前の文と時刻は下に残ります。',
  repeat: 'idempotent',
  drillNeedsPlan: false,
  visibleWithinMs: 1_000,
  settings,
  open(given, tools) {
    const chosen = settings.safeParse(given ?? {})
    if (!chosen.success) return { off: `設定に誤りがあります（${faultsOf(chosen.error)}）` }
    const site = siteOf(chosen.data, tools.city)
    try {
      keepSite(tools.folder, site)
    } catch (error) {
      return { off: reasonOf(error) }
    }
    return connect(site, tools)
  },
}

const faultsOf = (error: z.ZodError) =>
  error.issues.map((issue) => `${issue.path.join('.') || '全体'}：${issue.message}`).join('、')

function connect(site: Site, tools: Tools): Connector {
  return {
    render,
    check,
    send: (order, signal) => send(site, tools, order, signal),
    observe: (order, _reference, signal) => observe(site, tools, order, signal),
    probe: (signal) => probe(site, tools, signal),
  }
}

function render(facts: MessageFacts, language: 'ja' | 'ja-easy'): Rendition {
  return { title: headline(facts), text: bodyLines(facts, language).join('\n') }
}

/** A page has room; these keep it readable on a phone, and the first answer under 14 kB with four notices. */
const longestTitle = 80
const longestText = 1_200

function check({ title = '', text }: Rendition, facts: MessageFacts): Finding[] {
  const findings: Finding[] = []
  const stop = (code: string, field: string, message: string, mend: string) =>
    findings.push({ code, severity: 'stop', field, message, mend })
  if (!title.trim()) stop('title_empty', 'title', '見出しが空です。', '見出しを書いてください。')
  if (!text.trim()) stop('text_empty', 'text', '本文が空です。', '本文を書いてください。')
  const [titleLength, textLength] = [[...title].length, [...text].length]
  if (titleLength > longestTitle)
    stop(
      'too_long',
      'title',
      `見出しが長すぎます（${titleLength}/${longestTitle}字）。`,
      '短くしてください。',
    )
  if (textLength > longestText)
    stop('too_long', 'text', `本文が長すぎます（${textLength}/${longestText}字）。`, '短くしてください。')
  if (findings.length > 0) return findings
  return consistency(`${title}\n${text}`, facts)
}

/** A person may have changed the words; the map and the colour still come from the facts. */
function consistency(words: string, facts: MessageFacts): Finding[] {
  const lost = facts.wholeCity ? [] : facts.districtNames.filter((name) => !words.includes(name))
  const missing = lost.map((name) => `地域「${name}」`)
  if (facts.level !== null && facts.type !== 'cancel' && !words.includes(`警戒レベル${facts.level}`))
    missing.unshift(`「警戒レベル${facts.level}」`)
  if (missing.length === 0)
    return [{ code: 'consistent', severity: 'good', message: '見出し・本文・地図の区域が一致しています' }]
  return [
    {
      code: 'inconsistent',
      severity: 'look',
      message: `地図と色が示す${missing.join('、')}が、見出しにも本文にもありません（${placeShort(facts)}）。`,
      mend: '文に入れるか、選んだレベルと地域を確かめてください。',
    },
  ]
}

/** Gives up when the signal fires; the work itself goes on behind and harms nobody, since repeating is free. */
async function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let giveUp: (() => void) | undefined
  const end = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason)
    signal.addEventListener('abort', giveUp, { once: true })
  })
  try {
    return await Promise.race([work, end])
  } finally {
    if (giveUp) signal.removeEventListener('abort', giveUp)
    work.catch(() => undefined)
  }
}

async function send(site: Site, tools: Tools, order: Order, signal: AbortSignal): Promise<Outcome> {
  const { folder, clock, log } = tools
  try {
    const cap = capOf(order, site, log)
    const notice = noticeOf(order, cap !== null)
    const work = keepNotice(folder, notice, cap, log).then(() => publish(folder, clock, log))
    await within(work, signal)
  } catch (error) {
    if (signal.aborted) return { kind: 'unknown', reason: '保存先が時間内に答えませんでした' }
    if (error instanceof z.ZodError)
      return { kind: 'rejected', reason: `内容に誤りがあります（${faultsOf(error)}）` }
    if (!(error as NodeJS.ErrnoException).code) throw error
    return { kind: 'retry', reason: reasonOf(error), afterSeconds: 5 }
  }
  tellHub(site, tools)
  return { kind: 'accepted', reference: `${site.base}a/${order.messageId}.html` }
}

/** Subscribers hear at once; a hub that is away keeps nobody from reading the page. @see W3C WebSub §7 */
function tellHub(site: Site, tools: Tools): void {
  if (!site.hub) return
  for (const topic of ['feed.atom', 'feed.json', 'cap/feed.atom']) {
    const body = new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': `${site.base}${topic}` })
    tools.fetch(site.hub, { method: 'POST', body, signal: AbortSignal.timeout(5_000) }).then(
      (answer) => {
        if (!answer.ok) tools.log.warn({ event: 'city-site.hub', topic, reason: `HTTP ${answer.status}` })
      },
      (error: Error) => tools.log.warn({ event: 'city-site.hub', topic, reason: error.message }),
    )
  }
}

const stateOfAct: Record<Order['act'], NoticeState> = {
  alert: 'live',
  update: 'corrected',
  lift: 'lifted',
  cancel: 'cancelled',
}

/** Fetches the public page as a resident would, and looks for the very words, as what holds or as what stood before. */
async function observe(
  site: Site,
  tools: Tools,
  order: Order,
  signal: AbortSignal,
): Promise<Sighting | 'not-yet'> {
  const rendition = order.renditions.find((one) => one.language === 'ja')?.rendition
  const words = { title: rendition?.title ?? order.facts.what, text: rendition?.text ?? '' }
  const front = await pageAt(tools, site.base, signal)
  const onFront = shows(front, order.messageId, words)
  const at = tools.clock()
  if (onFront.now && onFront.state === stateOfAct[order.act]) return { where: '市サイトのトップ', at }
  if (onFront.before) return { where: '市サイトのトップ（前の文として）', at }
  const wasOvertaken = noticesOn(front).some((notice) => notice.earlier.includes(order.messageId))
  if (order.validUntil > at && !wasOvertaken) return 'not-yet'
  const own = shows(
    await pageAt(tools, `${site.base}a/${order.messageId}.html`, signal),
    order.messageId,
    words,
  )
  return own.now || own.before ? { where: 'お知らせのページ', at: tools.clock() } : 'not-yet'
}

/** Empty when it is not there; what it says when it is. */
async function pageAt(tools: Tools, address: string, signal: AbortSignal): Promise<string> {
  const answer = await tools.fetch(address, { signal, headers: { 'cache-control': 'no-cache' } })
  const text = await answer.text()
  return answer.ok ? text : ''
}

/** Writes beside the notices and takes it away again, then opens the front page. */
async function probe(site: Site, tools: Tools, signal: AbortSignal): Promise<LinkProof> {
  const started = performance.now()
  try {
    await within(tryDisk(tools), signal)
  } catch (error) {
    return { ok: false, reason: signal.aborted ? '保存先が答えません' : reasonOf(error) }
  }
  try {
    const answer = await tools.fetch(site.base, { signal })
    await answer.arrayBuffer()
    if (!answer.ok) return { ok: false, reason: `公開ページが開けません（HTTP ${answer.status}）` }
  } catch (error) {
    return { ok: false, reason: `公開ページにつながりません（${reasonOf(error)}）` }
  }
  const tookMs = Math.round(performance.now() - started)
  return { ok: true, words: `書き込みと公開ページを確かめました（${tookMs}ミリ秒）` }
}

async function tryDisk(tools: Tools): Promise<void> {
  await publish(tools.folder, tools.clock, tools.log)
  const path = join(tools.folder, 'notices', `${randomUUID()}.part`)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, 'probe')
  await unlink(path)
}
