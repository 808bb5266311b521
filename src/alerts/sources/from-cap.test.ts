import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabases, testDatabases } from '#platform/database/testing.ts'
import { compose } from '../draft/compose.ts'
import { findDraft, stepsOf } from '../draft/queries.ts'
import { changeDraft } from '../draft/write.ts'
import { findMessage } from '../live/queries.ts'
import { ito, kawara, testAlerts, testMedium, ways } from '../testing.ts'
import { type CapParts, capFile, referenceTo } from './cap-file.fixture.ts'
import { type DistrictsTouched, takeCap } from './from-cap.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await testDatabases()
})
afterAll(() => databases.drop())

let city: Awaited<ReturnType<typeof testAlerts>>
let go: ReturnType<typeof ways>
let touched: { id: string; share: number }[]
beforeEach(async () => {
  city = await testAlerts(databases, [testMedium('city-site').medium, testMedium('disaster-radio').medium])
  go = ways(city)
  touched = [{ id: kawara, share: 0.9 }]
})

const districtsTouched: DistrictsTouched = async () =>
  touched.map(({ id, share }) => ({ district: { id, name: '川原' }, share }))
const take = (parts: CapParts = {}) =>
  city.inside((tx) => takeCap(tx, { ...city.deps, districtsTouched }, capFile(parts), 'key:test'))
const rulesOf = (taken: Awaited<ReturnType<typeof take>>) =>
  taken.findings.filter((one) => one.severity === 'error').map((one) => one.rule)
/** @throws Error with the findings when it was refused */
async function draftOf(parts: CapParts = {}) {
  const taken = await take(parts)
  if (!taken.draftId) throw new Error(`refused: ${rulesOf(taken)}`)
  const draft = await city.inside((tx) => findDraft(tx, taken.draftId ?? ''))
  if (!draft) throw new Error('no draft')
  return draft
}
/** A message that came from a CAP file and went out. */
async function sentFrom(parts: CapParts = {}): Promise<string> {
  const messageId = await go.approved((await draftOf(parts)).id)
  await go.advanceAll(messageId)
  return messageId
}

describe('what the scales of a file mean here', () => {
  test.each<[string, Record<string, string>, Record<string, unknown>]>([
    ['避難指示', {}, { template: 'evacuation-order', kind: 'emergency', level: 4, hazard: 'other' }],
    [
      '緊急安全確保',
      { event: '緊急安全確保', headline: '洪水' },
      { template: 'emergency-safety', level: 5, hazard: 'flood' },
    ],
    [
      '高齢者等避難',
      { event: '高齢者等避難', responseType: 'Prepare' },
      { template: 'elderly-evacuation', level: 3 },
    ],
    [
      'a level in words',
      { event: '警戒レベル５の情報', responseType: '' },
      { level: 5, template: 'broadcast' },
    ],
    [
      'a call for evacuation of unknown severity',
      { severity: 'Unknown' },
      { kind: 'emergency', template: 'evacuation-order' },
    ],
    [
      'the end of an evacuation order',
      { event: '避難指示の解除', responseType: 'AllClear' },
      { template: 'all-clear', level: null },
    ],
    [
      'a water outage',
      { event: '断水', responseType: '', severity: 'Moderate', description: '断水しています。' },
      { template: 'water-outage', kind: 'important', level: null, hazard: 'water' },
    ],
    [
      'a fire',
      {
        event: '火災',
        responseType: '',
        category: 'Fire',
        severity: 'Moderate',
        description: '燃えています。',
      },
      { template: 'fire', hazard: 'fire' },
    ],
    [
      'anything minor',
      { event: '催し', responseType: '', severity: 'Minor' },
      { template: 'broadcast', kind: 'notice' },
    ],
  ])('%s', async (_name, info, expected) => {
    const draft = await draftOf({ info: { description: '川の水です。', ...info } })
    expect({ ...draft.facts, ...draft }).toMatchObject(expected)
  })

  test.each([
    ['津波警報', 'tsunami'],
    ['地震情報', 'earthquake'],
    ['土砂災害警戒情報', 'landslide'],
    ['高潮警報', 'storm-surge'],
    ['氾濫危険情報', 'flood'],
    ['大雨特別警報', 'heavy-rain'],
  ])('%s is a matter of %s', async (event, hazard) => {
    const info = { event, headline: event, description: '', responseType: '' }
    expect((await draftOf({ info })).facts.hazard).toBe(hazard)
  })

  test('an exercise and a test become drills, and carry 訓練 on every medium', async () => {
    for (const status of ['Exercise', 'Test']) {
      const draft = await draftOf({ status, identifier: status })
      expect(draft.drill).toBe(true)
      const composed = await city.inside((tx) => compose(tx, city.deps, draft))
      for (const { renditions } of composed.media)
        for (const { rendition } of renditions) expect(rendition.text).toContain('訓練')
    }
  })

  test('a note of a first message is nobody’s correction', async () => {
    expect((await draftOf({ note: '結川の水位上昇' })).facts.correctionReason).toBe('')
  })

  test('a small place inside one district is that district', async () => {
    touched = [{ id: kawara, share: 0.004 }]
    expect((await draftOf()).facts.districts).toEqual([kawara])
  })

  test('the code of the city alone means the whole city', async () => {
    const area =
      '<area><areaDesc>市内</areaDesc><geocode><valueName>code</valueName><value>99999</value></geocode></area>'
    expect((await draftOf({ area })).facts).toMatchObject({ wholeCity: true, districts: [] })
  })
})

describe('what is refused, with its finding', () => {
  test.each<[string, CapParts, string]>([
    ['a draft of the sender', { status: 'Draft' }, 'STATUS_NOT_USABLE'],
    ['a message between systems', { status: 'System' }, 'STATUS_NOT_USABLE'],
    ['an acknowledgement', { msgType: 'Ack', references: referenceTo('x') }, 'MSGTYPE_NOT_USABLE'],
    ['a file without info', { withInfo: false }, 'INFO_MISSING'],
    ['what is over already', { info: { expires: '2026-01-02T00:00:00+09:00' } }, 'EXPIRED'],
    [
      'a cancel of what we never had',
      { msgType: 'Cancel', references: referenceTo('x') },
      'REFERENCE_UNKNOWN',
    ],
  ])('%s', async (_name, parts, rule) => {
    expect(rulesOf(await take(parts))).toContain(rule)
  })

  test('a shape outside the city', async () => {
    touched = []
    expect(rulesOf(await take())).toEqual(['OUTSIDE_CITY'])
  })
})

describe('the same file again', () => {
  test('gives the same draft, also when it comes twice in one instant', async () => {
    let atWork = 0
    let second: ReturnType<typeof take> | undefined
    const both: DistrictsTouched = async (tx, shapes) => {
      atWork++
      second ??= city.inside((other) =>
        takeCap(other, { ...city.deps, districtsTouched: both }, capFile(), 'key:test'),
      )
      const waits = async () => {
        const { rows } = await databases.owner.query(
          "select 1 from pg_stat_activity where wait_event = 'advisory' and datname = current_database()",
        )
        return rows.length > 0 || atWork > 1
      }
      await expect.poll(waits).toBe(true)
      return districtsTouched(tx, shapes)
    }
    const first = await city.inside((tx) =>
      takeCap(tx, { ...city.deps, districtsTouched: both }, capFile(), 'key:test'),
    )
    expect(first).toMatchObject({ repeated: false })
    expect(await second).toMatchObject({ draftId: first.draftId, repeated: true })
  })

  test('further blocks of the same language are named, not silently dropped', async () => {
    const more =
      '<info><language>ja</language><category>Met</category><event>緊急安全確保</event><urgency>Immediate</urgency><severity>Extreme</severity><certainty>Likely</certainty><area><areaDesc>下沢</areaDesc></area></info>'
    const taken = await take({ more })
    expect(taken.findings.find((one) => one.rule === 'INFO_NOT_USED')?.message).toContain('緊急安全確保')
  })
})

describe('a file that speaks of an earlier one', () => {
  const references = referenceTo('jp.example.1')

  test('an Update corrects the message and keeps its media, and its place where it names none', async () => {
    const first = await sentFrom()
    const update = await draftOf({
      identifier: 'two',
      msgType: 'Update',
      references,
      note: '避難所を加えました',
      area: '',
      info: { severity: 'Minor', event: '避難指示' },
    })
    expect(update).toMatchObject({
      type: 'update',
      earlier: [first],
      kind: 'emergency',
      media: ['city-site', 'disaster-radio'],
    })
    expect(update.facts).toMatchObject({ districts: [kawara], correctionReason: '避難所を加えました' })
  })

  test('a Cancel without info takes everything from what it cancels, and can be sent as it is', async () => {
    const first = await sentFrom()
    const cancel = await draftOf({
      identifier: 'two',
      msgType: 'Cancel',
      references,
      withInfo: false,
      note: '誤報',
    })
    expect(cancel).toMatchObject({ type: 'cancel', earlier: [first], media: ['city-site', 'disaster-radio'] })
    const messageId = await go.approved(cancel.id)
    expect(await city.inside((tx) => findMessage(tx, messageId))).toMatchObject({
      kind: 'emergency',
      facts: { districts: [kawara], correctionReason: '誤報' },
    })
  })

  test('an all-clear lifts, without a level', async () => {
    const first = await sentFrom()
    const lift = await draftOf({
      identifier: 'two',
      msgType: 'Update',
      references,
      info: { event: '避難指示解除', responseType: 'AllClear', severity: 'Minor' },
    })
    expect(lift).toMatchObject({ type: 'lift', earlier: [first], facts: { level: null } })
  })

  test('an Update of what we never had is a first message', async () => {
    expect(await draftOf({ msgType: 'Update', references: referenceTo('unknown') })).toMatchObject({
      type: 'alert',
      earlier: [],
    })
  })

  test('an exercise never corrects what is live', async () => {
    await sentFrom()
    const taken = await take({ identifier: 'two', msgType: 'Update', references, status: 'Exercise' })
    expect(rulesOf(taken)).toEqual(['STATUS_MISMATCH'])
  })

  test('nothing follows what was cancelled', async () => {
    await go.follow(await sentFrom(), 'cancel')
    const taken = await take({ identifier: 'two', msgType: 'Update', references })
    expect(rulesOf(taken)).toEqual(['ALREADY_ENDED'])
  })

  test('a Cancel of a draft that still waits ends that draft, so that nobody approves it', async () => {
    const waiting = await draftOf()
    const cancel = { identifier: 'two', msgType: 'Cancel', references, withInfo: false }
    expect(await take(cancel)).toMatchObject({ draftId: waiting.id, repeated: false })
    const [step, steps] = await city.inside(async (tx) => [
      (await findDraft(tx, waiting.id))?.step,
      await stepsOf(tx, waiting.id),
    ])
    expect(step).toBe('expired')
    expect(steps.at(-1)?.reason).toBe('送り手が取り消しました')
    expect(await take(cancel)).toMatchObject({ draftId: waiting.id, repeated: true })
  })

  test('an Update takes the place of a draft that nobody touched, and leaves one that a person works on', async () => {
    const update = (identifier: string) => ({ identifier, msgType: 'Update', references })
    const untouched = await draftOf()
    await draftOf(update('two'))
    expect((await city.inside((tx) => findDraft(tx, untouched.id)))?.step).toBe('expired')
    const edited = await draftOf({ identifier: 'three' })
    await city.inside((tx) => changeDraft(tx, city.deps, edited.id, 1, edited, ito))
    await draftOf({ ...update('four'), references: referenceTo('three') })
    expect((await city.inside((tx) => findDraft(tx, edited.id)))?.step).toBe('draft')
  })
})
