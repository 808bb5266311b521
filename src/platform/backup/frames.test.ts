import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Keys } from '../keys.ts'
import { type BackupFault, writeFault } from './fault.ts'
import { decrypting, encrypting } from './frames.ts'

const key = randomBytes(32).toString('base64')
const keys: Keys = {
  sealing: [{ kid: 'k1', key }],
  signing: { kid: '', privateKey: '' },
  session: '',
  database: '',
}
const salt = randomBytes(32)

const encrypt = (plain: Uint8Array, name = 'a.part') => {
  const chunks = Readable.from([plain.subarray(0, 3), plain.subarray(3)].map((chunk) => Buffer.from(chunk)))
  return buffer(chunks.pipe(encrypting(keys, salt, name).stream))
}
const decrypt = async (octets: Buffer, name = 'a.part', step = 10_007): Promise<Buffer> => {
  const out = decrypting(keys, name)
  const chunks = Array.from({ length: Math.ceil(octets.length / step) }, (_, i) =>
    octets.subarray(i * step, (i + 1) * step),
  )
  const [plain] = await Promise.all([buffer(out), pipeline(Readable.from(chunks), out)])
  return plain
}

test('whatever is written is read back, at every length around a frame', async () => {
  for (const length of [0, 1, 65_535, 65_536, 65_537, 131_072, 131_073, 400_000]) {
    const plain = randomBytes(length)
    expect((await decrypt(await encrypt(plain))).equals(plain)).toBe(true)
  }
  const small = await encrypt(Buffer.from('桜木'))
  expect((await decrypt(small, 'a.part', 1)).toString()).toBe('桜木')
})

test('a file cut anywhere, at the edge of a frame too, does not pass for whole', async () => {
  const whole = await encrypt(randomBytes(140_000))
  const header = 8 + 1 + 2 + 32
  const edge = header + 4 + 65_536 + 16
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
      await expect(decrypt(whole.subarray(0, length))).rejects.toMatchObject({ reason: 'damaged' })
    }),
    { numRuns: 60, examples: [[0], [header], [edge], [edge * 2 - header], [whole.length - 1]] },
  )
})

test('frames that changed places, were doubled or belong to another file are refused', async () => {
  const whole = await encrypt(randomBytes(140_000))
  const header = 8 + 1 + 2 + 32
  const size = 4 + 65_536 + 16
  const frame = (at: number) => whole.subarray(header + at * size, header + (at + 1) * size)
  const build = (...frames: Buffer[]) => Buffer.concat([whole.subarray(0, header), ...frames])
  expect((await decrypt(build(frame(0), frame(1), frame(2)))).length).toBe(140_000)
  for (const wrong of [
    build(frame(1), frame(0), frame(2)),
    build(frame(0), frame(0), frame(2)),
    build(frame(0), frame(2)),
  ])
    await expect(decrypt(wrong)).rejects.toMatchObject({ reason: 'damaged' })
  await expect(decrypt(whole, 'b.part')).rejects.toMatchObject({ reason: 'damaged' })
  await expect(decrypt(Buffer.from('PK\u0003\u0004 something else'))).rejects.toMatchObject({
    reason: 'not_a_backup',
  })
})

test('a full disk is said in words', async () => {
  const fault = await pipeline(
    Readable.from([randomBytes(200_000)]),
    encrypting(keys, salt, 'a').stream,
    createWriteStream('/dev/full'),
  ).catch((reason: unknown) => writeFault(reason, '/backups/today') as BackupFault)
  expect(fault).toMatchObject({ reason: 'no_room' })
  expect((fault as BackupFault).message).toContain('no room left where /backups/today')
})
