import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip' | 'identity'

/** A public file as it stands on the disk, with the twins that hold the same bytes. */
export interface PublicFile {
  bodies: { identity: Buffer<ArrayBuffer>; br?: Buffer<ArrayBuffer>; gzip?: Buffer<ArrayBuffer> }
  /** Of the content; the same on every machine that built the same page. */
  hash: string
}

const most = 500
const gone = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG']

/** Reads public files and keeps them until the disk holds another one: a new file has another inode or another time. */
export function publicFiles() {
  const kept = new Map<string, { stamp: string; file: PublicFile }>()
  return async (path: string): Promise<PublicFile | undefined> => {
    try {
      const found = await stat(path, { bigint: true })
      if (!found.isFile()) return undefined
      const stamp = `${found.mtimeNs} ${found.ino} ${found.size}`
      const known = kept.get(path)
      if (known?.stamp === stamp) return known.file
      const file = await load(path)
      kept.set(path, { stamp, file })
      if (kept.size > most) kept.delete(kept.keys().next().value ?? '')
      return file
    } catch (error) {
      if (gone.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
      throw error
    }
  }
}

async function load(path: string): Promise<PublicFile> {
  const identity = await readFile(path)
  const [br, packed] = await Promise.all([
    twin(`${path}.br`, promisify(brotliDecompress), identity),
    twin(`${path}.gz`, promisify(gunzip), identity),
  ])
  const hash = createHash('sha256').update(identity).digest('base64url').slice(0, 24)
  return { bodies: { identity, br, gzip: packed }, hash }
}

/** A compressed twin, unless it belongs to a page that is just being replaced. */
async function twin(path: string, unpack: (bytes: Buffer) => Promise<Buffer>, same: Buffer) {
  try {
    const bytes = await readFile(path)
    return (await unpack(bytes)).equals(same) ? bytes : undefined
  } catch {
    return undefined
  }
}

/** The best of what the asker takes and the file has. @see RFC 9110 §12.5.3 */
export function encodingFor(accepted: string | undefined, file: PublicFile): Encoding {
  const weights = new Map(
    (accepted ?? '').split(',').map((part) => {
      const [name = '', ...rest] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/)
      const q = rest.find((one) => one.startsWith('q='))
      return [name, q === undefined ? 1 : Number(q.slice(2))] as const
    }),
  )
  const takes = (name: string) => (weights.get(name) ?? weights.get('*') ?? 0) > 0
  if (file.bodies.br && takes('br')) return 'br'
  if (file.bodies.gzip && takes('gzip')) return 'gzip'
  return 'identity'
}
