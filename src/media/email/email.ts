import { setTimeout as pause } from 'node:timers/promises'
import type { z } from 'zod'
import type { Connector, Medium, Order, Outcome, Progress, Sighting, Tools } from '#alerts/medium.ts'
import type { AlertMailing, Post, Setup } from '#post/index.ts'
import { mailSettings } from '#post/schema.ts'
import { check, render, topicsOf, urgencyOf } from './words.ts'

/** 安全安心メール: a thin rendition over post, which owns addresses, lanes, deliveries and bounces. */
export function email(post: Post): Medium {
  return {
    name: 'email',
    label: '安全安心メール',
    correction: 'new-message',
    correctionWords:
      '件名に【訂正】を付けて、前のメールと同じ並びに送ります。まだ出ていない前のメールは取りやめます。',
    repeat: 'idempotent',
    drillNeedsPlan: false,
    visibleWithinMs: 60_000,
    settings: mailSettings,
    open(given, tools) {
      const chosen = mailSettings.safeParse(given ?? {})
      if (!chosen.success) return off(post, tools, faultWords(chosen.error))
      const setup: Setup = { city: tools.city, settings: chosen.data }
      const taken = post.setups.put(setup)
      if (taken) return off(post, tools, taken)
      return connect(post, setup, tools)
    },
  }
}

function off(post: Post, tools: Tools, reason: string): { off: string } {
  post.setups.remove(tools.city.id)
  return { off: reason }
}

/** The titles of the fields that are missing or wrong. */
function faultWords(error: z.ZodError): string {
  const titles = new Set(
    error.issues.map(({ path }) => {
      const field = mailSettings.shape[String(path[0] ?? '') as keyof typeof mailSettings.shape]
      return field?.meta()?.title ?? '設定'
    }),
  )
  return `次の設定を確かめてください：${[...titles].join('、')}`
}

const seedsOf = (setup: Setup): string[] =>
  setup.settings.seedAddresses
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

function connect(post: Post, setup: Setup, tools: Tools): Connector {
  const cityId = setup.city.id
  const seeds = seedsOf(setup)
  let seeded: Promise<void> | null = null
  /** The seed mailboxes stand in the address book; written when they are first needed. */
  const ready = (): Promise<void> => {
    seeded ??= post.book.setSeeds(cityId, seeds).catch((fault: Error) => {
      seeded = null
      tools.log.warn({ event: 'email.seeds', reason: fault.message })
    })
    return seeded
  }
  return {
    render,
    check,
    async send(order, signal) {
      await ready()
      await post.mail(cityId, mailingOf(order))
      return outcomeOf(post, cityId, order, signal)
    },
    observe: (order, _reference, signal) => observe(post, cityId, order, signal),
    progress: (order) => progressOf(post, cityId, order.dispatchId),
    async probe(signal) {
      const wrong = await post.probe(setup, signal)
      return wrong
        ? { ok: false, reason: wrong }
        : { ok: true, words: 'メールサーバーの応答と署名の鍵を確かめました' }
    },
  }
}

function mailingOf(order: Order): AlertMailing {
  const texts: Partial<AlertMailing['texts']> = {}
  for (const { language, rendition } of order.renditions)
    texts[language] = { subject: rendition.title ?? order.facts.what, text: rendition.text }
  if (!texts.ja) throw new Error('a message without Japanese words')
  return {
    id: order.dispatchId,
    messageId: order.messageId,
    approvedAt: order.approvedAt,
    urgency: urgencyOf(order.facts),
    texts: { ...texts, ja: texts.ja },
    topics: topicsOf(order.facts),
    districts: order.facts.wholeCity ? null : order.facts.districts,
    earlier: order.earlier.map((one) => one.dispatchId),
    expiresAt: order.validUntil,
  }
}

async function outcomeOf(post: Post, cityId: string, order: Order, signal: AbortSignal): Promise<Outcome> {
  const answer = await post.firstAnswer(cityId, order.dispatchId, signal)
  if (answer === 'refused') return { kind: 'rejected', reason: 'すべての宛先で断られたか、期限を過ぎました' }
  if (answer === 'not-yet')
    return {
      kind: 'retry',
      reason: '相手のメールサーバーがまだ1通も受け取っていません。送り続けています',
      afterSeconds: 5,
    }
  const progress = await progressOf(post, cityId, order.dispatchId)
  return { kind: 'accepted', reference: order.dispatchId, progress }
}

async function progressOf(post: Post, cityId: string, mailingId: string): Promise<Progress> {
  const sum = await post.progress(cityId, mailingId)
  if (!sum) return { done: 0, failed: 0, total: 0 }
  return { done: sum.accepted, failed: sum.failed, total: sum.total - sum.withdrawn }
}

/** A look lasts so long: the seed's mail is usually under way when one begins. */
const lookMs = 1_000

/** A mail to a seed mailbox has been to the outside and back, and says what was sent. */
async function observe(
  post: Post,
  cityId: string,
  order: Order,
  signal: AbortSignal,
): Promise<Sighting | 'not-yet'> {
  const until = performance.now() + lookMs
  if (!(await post.progress(cityId, order.dispatchId))) return 'not-yet'
  while (!signal.aborted) {
    const at = await post.seenAt(cityId, order.dispatchId)
    if (at) return { where: '見本の受信箱', at, progress: await progressOf(post, cityId, order.dispatchId) }
    if (performance.now() > until) break
    await pause(50)
  }
  return 'not-yet'
}
