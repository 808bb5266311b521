import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import { Transform } from 'node:stream'
import type { Keys } from '../keys.ts'
import { BackupFault } from './fault.ts'

/**
 * An encrypted file of a backup: a header (`TSNGBK1\n`, length of the kid, kid, 32 octets of salt), then frames of up to 64 KiB:
 * length of the rest (4 octets, big-endian), ciphertext, tag. AES-256-GCM; the key comes from the sealing key by HKDF-SHA-256 over the
 * backup's salt and the file's name, the nonce is the frame's number and, in its last octet, 1 for the last frame. So a frame cannot
 * be changed, moved, repeated or left out, and no file can stand for another.
 *
 * @see Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance (STREAM)
 */
const magic = Buffer.from('TSNGBK1\n')
const frameSize = 65_536
const tagSize = 16
export const saltSize = 32

function nonceOf(frame: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(frame), 3)
  nonce[11] = last ? 1 : 0
  return nonce
}

function partKey(keys: Keys, kid: string, salt: Uint8Array, name: string): Buffer {
  const found = keys.sealing.find((key) => key.kid === kid)
  if (!found)
    throw new BackupFault(
      'wrong_key',
      `the backup was made with key ${kid}, which the key file does not hold: use the key file of its day`,
    )
  const secret = Buffer.from(found.key, 'base64')
  return Buffer.from(hkdfSync('sha256', secret, salt, `tsunagu backup v1 ${name}`, 32))
}

/** Encrypts what flows through it. `summary()` tells octets and SHA-256 of the file once it has ended. */
export function encrypting(keys: Keys, salt: Buffer, name: string) {
  const kid = keys.sealing[0]?.kid ?? ''
  const key = partKey(keys, kid, salt, name)
  const digest = createHash('sha256')
  let waiting: Buffer[] = []
  let size = 0
  let frame = 0
  let bytes = 0
  const put = (stream: Transform, octets: Buffer) => {
    digest.update(octets)
    bytes += octets.length
    stream.push(octets)
  }
  const putFrame = (stream: Transform, plain: Buffer, last: boolean) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(frame++, last), { authTagLength: tagSize })
    const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length)
    put(stream, Buffer.concat([length, body]))
  }
  const stream = new Transform({
    construct(done) {
      put(this, Buffer.concat([magic, Buffer.from([kid.length]), Buffer.from(kid), salt]))
      done()
    },
    transform(chunk: Buffer, _, done) {
      waiting.push(chunk)
      size += chunk.length
      if (size > frameSize) {
        let rest = Buffer.concat(waiting)
        for (; rest.length > frameSize; rest = rest.subarray(frameSize))
          putFrame(this, rest.subarray(0, frameSize), false)
        waiting = [rest]
        size = rest.length
      }
      done()
    },
    flush(done) {
      putFrame(this, Buffer.concat(waiting), true)
      done()
    },
  })
  return { stream, summary: () => ({ bytes, sha256: digest.digest('hex') }) }
}

interface FrameReader {
  /** The plain text of the frames that are certainly not the last. */
  feed(chunk: Buffer): Buffer[]
  /** The plain text of the last frame. */
  end(): Buffer
}

function frameReader(keys: Keys, name: string): FrameReader {
  let rest: Buffer = Buffer.alloc(0)
  let key: Buffer | null = null
  let frame = 0
  /** Takes a frame off `rest` when another octet follows it (so it is not the last), or when the file has ended. */
  const take = (opener: Buffer, ended: boolean): Buffer | null => {
    if (rest.length < 4) return null
    const length = rest.readUInt32BE(0)
    if (length < tagSize || length > frameSize + tagSize) throw damaged(name)
    if (ended ? rest.length !== 4 + length : rest.length <= 4 + length) return null
    const plain = openFrame(opener, nonceOf(frame++, ended), rest.subarray(4, 4 + length), name)
    rest = rest.subarray(4 + length)
    return plain
  }
  return {
    feed(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      if (!key) {
        const header = readHeader(rest, name)
        if (!header) return []
        key = partKey(keys, header.kid, header.salt, name)
        rest = rest.subarray(header.size)
      }
      const plains: Buffer[] = []
      for (let plain = take(key, false); plain; plain = take(key, false)) plains.push(plain)
      return plains
    },
    end() {
      const plain = key && take(key, true)
      if (!plain) throw damaged(name)
      return plain
    },
  }
}

const damaged = (name: string): BackupFault =>
  new BackupFault(
    'damaged',
    `${name} was changed or cut since it was written: take another copy of the backup`,
  )

/** @returns null while the header is not there as a whole */
function readHeader(octets: Buffer, name: string): { kid: string; salt: Buffer; size: number } | null {
  if (octets.length <= magic.length) return null
  if (!octets.subarray(0, magic.length).equals(magic))
    throw new BackupFault('not_a_backup', `${name} is not a file of a Tsunagu backup`)
  const kidEnd = magic.length + 1 + (octets[magic.length] ?? 0)
  const size = kidEnd + saltSize
  if (octets.length < size) return null
  const kid = octets.subarray(magic.length + 1, kidEnd).toString('latin1')
  return { kid, salt: octets.subarray(kidEnd, size), size }
}

function openFrame(key: Buffer, nonce: Buffer, body: Buffer, name: string): Buffer {
  const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagSize })
  cipher.setAuthTag(body.subarray(-tagSize))
  const plain = cipher.update(body.subarray(0, -tagSize))
  try {
    return Buffer.concat([plain, cipher.final()])
  } catch {
    throw damaged(name)
  }
}

/** Decrypts what flows through it; ends with a BackupFault when anything at all is not as it was written. */
export function decrypting(keys: Keys, name: string): Transform {
  const reader = frameReader(keys, name)
  const attempt = (done: (fault?: Error) => void, work: () => void) => {
    try {
      work()
    } catch (fault) {
      return done(fault as Error)
    }
    done()
  }
  return new Transform({
    transform(chunk: Buffer, _, done) {
      attempt(done, () => {
        for (const plain of reader.feed(chunk)) this.push(plain)
      })
    },
    flush(done) {
      attempt(done, () => void this.push(reader.end()))
    },
  })
}
