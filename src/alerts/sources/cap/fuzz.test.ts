import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CANCEL, EVACUATION } from './evacuation.fixture.ts'
import { type CapRule, RULES } from './finding.ts'
import { readCap } from './read.ts'
import { CapAlert } from './schema.ts'
import { writeCap } from './write.ts'

/** Processor time. Measured: under 0.75 s on a free core; the rest is room for one that is shared. */
const LIMIT_MS = 2_000

/** What must hold for any bytes: an answer in time, every finding whole, and a valid alert that can be written. */
function answersSoundly(bytes: Uint8Array): void {
  const began = process.cpuUsage()
  const { valid, findings, alert } = readCap(bytes)
  const { user, system } = process.cpuUsage(began)
  expect((user + system) / 1_000).toBeLessThan(LIMIT_MS)
  for (const f of findings) {
    expect(f.severity).toBe(RULES[f.rule as CapRule])
    expect(f.path).toMatch(/^$|^\/[^/]+(\/.+)?$/)
    expect(f.message).toMatch(/[。]/)
    expect(f.message.isWellFormed()).toBe(true)
  }
  expect(valid).toBe(!findings.some((f) => f.severity === 'error'))
  if (valid) expect(readCap(new TextEncoder().encode(writeCap(CapAlert.parse(alert)))).alert).toEqual(alert)
}

const seed = fc.constantFrom(EVACUATION, CANCEL).map((xml) => Buffer.from(xml))
const HARD = [
  '<!DOCTYPE a [',
  ']>',
  '<![CDATA[',
  ']]>',
  '&#0;',
  '&#xD800;',
  '&lt;',
  '<?x',
  '<!--',
  '-->',
  '\0',
  '\ufffe',
  ' xmlns=""',
  '"',
  '>',
  '</info>',
  '<info>',
  '<polygon>',
  ',',
  '-0',
  '1e9',
  '99999999999999999999',
  '。',
  '\u3000',
  '\r',
  '24:00:00',
  '0000',
  '+14:00',
  '-00:00',
  'ja',
  '__proto__',
  '&toString;',
]
const edit = fc.record({
  at: fc.nat(),
  remove: fc.nat({ max: 40 }),
  insert: fc.oneof(
    fc.constantFrom(...HARD).map((s) => Buffer.from(s)),
    fc.uint8Array({ maxLength: 8 }),
  ),
})

describe('whatever comes', () => {
  test('random bytes get a sound answer', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => answersSoundly(bytes)))
  })

  test('good files with random damage get a sound answer', () => {
    fc.assert(
      fc.property(seed, fc.array(edit, { minLength: 1, maxLength: 4 }), (file, edits) => {
        const damaged = edits.reduce<Uint8Array>((bytes, { at, remove, insert }) => {
          const start = at % (bytes.length + 1)
          return Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + remove)])
        }, file)
        answersSoundly(damaged)
      }),
      { numRuns: 1_000 },
    )
  })

  test('good files with one text replaced by anything get a sound answer', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom(...HARD),
      fc.double().map(String),
    )
    const slots = [...EVACUATION.matchAll(/>([^<>]*\S[^<>]*)</g)].map((m) => m[0])
    fc.assert(
      fc.property(fc.constantFrom(...slots), anything, (slot, text) => {
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
        answersSoundly(Buffer.from(EVACUATION.replace(slot, () => `>${escaped}<`)))
      }),
      { numRuns: 600 },
    )
  })
})

/** 900 kB of otherwise good blocks, no two in the same language. */
function manyLanguages(): string {
  const [head = '', body = ''] = CANCEL.split('</alert>')
  const block =
    '<info><language>LL</language><category>Met</category><event>LL</event><urgency>Past</urgency><severity>Minor</severity><certainty>Likely</certainty></info>'
  const code = (i: number) =>
    [676, 26, 1].map((n) => String.fromCharCode(97 + (Math.floor(i / n) % 26))).join('')
  return `${head}${Array.from({ length: 5_500 }, (_, i) => block.replaceAll('LL', code(i))).join('')}</alert>${body}`
}

describe('megabytes made to be slow are answered in time', () => {
  const fill = (start: string, unit: string, end: string) =>
    start + unit.repeat(Math.floor((999_000 - start.length - end.length) / Buffer.byteLength(unit))) + end
  const inPolygon = (unit: string) => fill(EVACUATION.split('<polygon>')[0] ?? '', unit, '</polygon>')
  test.for([
    ['white space in a text', fill('<alert><note>', ' ', 'a</note></alert>')],
    ['elements without end', fill('<alert>', '<a>', '')],
    ['entities', fill('<alert><note>', '&a;', '</note></alert>')],
    ['attributes', fill('<alert', ' a=""', '/>')],
    ['different attributes', `<alert${Array.from({ length: 80_000 }, (_, i) => ` a${i}=""`).join('')}/>`],
    [
      'different namespaces',
      `<alert${Array.from({ length: 50_000 }, (_, i) => ` xmlns:a${i}="b"`).join('')}/>`,
    ],
    ['character references', fill('<alert><note>', '&#x41;', '</note></alert>')],
    ['brackets', fill('<alert><note>', ']', '</note></alert>')],
    ['comments', fill('<alert>', '<!---->', '</alert>')],
    ['a DOCTYPE without end', fill('<!DOCTYPE a [', '<!ENTITY a "b">', '')],
    ['quotation marks in a list', fill('<alert><addresses>', '"', '</addresses></alert>')],
    ['quotation marks and letters in a list', fill('<alert><addresses>', '"a', '</addresses></alert>')],
    [
      'tags inside a text',
      fill(EVACUATION.split('結川の水位が')[0] ?? '', '&lt;a', '</description></info></alert>'),
    ],
    ['one polygon of many points', inPolygon('1,1 ')],
    [
      'many polygons',
      fill(EVACUATION.split('<polygon>')[0] ?? '', '<polygon>1,1</polygon>', '</area></info></alert>'),
    ],
    ['forbidden characters', fill('<alert><note>', '\u0001', '</note></alert>')],
    ['info blocks', fill('<alert>', '<info/>', '</alert>')],
    ['a language of its own in every block', manyLanguages()],
    ['elements in reverse order', fill('<alert>', '<info/><code>a</code>', '</alert>')],
  ] as const)('%s', ([, xml]) => {
    answersSoundly(Buffer.from(xml))
  })
})
