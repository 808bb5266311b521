import { describe, expect, test } from 'vitest'
import { MAX_BYTES } from './decode.ts'
import { EVACUATION, read } from './evacuation.fixture.ts'
import { readCap } from './read.ts'

const utf16 = (text: string, order: 'le' | 'be', bom = true) => {
  const bytes = Buffer.from(bom ? `\ufeff${text}` : text, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}
const declaring = (encoding: string) => EVACUATION.replace('UTF-8', encoding)
const rules = (bytes: Uint8Array) => readCap(bytes).findings.map((f) => f.rule)
/** 「避難指示」 and nothing else outside ASCII, in bytes of the encodings of Japan. */
const ascii = (encoding: string) =>
  declaring(encoding)
    .replaceAll(/[^\0-\x7f]/g, 'x')
    .replace('>xxxx<', '>\u0001<')
const withEvent = (encoding: string, event: number[]) => {
  const [before = '', after = ''] = ascii(encoding).split('\u0001')
  return Buffer.concat([Buffer.from(before), Buffer.from(event), Buffer.from(after)])
}

describe('encodings', () => {
  test.for([
    ['UTF-8 with byte order mark', Buffer.from(`\ufeff${EVACUATION}`)],
    ['UTF-16LE with mark', utf16(declaring('UTF-16'), 'le')],
    ['UTF-16BE with mark', utf16(declaring('utf-16'), 'be')],
    ['UTF-8 without declaration', Buffer.from(EVACUATION.slice(EVACUATION.indexOf('<alert')))],
  ] as const)('%s is read', ([, bytes]) => {
    const reading = readCap(bytes)
    expect(reading.findings).toEqual([])
    expect(reading.alert?.info[0]?.event).toBe('避難指示')
  })

  test.for([
    ['Shift_JIS', [0x94, 0xf0, 0x93, 0xef, 0x8e, 0x77, 0x8e, 0xa6]],
    ['EUC-JP', [0xc8, 0xf2, 0xc6, 0xf1, 0xbb, 0xd8, 0xbc, 0xa8]],
    ['ISO-2022-JP', [0x1b, 0x24, 0x42, 0x48, 0x72, 0x46, 0x71, 0x3b, 0x58, 0x3c, 0x28, 0x1b, 0x28, 0x42]],
  ] as const)('%s is read as declared', ([encoding, event]) => {
    const reading = readCap(withEvent(encoding, [...event]))
    expect(reading.valid).toBe(true)
    expect(reading.alert?.info[0]?.event).toBe('避難指示')
  })

  test.for([
    ['a mark that contradicts the declaration', Buffer.from(`\ufeff${declaring('Shift_JIS')}`)],
    ['UTF-16 without mark', utf16(declaring('UTF-16'), 'le', false)],
    ['UTF-16 declared over plain bytes', Buffer.from(declaring('UTF-16'))],
    ['an encoding that nobody needs', Buffer.from(declaring('UTF-7'))],
    ['US-ASCII with Japanese inside', Buffer.from(declaring('US-ASCII'))],
    ['UTF-8 declared over Shift_JIS', withEvent('UTF-8', [0x94, 0xf0])],
    ['a surrogate half in UTF-16', utf16(declaring('UTF-16').replace('避', '\ud800'), 'le')],
  ] as const)('%s is refused, and the rest still read', ([, bytes]) => {
    const reading = readCap(bytes)
    expect(reading.findings.map((f) => f.rule)).toContain('ENCODING')
    expect(reading.valid).toBe(false)
    expect(reading.alert?.sender).toBe('bousai@city.tsunagu.example')
  })
})

describe('sizes', () => {
  test('a file over 1 MB is refused before it is read', () => {
    const padded = `${EVACUATION}${' '.repeat(MAX_BYTES - Buffer.byteLength(EVACUATION))}`
    expect(rules(Buffer.from(padded))).toEqual([])
    expect(rules(Buffer.from(`${padded} `))).toEqual(['TOO_LARGE'])
  })

  test('a file with 1,000 faults is not read to its end', () => {
    const faults = EVACUATION.replace('</note>', `</note>${'<a/>'.repeat(2_000)}`)
    const { findings } = read(faults)
    expect(findings).toHaveLength(1_001)
    expect(findings.at(-1)?.rule).toBe('TOO_MANY_FINDINGS')
  })

  test('a file of nothing but elements stops at 50,000', () => {
    expect(rules(Buffer.from(`<alert>${'<a/>'.repeat(60_000)}`))).toContain('TOO_MANY_ELEMENTS')
  })

  test('an empty file and a NUL byte are named', () => {
    expect(rules(new Uint8Array())).toEqual(['NOT_WELL_FORMED'])
    const { findings } = read(EVACUATION.replace('氾濫', '\0'))
    expect(findings).toMatchObject([{ rule: 'FORBIDDEN_CHARACTER', line: 32, column: 24 }])
  })
})

test('a file that breaks off gives what stood before the break, without guessing what is missing', () => {
  const { valid, findings, alert } = read(EVACUATION.slice(0, EVACUATION.indexOf('<urgency>')))
  expect(valid).toBe(false)
  expect(findings.map((f) => f.rule)).toEqual(['NOT_WELL_FORMED'])
  expect(alert?.info[0]?.event).toBe('避難指示')
})

test('a DOCTYPE takes the alert away: nothing of a hostile file is passed on', () => {
  const hostile = EVACUATION.replace(
    '<alert',
    '<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert',
  )
  expect(read(hostile.replace('氾濫', '&x;'))).toMatchObject({ valid: false, alert: null })
})
