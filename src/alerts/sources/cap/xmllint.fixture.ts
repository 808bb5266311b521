import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SCHEMA = process.env.TSUNAGU_DATA ? join(process.env.TSUNAGU_DATA, 'cap', 'cap12.xsd') : ''

/** What an independent verdict needs and this machine lacks; empty when tests may ask for it. */
export const missingForXmllint = [
  ...(spawnSync('xmllint', ['--version']).status === 0 ? [] : ['xmllint (Debian: libxml2-utils)']),
  ...(existsSync(SCHEMA) ? [] : ['TSUNAGU_DATA with cap/cap12.xsd']),
]

/** Says loudly what stays unchecked; called by each test file that skips. */
export function warnWithoutXmllint(what: string): void {
  if (missingForXmllint.length > 0)
    console.warn(`NOT CHECKED: ${what}; missing: ${missingForXmllint.join(' and ')}.`)
}

/** libxml2's verdict on each file against cap12.xsd: null when valid, else its complaints. */
export function xmllintVerdicts(files: string[]): (string | null)[] {
  const folder = mkdtempSync(join(tmpdir(), 'cap-'))
  try {
    const names = files.map((xml, i) => {
      const name = join(folder, `${i}.cap`)
      writeFileSync(name, xml)
      return name
    })
    const options = ['--nonet', '--noout', '--schema', SCHEMA]
    const { stderr } = spawnSync('xmllint', [...options, ...names], { encoding: 'utf8', maxBuffer: 1 << 26 })
    const lines = stderr.split('\n')
    const valid = new Set(
      lines.filter((line) => line.endsWith(' validates')).map((line) => line.slice(0, -10)),
    )
    return names.map((name) =>
      valid.has(name) ? null : lines.filter((line) => line.startsWith(name)).join('\n') || 'no verdict',
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}
