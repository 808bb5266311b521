import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { messageFacts } from '../rendition/message-facts.ts'
import { bodyLines, headline } from '../rendition/phrases.ts'
import type { Facts } from '../schema.ts'
import { type CheckInput, runChecks } from './check.ts'
import { checks, drillWordsIn } from './checks.ts'

const facts: Facts = {
  level: 4,
  hazard: 'flood',
  what: '避難指示',
  districts: ['00000000-0000-7000-8000-0000000000a1'],
  wholeCity: false,
  place: '',
  reason: '結川が氾濫危険水位を超えました。',
  action: '全員避難してください。',
  shelters: [],
  when: '',
  nextReview: '',
  contact: '',
  correctionReason: '',
  validUntil: '2026-11-23T00:00:00Z',
}
const now = new Date('2026-11-22T09:42:00Z')
const place = {
  cityName: 'つなぐ市',
  municipalityCode: '999999',
  districtWord: '住区',
  population: 100,
  households: 50,
  districts: [
    { id: 'a1', name: '川原', nameKana: 'かわら', boundary: { type: 'Polygon' as const, coordinates: [] } },
  ],
  whole: { type: 'Polygon' as const, coordinates: [] },
}

function input(change: Partial<CheckInput> & { text?: string; drill?: boolean } = {}): CheckInput {
  const { text, drill = false, ...rest } = change
  const message = messageFacts(
    facts,
    { kind: 'emergency', type: 'alert', drill, template: 'evacuation-order', authorSection: '', first: null },
    place,
    now.toISOString(),
  )
  const rendition = { title: headline(message), text: text ?? bodyLines(message, 'ja').join('\n') }
  return {
    facts: message,
    needs: ['reason', 'action'],
    unknownDistricts: [],
    unknownMedia: [],
    chain: { ended: null, newer: [], leftOut: [] },
    renditions: [{ medium: 'm', label: '媒体', language: 'ja', rendition, findings: [] }],
    media: [
      { name: 'm', label: '媒体', off: null, correction: 'edit', allowed: true, drillNeedsPlan: false },
    ],
    recent: [],
    harmlessWords: ['訓練公園'],
    now,
    scheduledAt: null,
    validUntil: new Date(facts.validUntil),
    hour: 18,
    quiet: false,
    demo: true,
    plannedDrillMedia: [],
    ...rest,
  }
}
const codes = (given: CheckInput, severity?: string) =>
  runChecks(checks, given, () => {})
    .filter((one) => !severity || one.severity === severity)
    .map((one) => one.code)

describe('drill and live are never taken for each other', () => {
  test('a drill whose text does not say 訓練 is stopped', () => {
    const unmarked = input({ drill: true })
    unmarked.renditions = [
      {
        medium: 'm',
        label: '媒体',
        language: 'ja',
        rendition: { text: '避難指示を出しました。' },
        findings: [],
      },
    ]
    expect(codes(unmarked, 'stop')).toEqual(['drill_unmarked'])
  })

  test('every drill that the phrases make carries 訓練, every live text does not', () => {
    expect(codes(input({ drill: true }), 'stop')).toEqual([])
    expect(codes(input())).toContain('no_drill_words')
  })

  test.each(['これはテストです。', '避難訓練を行います。', '試験放送です。'])(
    'a live text with 「%s」 waits for words',
    (text) => {
      const found = runChecks(checks, input({ text }), () => {}).find(
        (one) => one.code === 'live_with_drill_words',
      )
      expect(found).toMatchObject({ severity: 'confirm', phrase: '本番です' })
    },
  )

  test.each([
    'これは訓練ではありません。',
    '訓練公園に集まってください。',
    '職業訓練校の前',
    'テストではない',
  ])('「%s」 passes', (text) => {
    expect(codes(input({ text }), 'confirm')).toEqual([])
  })

  test('a correction of a wrongly sent drill text may speak of it', () => {
    const update = input({ text: '先ほどの訓練の文は誤りです。訓練とテストの文は取り消します。' })
    update.facts = { ...update.facts, type: 'update' }
    expect(codes(update)).not.toContain('live_with_drill_words')
  })

  test('taking out harmless phrases never hides a bare drill word', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('', '訓練公園', '訓練ではありません', '訓練所'),
        fc.constantFrom('。', '、', ' '),
        (harmless, gap) => {
          expect(drillWordsIn(`${harmless}${gap}訓練です`, ['訓練公園'])).toEqual(['訓練'])
        },
      ),
    )
  })
})

describe('what must be mended first', () => {
  test('an alert without a place, an action or a medium is stopped, each with what to do', () => {
    const empty = input({ media: [] })
    empty.facts = { ...empty.facts, districts: [], action: '' }
    const stops = runChecks(checks, empty, () => {}).filter((one) => one.severity === 'stop')
    expect(stops.map((one) => one.code).sort()).toEqual(['missing', 'no_medium', 'no_place'])
    expect(stops.every((one) => one.mend)).toBe(true)
  })

  test('a district of another city is stopped', () => {
    expect(codes(input({ unknownDistricts: ['x'] }), 'stop')).toContain('outside_city')
  })

  test('a forgotten schedule and a past expiry are stopped', () => {
    expect(codes(input({ scheduledAt: new Date(now.getTime() - 1) }), 'stop')).toContain('schedule_past')
    expect(codes(input({ validUntil: now }), 'stop')).toContain('valid_until_past')
  })

  test('the same words within the window wait for words, and a drill does not count against a live alert', () => {
    const text = input().renditions[0]?.rendition.text ?? ''
    const recent = [
      { headline: '避難指示', text: text.replace('18時42分', '18時35分'), minutesAgo: 7, drill: false },
    ]
    expect(codes(input({ recent }), 'confirm')).toEqual(['duplicate'])
    expect(
      codes(input({ recent: [{ ...recent[0], drill: true } as (typeof recent)[0]] }), 'confirm'),
    ).toEqual([])
  })

  test('outside the demo a drill on a loud medium needs a plan of the day', () => {
    const loud = input({
      drill: true,
      demo: false,
      media: [
        {
          name: 'cell-broadcast',
          label: '緊急速報メール',
          off: null,
          correction: 'impossible',
          allowed: true,
          drillNeedsPlan: true,
        },
      ],
    })
    expect(codes(loud, 'stop')).toEqual(['drill_without_plan'])
    expect(codes({ ...loud, plannedDrillMedia: ['cell-broadcast'] }, 'stop')).toEqual([])
  })

  test('a check that breaks warns and lets the message pass', () => {
    const broken: string[] = []
    const findings = runChecks(
      [
        {
          name: '壊れた',
          run: () => {
            throw new Error('x')
          },
        },
      ],
      input(),
      (name) => broken.push(name),
    )
    expect(broken).toEqual(['壊れた'])
    expect(findings).toMatchObject([{ code: 'checker_broken', severity: 'look' }])
  })
})
