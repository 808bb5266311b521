import { hash } from 'node:crypto'

/** Hashes of the tree: RFC 6962 §2.1 (the same in RFC 9162 §2.1.1). A node of height h covers 2^h leaves. */
export const leafHash = (leaf: Uint8Array): Buffer => hash('sha256', Buffer.concat([zero, leaf]), 'buffer')
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([one, left, right]), 'buffer')
export const emptyRoot: Buffer = hash('sha256', Buffer.alloc(0), 'buffer')
const zero = Buffer.from([0])
const one = Buffer.from([1])

/** A complete subtree: leaves `index · 2^height` up to, not including, `(index + 1) · 2^height`. */
export interface Subtree {
  height: number
  index: number
}

/** The complete subtrees that make up leaves `from` to `to` (exclusive), left to right; `from` must start one of them. */
export function cover(from: number, to: number): Subtree[] {
  const parts: Subtree[] = []
  let at = from
  while (at < to) {
    let height = 0
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= to) height++
    parts.push({ height, index: at / 2 ** height })
    at += 2 ** height
  }
  return parts
}

/** The root of neighbouring subtrees, largest first: what RFC 6962 calls MTH of their leaves. */
export function foldRoot(hashes: readonly Buffer[]): Buffer {
  return hashes.length === 0 ? emptyRoot : hashes.reduceRight((right, left) => nodeHash(left, right))
}

/** The frontier of a growing tree: one hash for each complete subtree at its right edge. Adding a leaf costs two hashes on average. */
export interface Frontier {
  readonly size: number
  root(): Buffer
  /** @returns the hashes of the subtrees that this leaf closes: heights 1, 2, … */
  add(leaf: Buffer): Buffer[]
}

/** @param peaks  the hashes of `cover(0, size)` */
export function createFrontier(size = 0, peaks: readonly Buffer[] = []): Frontier {
  const stack = [...peaks]
  let count = size
  return {
    get size() {
      return count
    },
    root: () => foldRoot(stack),
    add(leaf) {
      const closed: Buffer[] = []
      let right = leaf
      for (let rest = count + 1; rest % 2 === 0; rest /= 2) {
        right = nodeHash(stack.pop() as Buffer, right)
        closed.push(right)
      }
      stack.push(right)
      count++
      return closed
    },
  }
}

/** The largest power of two smaller than n, for n ≥ 2: where RFC 6962 splits a tree. */
export function splitPoint(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}
