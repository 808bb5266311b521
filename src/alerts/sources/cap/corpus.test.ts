import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readCap } from './read.ts'

const FOLDER = join(process.env.TSUNAGU_DATA ?? '', 'cap')
const present = process.env.TSUNAGU_DATA !== undefined && existsSync(join(FOLDER, 'INDEX.csv'))
if (!present)
  console.warn('NOT CHECKED against published CAP files: TSUNAGU_DATA names no folder with cap/INDEX.csv.')

interface Expected {
  file: string
  version: string
  verdict: string
}
const corpus: Expected[] = !present
  ? []
  : readFileSync(join(FOLDER, 'INDEX.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [file = '', version = '', verdict = ''] = line.split(',')
        return { file, version, verdict }
      })
const reading = (file: string) => readCap(readFileSync(join(FOLDER, file)))
const errors = (file: string) =>
  reading(file).findings.flatMap((f) => (f.severity === 'error' ? [f.rule] : []))

describe.skipIf(!present)('published files get the verdict of those who published them', () => {
  test('the list holds all eight', () => expect(corpus).toHaveLength(8))

  test.for(corpus.filter((c) => c.version === '1.2'))('CAP 1.2: $file is $verdict', ({ file, verdict }) => {
    expect(reading(file).valid ? 'valid' : 'invalid').toBe(verdict)
  })

  test.for(corpus.filter((c) => c.version === '1.1'))(
    'CAP 1.1: $file is refused as the wrong version, yet read',
    ({ file }) => {
      expect(reading(file)).toMatchObject({ valid: false, alert: { status: 'Actual', msgType: 'Alert' } })
      expect(errors(file)[0]).toBe('WRONG_VERSION')
    },
  )

  test('earthquake.cap has no other fault than its version', () => {
    expect(errors('earthquake.cap')).toEqual(['WRONG_VERSION'])
  })

  test('noaa_errors.cap: every fault is named, not only the first', () => {
    expect(errors('noaa_errors.cap').toSorted()).toEqual([
      'INVALID_POLYGON',
      'INVALID_POLYGON',
      'INVALID_POLYGON',
      'INVALID_REFERENCES',
      'WRONG_VERSION',
      'XSD_ENUM',
      'XSD_ENUM',
      'XSD_ENUM',
    ])
  })

  test('canada_errors.cap fails by its empty references alone', () => {
    expect(errors('canada_errors.cap')).toEqual(['INVALID_REFERENCES'])
  })

  test('canada.cap: both languages, all polygons, both references', () => {
    const { alert } = reading('canada.cap')
    expect(alert?.info.map((i) => i.language)).toEqual(['en-CA', 'fr-CA'])
    expect(alert?.info.flatMap((i) => i.area.flatMap((a) => a.polygon))).toHaveLength(4)
    expect(alert?.references).toHaveLength(2)
  })

  test('earthquake-iso8859-1.cap keeps its accents, and its signature is named as not verified', () => {
    const { alert, findings } = reading('earthquake-iso8859-1.cap')
    expect(alert?.info[0]?.area[0]?.areaDesc).toContain('Usulután')
    expect(findings.map((f) => f.rule)).toContain('SIGNATURE_NOT_VERIFIED')
  })

  test('xee.cap: refused, nothing of it passed on', () => {
    expect(reading('xee.cap').alert).toBeNull()
    expect(errors('xee.cap')[0]).toBe('DOCTYPE_FORBIDDEN')
  })
})
