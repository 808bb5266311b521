import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, readSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type TreeHead, treeHead } from './head.ts'

/** What the file outside the database says. A last line without its end was cut by a crash and counts as never written. */
export interface WitnessedHeads {
  heads: TreeHead[]
  /** Line numbers, from 1, that are no head. */
  damaged: number[]
}

/** Reads `audit/heads.jsonl`; a file that is not there has no heads. */
export function readHeads(path: string): WitnessedHeads {
  const witnessed: WitnessedHeads = { heads: [], damaged: [] }
  if (!existsSync(path)) return witnessed
  const lines = readFileSync(path, 'utf8').split('\n')
  lines.pop()
  for (const [at, line] of lines.entries()) {
    if (line === '') continue // what a crash cut is ended by the next append, and may be nothing
    const parsed = parseLine(line)
    if (parsed) witnessed.heads.push(parsed)
    else witnessed.damaged.push(at + 1)
  }
  return witnessed
}

function parseLine(line: string): TreeHead | null {
  try {
    return treeHead.parse(JSON.parse(line))
  } catch {
    return null
  }
}

/** The largest head among the last 64 KiB of the file: all that the sealer needs, however old the log is. */
export function newestHead(path: string): TreeHead | null {
  if (!existsSync(path)) return null
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const tail = Buffer.alloc(Math.min(size, 65_536))
    readSync(file, tail, 0, tail.length, size - tail.length)
    const whole = tail.subarray(0, tail.lastIndexOf(0x0a) + 1).toString('utf8')
    const heads = whole.split('\n').map(parseLine)
    return heads.reduce((best, head) => (head && head.treeSize > (best?.treeSize ?? -1) ? head : best), null)
  } finally {
    closeSync(file)
  }
}

/** Adds a head and waits until the disk has it. What a crash left of a line is cut off first. */
export async function appendHead(path: string, head: TreeHead): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'a+', 0o600)
  try {
    const { size } = await file.stat()
    const tail = Buffer.alloc(Math.min(size, 4096))
    await file.read(tail, 0, tail.length, size - tail.length)
    const whole = tail.lastIndexOf(0x0a) + 1
    if (whole < tail.length) await file.truncate(size - tail.length + whole)
    await file.write(`${JSON.stringify(head)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Puts the file of heads aside, because a person says that the database was restored on purpose: the log goes on from what the
 * database holds. The old file stays as evidence of what was lost.
 *
 * @returns the old file's new name; null when there was none
 */
export async function setHeadsAside(path: string, now: Date): Promise<string | null> {
  if (!existsSync(path)) return null
  const aside = path.replace(/\.jsonl$/, `.until-${now.toISOString().replaceAll(/[:.]/g, '-')}.jsonl`)
  await rename(path, aside)
  return aside
}
