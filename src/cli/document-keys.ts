import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Keys, readKeys } from '#platform/keys.ts'

/** Keys for a house that is only described: made, used and gone. */
export function documentKeys(): Keys {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagu-keys-'))
  try {
    return readKeys(join(folder, 'keys.json'), true)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
