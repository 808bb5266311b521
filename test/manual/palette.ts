import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** Pixels of a picture, row by row, `channels` octets each (3 RGB, 4 RGBA). */
interface Pixels {
  width: number
  height: number
  channels: number
  rows: Buffer
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * The same picture in at most 256 colours: a third of the octets, and no eye sees it on a screen of forms.
 *
 * @param png  8 bits a channel, RGB or RGBA, not interlaced, as Chromium draws it; what is see-through becomes solid
 * @see PNG specification, third edition, §9 (filtering), §11.2.2 (PLTE)
 */
export function inPalette(png: Buffer): Buffer {
  const { width, height, channels, rows } = decode(png)
  const colours = new Uint32Array(width * height)
  for (let at = 0; at < colours.length; at++) colours[at] = rows.readUIntBE(at * channels, 3)
  const palette = choose(colours)
  const nearest = new Map<number, number>()
  const lines = Buffer.alloc((width + 1) * height) // filter 0 in front of each line: best for palettes
  colours.forEach((colour, at) => {
    const found = nearest.get(colour) ?? closest(palette, colour)
    nearest.set(colour, found)
    lines[at + Math.floor(at / width) + 1] = found
  })
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3], 8) // 8 bits, palette
  const table = Buffer.alloc(palette.length * 3)
  for (const [at, colour] of palette.entries()) table.writeUIntBE(colour, at * 3, 3)
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('PLTE', table),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, octets: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), octets])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(octets.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** The most frequent colours that differ enough to be seen; the step widens until 256 are enough. */
function choose(colours: Uint32Array): number[] {
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const byCount = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour)
  for (let step = 0; ; step += 12) {
    const palette: number[] = []
    for (const colour of byCount) {
      if (palette.length > 256) break
      if (palette.every((other) => distance(other, colour) > step)) palette.push(colour)
    }
    if (palette.length <= 256) return palette
  }
}

function closest(palette: number[], colour: number): number {
  let best = 0
  for (let at = 1; at < palette.length; at++)
    if (distance(palette[at] ?? 0, colour) < distance(palette[best] ?? 0, colour)) best = at
  return best
}

/** Squared distance of two colours 0xRRGGBB. */
function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16)
  const green = ((a >> 8) & 255) - ((b >> 8) & 255)
  const blue = (a & 255) - (b & 255)
  return red * red + green * green + blue * blue
}

function decode(png: Buffer): Pixels {
  const width = png.readUInt32BE(16)
  const height = png.readUInt32BE(20)
  const channels = png[25] === 6 ? 4 : 3
  if (png[24] !== 8 || (png[25] !== 6 && png[25] !== 2) || png[28] !== 0)
    throw new Error('not a PNG of Chromium')
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  const raw = inflateSync(Buffer.concat(parts))
  return { width, height, channels, rows: unfilter(raw, width * channels, height, channels) }
}

/** Takes the filter of each line back. @param stride  octets of a line */
function unfilter(raw: Buffer, stride: number, height: number, channels: number): Buffer {
  const rows = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] ?? 0
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x < channels ? 0 : (rows[at - channels] ?? 0)
      const above = y === 0 ? 0 : (rows[at - stride] ?? 0)
      const corner = x < channels || y === 0 ? 0 : (rows[at - stride - channels] ?? 0)
      rows[at] = (raw[y * (stride + 1) + 1 + x] ?? 0) + predicted(filter, left, above, corner)
    }
  }
  return rows
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return above
  if (filter === 3) return (left + above) >> 1
  if (filter === 0) return 0
  const guess = left + above - corner // Paeth
  const [toLeft, toAbove, toCorner] = [guess - left, guess - above, guess - corner].map(Math.abs) as [
    number,
    number,
    number,
  ]
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}
