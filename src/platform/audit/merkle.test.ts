import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cover, createFrontier, emptyRoot, leafHash, nodeHash, type Subtree, splitPoint } from './merkle.ts'
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './proof.ts'

/** MTH as RFC 6962 §2.1 writes it, without any cleverness. */
function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return emptyRoot
  if (leaves.length === 1) return leaves[0] as Buffer
  const k = splitPoint(leaves.length)
  return nodeHash(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}
const reader = (leaves: readonly Buffer[]) => async (wanted: readonly Subtree[]) =>
  wanted.map(({ height, index }) => naiveRoot(leaves.slice(index * 2 ** height, (index + 1) * 2 ** height)))
const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)))
const hex = (hashes: readonly Buffer[]) => hashes.map((one) => one.toString('hex'))

// The eight leaves and the figures of the Certificate Transparency reference implementation (certificate-transparency, merkle_tree_test).
const known = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const knownLeaves = known.map((text) => leafHash(Buffer.from(text, 'hex')))
const knownRoots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

test('the roots are those of the reference tree', () => {
  const frontier = createFrontier()
  expect(frontier.root().toString('hex')).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  )
  const roots = knownLeaves.map((leaf) => {
    frontier.add(leaf)
    return frontier.root().toString('hex')
  })
  expect(roots).toEqual(knownRoots)
})

test('the proofs are those of the reference tree', async () => {
  const read = reader(knownLeaves)
  expect(hex(await inclusionProof(5, 8, read))).toEqual([
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ])
  expect(hex(await consistencyProof(6, 8, read))).toEqual([
    '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ])
})

test('every leaf of every tree up to 70 is proven, and no other leaf, place, size or root passes', async () => {
  const leaves = leavesOf(70)
  for (let size = 1; size <= 70; size++) {
    const root = naiveRoot(leaves.slice(0, size))
    for (let seq = 0; seq < size; seq++) {
      const path = await inclusionProof(seq, size, reader(leaves.slice(0, size)))
      const leaf = leaves[seq] as Buffer
      expect(verifyInclusion(leaf, seq, size, path, root)).toBe(true)
      expect(verifyInclusion(leaf, (seq + 1) % size, size, path, root)).toBe(size === 1)
      expect(verifyInclusion(root, seq, size, path, root)).toBe(size === 1)
      expect(verifyInclusion(leaf, seq, size, [...path, leaf], root)).toBe(false)
      expect(verifyInclusion(leaf, seq, size, path.slice(1), root)).toBe(size === 1)
      expect(verifyInclusion(leaf, seq, size, path, leafHash(root))).toBe(false)
    }
  }
})

test('a tree is shown to begin with each earlier one, and with nothing else', async () => {
  const leaves = leavesOf(40)
  const other = leafHash(Buffer.from('another history'))
  for (let next = 1; next <= 40; next++) {
    for (let old = 1; old <= next; old++) {
      const path = await consistencyProof(old, next, reader(leaves))
      const [before, after] = [naiveRoot(leaves.slice(0, old)), naiveRoot(leaves.slice(0, next))]
      expect(verifyConsistency(old, next, path, before, after)).toBe(true)
      expect(verifyConsistency(old, next, path, other, after)).toBe(false)
      expect(verifyConsistency(old, next, path, before, other)).toBe(false)
      expect(verifyConsistency(old, next, [...path, other], before, after)).toBe(false)
      if (path.length > 0)
        expect(verifyConsistency(old, next, [other, ...path.slice(1)], before, after)).toBe(false)
    }
  }
})

test('a frontier taken up from its peaks grows to the same roots as the naive tree', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 60 }), (start, more) => {
      const leaves = leavesOf(start + more)
      const peaks = cover(0, start).map(({ height, index }) =>
        naiveRoot(leaves.slice(index * 2 ** height, (index + 1) * 2 ** height)),
      )
      const frontier = createFrontier(start, peaks)
      for (const [i, leaf] of leaves.slice(start).entries()) {
        const size = start + i + 1
        const closed = frontier.add(leaf)
        const expected = closed.map((_, at) => naiveRoot(leaves.slice(size - 2 ** (at + 1), size)))
        expect(hex(closed)).toEqual(hex(expected))
      }
      expect(frontier.size).toBe(start + more)
      expect(frontier.root()).toEqual(naiveRoot(leaves))
    }),
    { numRuns: 60 },
  )
})

test('a place outside the tree is refused', async () => {
  const read = reader([])
  await expect(inclusionProof(3, 3, read)).rejects.toThrow('leaf 3 is not in a tree of 3')
  await expect(consistencyProof(0, 3, read)).rejects.toThrow('from a tree of 0')
  await expect(consistencyProof(4, 3, read)).rejects.toThrow('from a tree of 4')
})
