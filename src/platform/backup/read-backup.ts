import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, type Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Keys } from '../keys.ts'
import { BackupFault } from './fault.ts'
import { decrypting } from './frames.ts'
import { type Manifest, manifest, manifestFile, type Part } from './manifest.ts'

/** The plain text of one file of a backup; the stream fails when the file is not as it was written. */
export function openPart(folder: string, name: string, keys: Keys): Readable {
  const plain = new PassThrough()
  pipeline(createReadStream(join(folder, name)), decrypting(keys, name), plain).catch((fault: Error) =>
    plain.destroy(fault),
  )
  return plain
}

/** @throws BackupFault `not_a_backup`, `wrong_key`, `damaged` */
export async function readManifest(folder: string, keys: Keys): Promise<Manifest> {
  if (!existsSync(join(folder, manifestFile)))
    throw new BackupFault('not_a_backup', `${folder} holds no finished backup: ${manifestFile} is missing`)
  const chunks: Buffer[] = []
  for await (const chunk of openPart(folder, manifestFile, keys)) chunks.push(chunk as Buffer)
  const parsed = manifest.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
  if (!parsed.success)
    throw new BackupFault(
      'other_version',
      'this backup has a form that this version of Tsunagu does not know: use the version that made it, or a newer one',
    )
  return parsed.data
}

/**
 * Reads every file to its end before anything is loaded: fingerprint and each frame's tag.
 *
 * @throws BackupFault `damaged`, naming the file
 */
export async function checkParts(folder: string, parts: readonly Part[], keys: Keys): Promise<void> {
  for (const part of parts) {
    const path = join(folder, part.file)
    if (!existsSync(path)) throw new BackupFault('damaged', `${part.file} is missing from the backup`)
    const digest = createHash('sha256')
    const seen = async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        digest.update(chunk)
        yield chunk
      }
    }
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
    await pipeline(createReadStream(path), seen, decrypting(keys, part.file), nowhere)
    if (digest.digest('hex') !== part.sha256)
      throw new BackupFault('damaged', `${part.file} is another file than the one that was written`)
  }
}
