import { z } from 'zod'
import { localBus } from '#platform/bus.ts'
import { newId } from '#platform/clock.ts'
import { inCity } from '#platform/database/city.ts'
import { type TestDatabases, testCity } from '#platform/database/testing.ts'
import { createLog } from '#platform/log.ts'
import { approve } from './approval/approve.ts'
import { submit } from './approval/move.ts'
import type { AlertsDeps, Entry } from './deps.ts'
import { mediaOf } from './dispatch/media-settings.ts'
import { type DispatchRow, dispatchesOf } from './dispatch/rows.ts'
import { advance } from './dispatch/send.ts'
import { findDraft } from './draft/queries.ts'
import { correct, type DraftInput, writeDraft } from './draft/write.ts'
import type { Connector, Medium, Order, Outcome } from './medium.ts'
import { bodyLines, headline } from './rendition/phrases.ts'
import type { MessageType } from './schema.ts'

/** What the far side of a test medium received, and how it behaves next. */
export interface FarSide {
  received: Order[]
  /** Answers of the next sends, in order; afterwards everything is accepted. */
  next: (Outcome | 'hang' | 'throw' | 'lost' | 'heard-and-hang')[]
  visible: boolean
  /** Does not even say whether it can be seen. */
  observeHangs: boolean
}

/** A medium whose far side is a list: what reaches it, and how often, is what the tests are about. */
export function testMedium(
  name: string,
  options: Partial<Pick<Medium, 'repeat' | 'correction'>> = {},
): { medium: Medium; far: FarSide } {
  const far: FarSide = { received: [], next: [], visible: true, observeHangs: false }
  const connector: Connector = {
    render: (facts) => ({ title: headline(facts), text: bodyLines(facts, 'ja').join('\n') }),
    check: (rendition) =>
      rendition.text.length > 1000 ? [{ code: 'too_long', severity: 'stop', message: '文が長すぎます' }] : [],
    async send(order) {
      const answer =
        far.next.shift() ?? ({ kind: 'accepted', reference: `${name}:${order.messageId}` } as const)
      if (answer === 'hang') return new Promise<Outcome>(() => {})
      if (answer === 'throw') throw new Error('the line is cut')
      if (answer !== 'lost' && answer !== 'heard-and-hang' && answer.kind !== 'accepted') return answer
      far.received.push(order)
      if (answer === 'heard-and-hang') return new Promise<Outcome>(() => {})
      if (answer === 'lost') throw new Error('the answer is lost')
      return answer
    },
    async observe(order) {
      if (far.observeHangs) return new Promise<never>(() => {})
      const there = far.received.some((one) => one.messageId === order.messageId)
      return there && far.visible ? { where: '試験の媒体', at: new Date() } : 'not-yet'
    },
    probe: async () => ({ ok: true, words: 'つながっています' }),
  }
  const medium: Medium = {
    name,
    label: name,
    correction: 'edit',
    correctionWords: '書きかえる',
    repeat: 'idempotent',
    drillNeedsPlan: false,
    visibleWithinMs: 1000,
    settings: z.object({}),
    open: () => connector,
    ...options,
  }
  return { medium, far }
}

export const ito = { id: '00000000-0000-7000-8000-000000000001', name: '伊藤', roles: ['author'] }
export const sato = { id: '00000000-0000-7000-8000-000000000002', name: '佐藤', roles: ['approver'] }
export const kato = { id: '00000000-0000-7000-8000-000000000003', name: '加藤', roles: [] }
export const kawara = '00000000-0000-7000-8000-0000000000a1'

const square = {
  type: 'Polygon' as const,
  coordinates: [
    [
      [139.5, 35.7],
      [139.51, 35.7],
      [139.51, 35.71],
      [139.5, 35.71],
      [139.5, 35.7],
    ],
  ],
}

/** A city with these media switched on, and everything the module needs around it. */
export async function testAlerts(databases: TestDatabases, media: Medium[]) {
  const cityId = await testCity(databases)
  let offsetMs = 0
  const entries: Entry[] = []
  const clock = () => new Date(Date.now() + offsetMs)
  const log = createLog('silent')
  const seal = { seal: (plain: string) => Buffer.from(plain), open: (sealed: Buffer) => sealed }
  const opened = mediaOf({
    media,
    seal,
    clock,
    newId,
    log,
    fetch,
    folder: '/tmp/tsunagu-test-media',
    publicUrl: 'http://localhost',
    demo: true,
  })
  const deps: AlertsDeps = {
    db: databases.outer,
    clock,
    newId,
    log,
    bus: localBus(),
    media: opened,
    demo: true,
    limits: { sendSeconds: 0.3, leaseSeconds: 1, lookHereSeconds: 0.5 },
    record: async (_tx, entry) => void entries.push(entry),
    place: async (_tx, ids, whole) => ({
      cityName: 'つなぐ市',
      municipalityCode: '999999',
      districtWord: '住区',
      population: whole ? 180_000 : 25_000,
      households: 12_000,
      districts: ids
        .filter((id) => id === kawara)
        .map((id) => ({ id, name: '川原', nameKana: 'かわら', boundary: square })),
      whole: square,
      unknown: ids.filter((id) => id !== kawara),
    }),
    rules: async () => ({
      deputyAfterMinutes: 5,
      deputies: [kato.id],
      duplicateMinutes: 10,
      draftDays: 7,
      harmlessWords: ['訓練公園'],
      quietHours: { important: { from: 22, to: 6 }, notice: { from: 20, to: 8 } },
    }),
    person: async (_tx, id) => {
      const found = [ito, sato, kato].find((one) => one.id === id)
      return found ? { name: found.name, section: '防災課' } : null
    },
    approvers: async () => [sato.id],
  }
  await inCity(databases.outer, cityId, async (tx) => {
    for (const medium of media) await opened.set(tx, medium.name, true, {}, null)
  })
  const draft = (
    change: Partial<Omit<DraftInput, 'facts'>> & { facts?: Partial<DraftInput['facts']> } = {},
  ): DraftInput => {
    const { facts, ...rest } = change
    return {
      kind: 'emergency',
      drill: false,
      template: 'evacuation-order',
      wordings: {},
      media: media.map((medium) => medium.name),
      languages: ['ja'],
      scheduledAt: null,
      ...rest,
      facts: {
        level: 4,
        hazard: 'flood',
        what: '避難指示',
        districts: [kawara],
        wholeCity: false,
        place: '',
        reason: '結川が氾濫危険水位を超えました。',
        action: '危険な場所から全員避難してください。',
        shelters: ['川原中'],
        when: '',
        nextReview: '19時',
        contact: '災害対策本部 0000-12-3456',
        correctionReason: '',
        validUntil: new Date(clock().getTime() + 3_600_000).toISOString(),
        ...facts,
      },
    }
  }
  return {
    cityId,
    deps,
    entries,
    draft,
    pass: (ms: number) => {
      offsetMs += ms
    },
    inside: <T>(work: Parameters<typeof inCity<T>>[2]) => inCity(databases.outer, cityId, work),
  }
}

export type TestCity = Awaited<ReturnType<typeof testAlerts>>

/** Every finding that asks for words gets them: for tests that are about something else. */
export const everythingConfirmed = [
  { code: 'duplicate', words: 'もう一度出します' },
  { code: 'quiet_hours', words: 'いま出します' },
  { code: 'corrected_meanwhile', words: 'あとから直します' },
  { code: 'medium_left_out', words: '前の文を残します' },
  { code: 'live_with_drill_words', words: '本番です' },
]

/** The ways of two people through a test city. */
export function ways(city: TestCity) {
  const { deps, cityId, inside } = city
  const rows = (messageId: string): Promise<DispatchRow[]> => inside((tx) => dispatchesOf(tx, [messageId]))
  /** 伊藤 submits, 佐藤 approves. @returns the message's id */
  const approved = (draftId: string): Promise<string> =>
    inside(async (tx) => {
      await submit(tx, deps, draftId, ito)
      const version = (await findDraft(tx, draftId))?.version ?? 0
      const given = { operator: sato, steppedUp: true, version, confirmations: everythingConfirmed }
      return approve(tx, deps, draftId, given)
    })
  return {
    approved,
    send: async (input: DraftInput = city.draft()): Promise<string> =>
      approved(await inside((tx) => writeDraft(tx, deps, input, ito))),
    begin: (messageId: string, type: Exclude<MessageType, 'alert'>): Promise<string> =>
      inside((tx) => correct(tx, deps, messageId, type, ito)),
    follow: async (messageId: string, type: Exclude<MessageType, 'alert'>): Promise<string> =>
      approved(await inside((tx) => correct(tx, deps, messageId, type, ito))),
    rows,
    rowOf: async (messageId: string, medium: string): Promise<DispatchRow> => {
      const row = (await rows(messageId)).find((one) => one.medium === medium)
      if (!row) throw new Error(`no dispatch on ${medium}`)
      return row
    },
    /** Does what is due for every medium of a message, one after the other. */
    advanceAll: async (messageId: string): Promise<void> => {
      for (const row of await rows(messageId)) await advance(deps, cityId, row.id)
    },
    states: async (messageId: string): Promise<Record<string, string>> =>
      Object.fromEntries((await rows(messageId)).map((row) => [row.medium, row.state])),
    /** Where the draft of a message stands. */
    stepOf: (messageId: string): Promise<string | undefined> =>
      inside(async (tx) => {
        const row = await tx
          .selectFrom('alert_message as m')
          .innerJoin('alert_draft as d', 'd.id', 'm.draft_id')
          .select('d.step')
          .where('m.id', '=', messageId)
          .executeTakeFirst()
        return row?.step
      }),
  }
}
