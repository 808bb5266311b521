import { cover, foldRoot, nodeHash, type Subtree, splitPoint } from './merkle.ts'

/** Reads the hashes of complete subtrees, in the order asked for. The database, or a test's own tree. */
export type ReadSubtrees = (wanted: readonly Subtree[]) => Promise<Buffer[]>

/** A range of leaves whose root belongs into a proof. */
type Range = readonly [from: number, to: number]

async function rootsOf(ranges: readonly Range[], read: ReadSubtrees): Promise<Buffer[]> {
  const covers = ranges.map(([from, to]) => cover(from, to))
  const hashes = await read(covers.flat())
  let at = 0
  return covers.map((parts) => {
    const own = hashes.slice(at, at + parts.length)
    at += parts.length
    return foldRoot(own)
  })
}

/**
 * The audit path of leaf `seq` in the tree of the first `size` leaves, nearest sibling first.
 *
 * @see RFC 9162 §2.1.3.1
 * @throws RangeError unless 0 ≤ seq < size
 */
export async function inclusionProof(seq: number, size: number, read: ReadSubtrees): Promise<Buffer[]> {
  if (!(seq >= 0 && seq < size)) throw new RangeError(`leaf ${seq} is not in a tree of ${size}`)
  const ranges: Range[] = []
  let from = 0
  let to = size
  while (to - from > 1) {
    const middle = from + splitPoint(to - from)
    if (seq < middle) {
      ranges.unshift([middle, to])
      to = middle
    } else {
      ranges.unshift([from, middle])
      from = middle
    }
  }
  return rootsOf(ranges, read)
}

/**
 * Shows that the tree of `newSize` leaves begins with the tree of `oldSize` leaves.
 *
 * @see RFC 9162 §2.1.4.1
 * @throws RangeError unless 0 < oldSize ≤ newSize
 */
export async function consistencyProof(
  oldSize: number,
  newSize: number,
  read: ReadSubtrees,
): Promise<Buffer[]> {
  if (!(oldSize > 0 && oldSize <= newSize))
    throw new RangeError(`no proof from a tree of ${oldSize} to one of ${newSize}`)
  const ranges: Range[] = []
  let from = 0
  let to = newSize
  while (oldSize !== to) {
    const middle = from + splitPoint(to - from)
    if (oldSize <= middle) {
      ranges.unshift([middle, to])
      to = middle
    } else {
      ranges.unshift([from, middle])
      from = middle
    }
  }
  if (from > 0) ranges.unshift([from, to]) // the old tree itself is known to the verifier when it is complete
  return rootsOf(ranges, read)
}

const half = (n: number): number => Math.floor(n / 2)

/** @see RFC 9162 §2.1.3.2. Pure: needs the leaf's hash, its place, the path and the root, nothing else. */
export function verifyInclusion(
  leaf: Buffer,
  seq: number,
  size: number,
  path: readonly Buffer[],
  root: Buffer,
): boolean {
  if (!(seq >= 0 && seq < size)) return false
  let place = seq
  let last = size - 1
  let reached = leaf
  for (const sibling of path) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      reached = nodeHash(sibling, reached)
      while (place % 2 === 0 && place !== 0) {
        place = half(place)
        last = half(last)
      }
    } else {
      reached = nodeHash(reached, sibling)
    }
    place = half(place)
    last = half(last)
  }
  return last === 0 && reached.equals(root)
}

/** @see RFC 9162 §2.1.4.2 */
export function verifyConsistency(
  oldSize: number,
  newSize: number,
  path: readonly Buffer[],
  oldRoot: Buffer,
  newRoot: Buffer,
): boolean {
  if (!(oldSize > 0 && oldSize <= newSize)) return false
  if (oldSize === newSize) return path.length === 0 && oldRoot.equals(newRoot)
  const complete = Number.isInteger(Math.log2(oldSize))
  const [start, ...rest] = complete ? [oldRoot, ...path] : path
  if (!start || (complete && path.length === 0)) return false
  let place = oldSize - 1
  let last = newSize - 1
  while (place % 2 === 1) {
    place = half(place)
    last = half(last)
  }
  let first = start
  let second = start
  for (const sibling of rest) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      first = nodeHash(sibling, first)
      second = nodeHash(sibling, second)
      while (place % 2 === 0 && place !== 0) {
        place = half(place)
        last = half(last)
      }
    } else {
      second = nodeHash(second, sibling)
    }
    place = half(place)
    last = half(last)
  }
  return last === 0 && first.equals(oldRoot) && second.equals(newRoot)
}
