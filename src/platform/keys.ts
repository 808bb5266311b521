import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const keyFile = z.object({
  /** Seals columns; the first is used for new values, all of them open old ones. 32 bytes, base64. */
  sealing: z.array(z.object({ kid: z.string().regex(/^[a-z0-9-]{1,16}$/), key: z.base64() })).min(1),
  /** Signs audit tree heads and hand-overs. Ed25519, PKCS #8 PEM. */
  signing: z.object({ kid: z.string(), privateKey: z.string() }),
  /** Signs sessions and one-time links. base64. */
  session: z.base64(),
  /** The passwords of the database roles come from it. base64. */
  database: z.base64(),
})

export type Keys = z.infer<typeof keyFile>

function freshKeys(): Keys {
  const { privateKey } = generateKeyPairSync('ed25519')
  return {
    sealing: [{ kid: 'k1', key: randomBytes(32).toString('base64') }],
    signing: { kid: 's1', privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
    session: randomBytes(32).toString('base64'),
    database: randomBytes(32).toString('base64'),
  }
}

/** Writes the key file so that a crash leaves either the old or the new one, readable by its owner alone. */
export function writeKeys(path: string, keys: Keys): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const beside = `${path}.${process.pid}.new`
  writeFileSync(beside, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 })
  chmodSync(beside, 0o600)
  renameSync(beside, path)
}

/**
 * Reads the key file.
 *
 * @param create  makes a file of fresh keys when there is none (the demo); production must bring its own
 */
export function readKeys(path: string, create: boolean): Keys {
  if (!existsSync(path)) {
    if (!create)
      throw new Error(
        `no key file at ${path}: make one with "npx tsunagu keys make ${path}" and keep a copy elsewhere`,
      )
    writeKeys(path, freshKeys())
  }
  return keyFile.parse(JSON.parse(readFileSync(path, 'utf8')))
}

/** A secret of its own for each purpose, so that one leaked purpose opens no other. */
export function derive(secret: string, purpose: string): string {
  return createHmac('sha256', Buffer.from(secret, 'base64')).update(purpose).digest('base64url')
}
