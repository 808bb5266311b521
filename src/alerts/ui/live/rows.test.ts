import { describe, expect, it } from 'vitest'
import type { LiveRow, LiveView } from '../watching.ts'
import { figuresOf, phaseOf, startOf, successorOf, watchedRows } from './rows.ts'
import { liveMessages } from './words.ts'

const approvedAt = '2026-11-22T09:42:40.000Z'
const later = (seconds: number) => new Date(Date.parse(approvedAt) + seconds * 1000)

const row = (medium: string, change: Partial<LiveRow> = {}): LiveRow => ({
  dispatchId: `d-${medium}`,
  medium,
  label: medium,
  act: 'alert',
  state: 'visible',
  reason: '',
  attempts: 1,
  acceptedSeconds: 0.5,
  visibleSeconds: 1.6,
  progress: null,
  whereSeen: null,
  nextAt: null,
  canSee: true,
  can: { retry: false, stop: false, resolve: false },
  events: [],
  ...change,
})

const view = (rows: LiveRow[], message: Partial<LiveView['message']> = {}): LiveView =>
  ({
    message: { id: 'm1', approvedAt, scheduledAt: null, standing: 'live', ...message },
    rows,
    chain: [{ id: 'm1', number: 1, type: 'alert', headline: '', approvedAt }],
  }) as unknown as LiveView

const look = (rows: LiveRow[], now = later(74), message: Partial<LiveView['message']> = {}) =>
  watchedRows(view(rows, message), liveMessages.ja, 'ja', now)

describe('the rows of the live page', () => {
  it('media in trouble come first, what is off comes last', () => {
    const rows = look([
      row('seen'),
      row('off', { state: 'off', acceptedSeconds: null, visibleSeconds: null }),
      row('queued', { state: 'queued', acceptedSeconds: null, visibleSeconds: null }),
      row('again', { state: 'retrying' }),
      row('refused', { state: 'rejected' }),
      row('sending', { state: 'sending' }),
    ])
    expect(rows.map((one) => one.label)).toEqual(['refused', 'again', 'sending', 'queued', 'seen', 'off'])
  })

  it('a lost answer is red only when nobody will look or repeat by itself', () => {
    const unknown = { state: 'unknown' as const, acceptedSeconds: null, visibleSeconds: null }
    const [asks, looks] = look([
      row('radio', unknown),
      row('site', { ...unknown, nextAt: later(90).toISOString() }),
    ])
    expect([asks?.state, asks?.word]).toEqual(['bad', '届いたか不明'])
    expect([looks?.state, looks?.word]).toEqual(['warn', '返事なし'])
  })

  it('accepted is the end where nobody can look, half of the way where one can, and late when looking stopped', () => {
    const accepted = { state: 'accepted' as const, visibleSeconds: null }
    const word = (change: Partial<LiveRow>) => look([row('a', { ...accepted, ...change })])[0]?.word
    expect(word({ canSee: false })).toBe('受け付けた')
    expect(word({ nextAt: later(80).toISOString() })).toBe('確かめている')
    expect(word({})).toBe('まだ見えない')
    expect(word({ progress: { done: 10, failed: 0, total: 40 } })).toBe('送っている')
  })

  it('mail says how many of how many, and how many did not arrive', () => {
    const [mail] = look([row('mail', { progress: { done: 22_310, failed: 3, total: 41_906 } })])
    expect(mail?.notes).toEqual(['41,906通のうち 22,310通', '届かない 3通'])
    expect(look([row('mail', { progress: { done: 0, failed: 0, total: 0 } })])[0]?.notes).toEqual([
      '受け取る人がいません',
    ])
  })

  it('the failure stands on the axis at its last moment, and asks for paper', () => {
    const events = [
      { at: later(2).toISOString(), event: 'retrying', reason: '' },
      { at: later(10).toISOString(), event: 'rejected', reason: '' },
    ]
    const [radio] = look([row('radio', { state: 'rejected', events })])
    expect(radio?.failed).toEqual({ after_s: 10, word: '10秒で失敗' })
    expect(radio?.needsPaper).toBe(true)
  })

  it('the first tries of a medium do not send anybody for paper', () => {
    expect(look([row('x', { state: 'retrying', attempts: 2 })])[0]?.needsPaper).toBe(false)
    expect(look([row('x', { state: 'retrying', attempts: 4 })])[0]?.needsPaper).toBe(true)
  })

  it('a row that waits for a moment only shows no button to stop it', () => {
    const queued = { state: 'queued' as const, can: { retry: false, stop: true, resolve: false } }
    expect(look([row('x', queued)], later(1))[0]?.can.stop).toBe(false)
    expect(look([row('x', queued)], later(6))[0]?.can.stop).toBe(true)
  })

  it('times of a planned message count from its hour', () => {
    const planned = { scheduledAt: later(3600).toISOString() }
    expect(startOf({ approvedAt, ...planned })).toBe(planned.scheduledAt)
    const [site] = look(
      [row('site', { acceptedSeconds: 3600.3, visibleSeconds: 3601 })],
      later(3700),
      planned,
    )
    expect(site?.accepted_s).toBeCloseTo(0.3)
    expect(figuresOf(view([row('site', { visibleSeconds: 3601 })], planned)).first_s).toBeCloseTo(1)
  })
})

describe('the figures', () => {
  it('count media in use only', () => {
    const figures = figuresOf(
      view([
        row('a', { visibleSeconds: 1.6 }),
        row('b', { visibleSeconds: 0.9 }),
        row('c', { acceptedSeconds: null, visibleSeconds: null, state: 'rejected' }),
        row('d', { acceptedSeconds: null, visibleSeconds: null, state: 'off' }),
      ]),
    )
    expect(figures).toMatchObject({ first_s: 0.9, accepted: 2, visible: 2, total: 3 })
  })
})

describe('where the whole message is', () => {
  it('is on its way while a medium moves or mail is not done, and sent afterwards', () => {
    const now = later(10)
    expect(phaseOf(view([row('a'), row('b', { state: 'sending' })]), now)).toBe('sending')
    const mail = row('m', { state: 'accepted', progress: { done: 1, failed: 0, total: 9 } })
    expect(phaseOf(view([mail]), now)).toBe('sending')
    expect(phaseOf(view([row('a'), row('b', { state: 'off' })]), now)).toBe('sent')
  })

  it('is planned before its hour, and calm when it was lifted', () => {
    const planned = view([row('a', { state: 'queued' })], { scheduledAt: later(60).toISOString() })
    expect(phaseOf(planned, later(1))).toBe('planned')
    expect(phaseOf(planned, later(61))).toBe('sending')
    expect(phaseOf(view([row('a')], { standing: 'lifted' }), later(1))).toBe('lifted')
  })

  it('names the newest message that came after it, and none before it', () => {
    const chain = ['m0', 'm1', 'm2', 'm3'].map((id) => ({ id }))
    const inChain = (id: string) =>
      ({ message: { id }, chain }) as unknown as Parameters<typeof successorOf>[0]
    expect(successorOf(inChain('m1'))?.id).toBe('m3')
    expect(successorOf(inChain('m3'))).toBeUndefined()
  })
})
