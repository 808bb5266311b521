import { setTimeout as pause } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type Connector,
  clockWords,
  type Medium,
  type MessageFacts,
  type Order,
  type Outcome,
  placeShort,
  type Rendition,
  type Tools,
} from '#alerts/medium.ts'
import { factsOf, fixtureMessages, laterOrderOf, orderOf } from './fixtures.ts'

/** How the far side can be broken: it never answers, says no, answers what nobody understands, ends in the middle. */
export const faults = ['hang', 'refuse', 'nonsense', 'die'] as const
export type Fault = (typeof faults)[number]

/** One message as one resident has it before their eyes or in their hands. */
export interface SeenMessage {
  messageId: string
  /** Title and text together. */
  words: string
  /** False once the medium itself shows that it no longer holds: overtaken, crossed out, taken down. */
  current: boolean
}

/** The outside world of one medium, over its real protocol. */
export interface FarSide {
  /** Well again, and empty. */
  reset(): Promise<void>
  /** What one resident has, oldest first. */
  seen(): Promise<SeenMessage[]>
  fail(fault: Fault): Promise<void>
}

export interface Trial {
  medium: Medium
  /** Settings with which it opens. */
  settings: unknown
  tools: Tools
  farSide: FarSide
}

/** What every rendition must say; a medium that has no room for one names it in `omits`, and in its README why. */
export type RequiredFact = 'level' | 'what' | 'place' | 'action' | 'time'

export interface ContractOptions {
  omits?: readonly RequiredFact[]
  /** Longest wait for something to be seen once it was accepted. */
  visibleWithinMs?: number
}

const deadlineMs = 1_500
const wordsOf = (rendition: Rendition) => `${rendition.title ?? ''}\n${rendition.text}`
const inTime = () => AbortSignal.timeout(5_000)

/** Sends as dispatch does: a throw is `unknown`. */
async function send(connector: Connector, order: Order, signal = inTime()): Promise<Outcome> {
  try {
    return await connector.send(order, signal)
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function sendWell(connector: Connector, order: Order): Promise<string> {
  const outcome = await send(connector, order)
  if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${outcome.kind} ${outcome.reason}`)
  return outcome.reference
}

function opened({ medium, settings, tools }: Trial): Connector {
  const connector = medium.open(settings, tools)
  if ('off' in connector) throw new Error(`the trial's settings leave ${medium.name} off: ${connector.off}`)
  return connector
}

/** Freezes all the way down, so that a rendition that writes into its facts throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}

/** The facts that a rendition lacks. A body in easy words may say the action in its own way. */
function missingFacts(facts: MessageFacts, text: string, language: 'ja' | 'ja-easy'): RequiredFact[] {
  const says: Record<RequiredFact, boolean> = {
    level:
      facts.level === null ||
      facts.type === 'cancel' ||
      facts.type === 'lift' ||
      text.includes(`${facts.level}`),
    what: text.includes(facts.what),
    place: facts.districtNames.every((name) => text.includes(name)) || text.includes(placeShort(facts)),
    action:
      language === 'ja-easy' ||
      facts.type === 'cancel' ||
      text.includes(facts.action.split(/[、。]/)[0] ?? ''),
    time: [clockWords(facts.issuedAt), facts.issuedAt.slice(11, 16)].some((time) => text.includes(time)),
  }
  return (Object.keys(says) as RequiredFact[]).filter((fact) => !says[fact])
}

/**
 * The test that every medium must pass. Call it first in the medium's own test file.
 *
 * @param make  a fresh medium with its far side, over the real protocol; called before each test
 */
export function keepsTheContract(
  name: string,
  make: () => Promise<Trial>,
  { omits = [], visibleWithinMs = 5_000 }: ContractOptions = {},
): void {
  describe(`${name} keeps the contract of a medium`, () => {
    let trial: Trial
    beforeEach(async () => {
      trial = await make()
      await trial.farSide.reset()
    })
    theForm(() => trial)
    theWords(() => trial, omits)
    theSending(() => trial, visibleWithinMs)
    theCorrection(() => trial, visibleWithinMs)
    theBadDays(() => trial, visibleWithinMs)
    theLooking(() => trial, visibleWithinMs)
  })
}

interface FormField {
  title?: string
  secret?: boolean
  properties?: Record<string, FormField>
  items?: FormField
}

/** Every field with its path. */
function fieldsOf(schema: FormField, path = ''): { path: string; field: FormField }[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, field]) => [
    { path: `${path}${key}`, field },
    ...fieldsOf(field, `${path}${key}.`),
  ])
  return schema.items ? [...own, ...fieldsOf(schema.items, path)] : own
}

function theForm(trial: () => Trial): void {
  it('its settings can be drawn as a form: each field has a title, and secrets are marked', () => {
    const schema = z.toJSONSchema(trial().medium.settings, {
      io: 'input',
      unrepresentable: 'any',
    }) as FormField
    expect(schema).toHaveProperty('properties')
    for (const { path, field } of fieldsOf(schema)) {
      expect(field.title, `title of ${path}`).toMatch(/\S/)
      if (/password|secret|token|private/i.test(path)) expect(field.secret, `secret: ${path}`).toBe(true)
    }
  })
  it('with no settings, or senseless ones, it opens or says in words why it is off, and never throws', () => {
    for (const settings of [{}, undefined, null, 'nonsense', 7, [], { relay: { port: 'x' } }]) {
      const connector = trial().medium.open(settings, trial().tools)
      if ('off' in connector) expect(connector.off).toMatch(/[ぁ-んァ-ヶ一-龠]/)
      else expect(typeof connector.send).toBe('function')
    }
  })
  it('has a name in words, and says what a correction does', () => {
    expect(trial().medium.label).toMatch(/\S/)
    expect(trial().medium.correctionWords).toMatch(/[ぁ-ん]/)
    expect(trial().medium.name).toMatch(/^[a-z][a-z0-9-]*$/)
  })
}

function theWords(trial: () => Trial, omits: readonly RequiredFact[]): void {
  describe.each(['ja', 'ja-easy'] as const)('in %s', (language) => {
    it.each(fixtureMessages)('renders $name: level, kind, place, action and time are there', ({ facts }) => {
      const connector = opened(trial())
      const rendition = connector.render(frozen(structuredClone(facts)), language)
      expect(connector.render(structuredClone(facts), language)).toEqual(rendition)
      const missing = missingFacts(facts, wordsOf(rendition), language)
      expect(missing.filter((fact) => !omits.includes(fact))).toEqual([])
      expect(wordsOf(rendition).includes('訓練')).toBe(facts.drill)
      const stops = connector.check(rendition, facts).filter((finding) => finding.severity === 'stop')
      expect(stops).toEqual([])
    })
  })
  it('stops a text that is too long for it', () => {
    const findings = opened(trial()).check(
      { title: '避難指示', text: 'あ'.repeat(100_000) },
      factsOf('evacuation-order'),
    )
    expect(findings.some((finding) => finding.severity === 'stop' && /長|字/.test(finding.message))).toBe(
      true,
    )
  })
}

/** Looks until it holds; answers what was seen last. */
async function seenWhen(
  farSide: FarSide,
  holds: (seen: SeenMessage[]) => boolean,
  withinMs: number,
): Promise<SeenMessage[]> {
  const until = performance.now() + withinMs
  for (;;) {
    const seen = await farSide.seen()
    if (holds(seen) || performance.now() > until) return seen
    await pause(20)
  }
}

const holds = (messageId: string) => (seen: SeenMessage[]) => seen.some((one) => one.messageId === messageId)

function theSending(trial: () => Trial, withinMs: number): void {
  it.each([false, true])('what it sends is seen once, with its words (drill: %s)', async (drill) => {
    const connector = opened(trial())
    const order = orderOf(connector, factsOf('evacuation-order', 'alert', drill))
    await sendWell(connector, order)
    const seen = await seenWhen(trial().farSide, holds(order.messageId), withinMs)
    expect(seen.map((one) => [one.messageId, one.current])).toEqual([[order.messageId, true]])
    expect(seen[0]?.words).toContain('避難指示')
    expect(seen[0]?.words.includes('訓練')).toBe(drill)
  })
  it('sent twice with the same dispatch, it is seen once', async () => {
    const connector = opened(trial())
    if (trial().medium.repeat !== 'idempotent')
      return expect(trial().medium.repeat).toMatch(/look-first|never/)
    const order = orderOf(connector, factsOf('water-outage'))
    const first = await sendWell(connector, order)
    expect(await sendWell(opened(trial()), order)).toBe(first)
    await Promise.all([sendWell(connector, order), sendWell(connector, order)])
    const seen = await seenWhen(trial().farSide, holds(order.messageId), withinMs)
    expect(seen.filter((one) => one.messageId === order.messageId)).toHaveLength(1)
  })
}

const markOf = { update: '訂正', cancel: '取消', lift: '解除' } as const

function theCorrection(trial: () => Trial, withinMs: number): void {
  it.each(['update', 'cancel', 'lift'] as const)(
    'a later message (%s) reaches people as it declares',
    async (type) => {
      const { medium, farSide } = trial()
      const connector = opened(trial())
      const first = orderOf(connector, factsOf('evacuation-order'))
      const later = laterOrderOf(connector, first, await sendWell(connector, first), type)
      if (medium.correction === 'impossible') {
        expect(await send(connector, later)).toMatchObject({
          kind: 'rejected',
          reason: expect.stringMatching(/\S/),
        })
        return
      }
      await sendWell(connector, later)
      const seen = await seenWhen(farSide, holds(later.messageId), withinMs)
      const now = seen.find((one) => one.messageId === later.messageId)
      expect(now).toMatchObject({ current: true, words: expect.stringContaining(markOf[type]) })
      const before = seen.find((one) => one.messageId === first.messageId)
      if (medium.correction === 'new-message') expect(before).toBeDefined()
      else expect(before?.current ?? false).toBe(false)
    },
  )
}

function theBadDays(trial: () => Trial, withinMs: number): void {
  const allowed: Record<Fault, Outcome['kind'][]> = {
    hang: ['retry', 'unknown'],
    refuse: ['retry', 'rejected'],
    nonsense: ['retry', 'unknown'],
    die: ['retry', 'unknown'],
  }
  it.each(faults)(
    'when the far side fails (%s), it says so in time, in words, and never says accepted',
    async (fault) => {
      const { farSide, medium } = trial()
      const connector = opened(trial())
      const order = orderOf(connector, factsOf('evacuation-order'))
      await farSide.fail(fault)
      const started = performance.now()
      const outcome = await send(connector, order, AbortSignal.timeout(deadlineMs))
      expect(performance.now() - started).toBeLessThan(deadlineMs + 1_000)
      expect(allowed[fault]).toContain(outcome.kind)
      if (outcome.kind !== 'accepted') expect(outcome.reason).toMatch(/\S/)
      await farSide.reset()
      if (outcome.kind === 'rejected' || (outcome.kind === 'unknown' && medium.repeat !== 'idempotent'))
        return
      await sendWell(connector, order)
      const seen = await seenWhen(farSide, holds(order.messageId), withinMs)
      expect(seen.filter((one) => one.messageId === order.messageId)).toHaveLength(1)
    },
  )
}

function theLooking(trial: () => Trial, withinMs: number): void {
  it('sees on the medium what was sent, and not what was not', async () => {
    const connector = opened(trial())
    if (!connector.observe) return expect(trial().medium.repeat).not.toBe('look-first')
    const sent = orderOf(connector, factsOf('evacuation-order'))
    const unsent = orderOf(connector, factsOf('water-outage'))
    const reference = await sendWell(connector, sent)
    await seenWhen(trial().farSide, holds(sent.messageId), withinMs)
    expect(await connector.observe(sent, reference, inTime())).toMatchObject({
      where: expect.stringMatching(/\S/),
      at: expect.any(Date),
    })
    expect(await connector.observe(unsent, null, inTime())).toBe('not-yet')
  })
  it('proves its link, or says what is wrong, without anyone noticing', async () => {
    const { farSide } = trial()
    const connector = opened(trial())
    expect(await connector.probe(inTime())).toMatchObject({ ok: true, words: expect.stringMatching(/\S/) })
    expect(await farSide.seen()).toEqual([])
    await farSide.fail('refuse')
    expect(await connector.probe(inTime())).toMatchObject({ ok: false, reason: expect.stringMatching(/\S/) })
    await farSide.reset()
    expect(await farSide.seen()).toEqual([])
  })
}
