import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EVACUATION, read } from './evacuation.fixture.ts'
import { missingForXmllint, warnWithoutXmllint, xmllintVerdicts } from './xmllint.fixture.ts'

/** Each element of the good file on a line of its own, so that a line can be moved, dropped, doubled or damaged. */
const LINES = EVACUATION.replaceAll(/<polygon>\s+([^<]*?)\s+<\/polygon>/g, (_, points: string) => {
  return `<polygon>${points.replaceAll(/\s+/g, ' ')}</polygon>`
}).split('\n')
const line = fc.integer({ min: 2, max: LINES.length - 3 })
const simple = fc.constantFrom(...[...LINES.keys()].filter((i) => /<(\w+)>[^<]*<\/\1>/.test(LINES[i] ?? '')))
const VALUES = [
  '',
  ' ',
  'Actual',
  'Met',
  ' Met',
  'ja',
  '2026-11-23T09:00:00+09:00',
  ' 2026-11-23T09:00:00+09:00\n',
  '2026-11-23T09:00:00Z',
  '2026-11-23T24:00:00+09:00',
  '2026-11-23T09:00:60+09:00',
  '2026-02-29T09:00:00+09:00',
  '2024-02-29T09:00:00-00:00',
  '2026-11-23T09:00:00+14:30',
  '0000-11-23T09:00:00+09:00',
  '5',
  '+5',
  '-5',
  '1.50',
  '.5',
  '5.',
  '1e3',
  '٣',
  'http://a/',
  '<b/>',
  '<!-- -->',
]

/** One piece of damage: lines in, lines out. */
type Damage = (lines: string[]) => string[]
const put = (i: number, change: (line: string) => string): Damage => {
  return (lines) => lines.map((text, at) => (at === i ? change(text) : text))
}
const damage: fc.Arbitrary<Damage> = fc.oneof(
  line.map((i) => put(i, () => '')),
  fc.tuple(line, line).map(
    ([i, j]): Damage =>
      (lines) =>
        lines.toSpliced(j, 0, lines[i] ?? ''),
  ),
  fc.tuple(line, line).map(
    ([i, j]): Damage =>
      (lines) =>
        lines.with(i, lines[j] ?? '').with(j, lines[i] ?? ''),
  ),
  fc
    .tuple(simple, fc.constantFrom(...VALUES))
    .map(([i, value]) => put(i, (t) => t.replace(/>[^<]*</, () => `>${value}<`))),
  line.map((i) => put(i, (text) => text.replaceAll(/(<\/?)(\w+)/g, '$1x$2'))),
  simple.map((i) => put(i, (text) => text.replace('>', ' a="b">'))),
)

const OF_THE_SCHEMA: string[] = [
  'NOT_WELL_FORMED',
  'XSD_ORDER',
  'XSD_MISSING',
  'DUPLICATE_ELEMENT',
  'XSD_UNKNOWN_ELEMENT',
  'XSD_UNKNOWN_ATTRIBUTE',
  'XSD_TEXT',
  'XSD_ENUM',
  'XSD_TYPE',
  'INVALID_LANGUAGE',
]

warnWithoutXmllint('structure verdicts against libxml2')
test.skipIf(missingForXmllint.length > 0)(
  'the structure check agrees with libxml2 on 1,500 damaged files',
  () => {
    const files = fc
      .sample(fc.array(damage, { minLength: 1, maxLength: 3 }), { numRuns: 1_500, seed: 20261123 })
      .map((damages) => damages.reduce((lines, change) => change(lines), LINES).join('\n'))
    const verdicts = xmllintVerdicts(files)
    const disagreements = files.flatMap((xml, i) => {
      const theirs = verdicts[i] ?? null
      const ours = read(xml)
      const ofSchema = ours.findings.filter((f) => OF_THE_SCHEMA.includes(f.rule))
      if (theirs !== null && ours.valid) return [`missed by us: ${theirs}`]
      if (theirs === null && ofSchema.length > 0) return [`refused only by us: ${JSON.stringify(ofSchema)}`]
      return []
    })
    expect(disagreements).toEqual([])
    expect(verdicts.filter((v) => v === null).length).toBeGreaterThan(100)
  },
)
