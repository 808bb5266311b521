import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { quote, RULES } from './finding.ts'

test('the protocol page explains every rule, with its severity, in the order of the code', () => {
  const page = readFileSync(new URL('../../../../docs/protocols/cap.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (error|warning) \| \S/gm)].map(([, rule, severity]) => [
    rule,
    severity,
  ])
  expect(rows).toEqual(Object.entries(RULES))
})

test('a quoted piece is one line, short, and never half a character', () => {
  expect(quote('a\n  b')).toBe('「a b」')
  expect(quote(`${'a'.repeat(56)}${'😀'.repeat(5)}`)).toBe(`「${'a'.repeat(56)}…」`)
})
