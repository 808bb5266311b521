import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyAlert } from './arbitrary.fixture.ts'
import { CANCEL, EVACUATION, read } from './evacuation.fixture.ts'
import { CapAlert } from './schema.ts'
import { writeCap } from './write.ts'
import { missingForXmllint, warnWithoutXmllint, xmllintVerdicts } from './xmllint.fixture.ts'

const whole = (xml: string): CapAlert => {
  const reading = read(xml)
  if (!reading.valid) throw new Error(JSON.stringify(reading.findings))
  return reading.alert
}

describe('what is written reads back the same', () => {
  test.for([EVACUATION, CANCEL])('a hand-written alert', (xml) => {
    const alert = whole(xml)
    const again = read(writeCap(alert))
    expect(again.findings).toEqual([])
    expect(again.alert).toEqual(alert)
    expect(CapAlert.parse(alert)).toEqual(alert)
  })

  test('any alert that the schema admits', () => {
    fc.assert(
      fc.property(anyAlert, (alert) => {
        expect(read(writeCap(alert)).alert).toEqual(alert)
      }),
      { numRuns: 300 },
    )
  })
})

describe('what XML or CAP cannot hold is refused before anything is written', () => {
  const alert = whole(EVACUATION)
  const [info] = alert.info
  test.for([
    ['a control character', { note: 'a\u0008' }],
    ['a lone surrogate', { note: 'a\ud800' }],
    ['an identifier with a comma', { identifier: 'a,b' }],
    ['a date in Z', { sent: '2026-11-23T00:00:00Z' }],
    ['the 31st of April', { sent: '2026-04-31T00:00:00+09:00' }],
    ['a script behind a link', { info: [{ ...info, web: 'javascript:alert(1)' }] }],
    ['an address list with a quotation mark', { addresses: ['a"b'] }],
  ] as const)('%s', ([, fault]) => {
    expect(() => writeCap({ ...alert, ...fault } as CapAlert)).toThrow(/invalid|YYYY|XML|URI/i)
  })
})

warnWithoutXmllint('written alerts against cap12.xsd')
test.skipIf(missingForXmllint.length > 0)(
  'an independent validator accepts what is written against cap12.xsd',
  () => {
    const written = fc.sample(anyAlert, { numRuns: 150, seed: 20261123 }).map(writeCap)
    expect(xmllintVerdicts(written).filter((verdict) => verdict !== null)).toEqual([])
  },
)
