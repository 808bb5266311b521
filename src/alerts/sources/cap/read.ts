import { buildAlert } from './build.ts'
import { decode, MAX_BYTES } from './decode.ts'
import { type CapFinding, finding, MAX_FINDINGS } from './finding.ts'
import { checkAlert } from './rules.ts'
import type { CapAlert, PartialCapAlert } from './schema.ts'
import { checkStructure, type Report } from './structure.ts'
import { type PlacedFinding, readXml, type XmlNode } from './xml.ts'
import { CAP_1_2, EARLIER_CAP } from './xsd.ts'

/** What a file said. A valid one (no error among the findings) holds a whole alert; a faulty one as much as could be read. */
export type CapReading =
  | { valid: true; findings: CapFinding[]; alert: CapAlert }
  | { valid: false; findings: CapFinding[]; alert: PartialCapAlert | null }

/**
 * Reads and judges one CAP 1.2 file. Pure: resolves no entity, opens no file, asks no network, never throws for what
 * the bytes hold. Files over 1 MB, and shapes of hostile files, are refused before they cost anything.
 *
 * @param bytes  the file as it came, never re-encoded
 * @returns every finding in the order of the file, with line and column where there is text
 */
export function readCap(bytes: Uint8Array): CapReading {
  if (bytes.byteLength > MAX_BYTES) {
    const message = `ファイルが大きすぎます(${bytes.byteLength} バイト)。上限は ${MAX_BYTES} バイトです。`
    return { valid: false, findings: [finding('TOO_LARGE', '', message)], alert: null }
  }
  const { text, findings } = decode(bytes)
  const xml = readXml(text)
  const placed: PlacedFinding[] = [...findings.map((f) => ({ finding: f, offset: 0 })), ...xml.findings]
  const alert = xml.root === null ? null : readRoot(xml.root, placed)
  return verdict(placed, text, xml.hasDoctype ? null : alert)
}

/** Judges the tree; null when it is no CAP at all. */
function readRoot(root: XmlNode, placed: PlacedFinding[]): PartialCapAlert | null {
  const report: Report = (node, rule, path, message) => {
    if (placed.length < MAX_FINDINGS)
      placed.push({ finding: finding(rule, path, message), offset: node.offset })
  }
  if (root.name !== 'alert') {
    report(
      root,
      'NOT_CAP',
      '',
      `CAP ではありません。ルート要素は <alert> です(このファイルは <${root.name}>)。`,
    )
    return null
  }
  checkNamespace(root, report)
  checkStructure(root, report)
  const alert = buildAlert(root, report)
  if (!root.closed || placed.length >= MAX_FINDINGS) return alert
  const locate = locator(root)
  for (const found of checkAlert(alert)) placed.push({ finding: found, offset: locate(found.path).offset })
  return alert
}

function checkNamespace(root: XmlNode, report: Report): void {
  if (root.namespace === CAP_1_2) return
  const version = EARLIER_CAP[root.namespace]
  if (version !== undefined)
    report(
      root,
      'WRONG_VERSION',
      '/alert',
      `CAP ${version} のファイルです。CAP 1.2(xmlns="${CAP_1_2}")で送ってください。`,
    )
  else
    report(
      root,
      'WRONG_NAMESPACE',
      '/alert',
      `<alert> の名前空間が違います。xmlns="${CAP_1_2}" と書いてください。`,
    )
}

/** Finds the element of a path, or the nearest one above it that exists; remembers children by name. */
function locator(root: XmlNode): (path: string) => XmlNode {
  const named = new Map<XmlNode, Map<string, XmlNode[]>>()
  const childrenOf = (node: XmlNode) => {
    const known = named.get(node)
    if (known) return known
    const fresh = Map.groupBy(
      node.children.filter((child) => child.namespace === node.namespace),
      (child) => child.name,
    )
    named.set(node, fresh)
    return fresh
  }
  return (path) => {
    let node = root
    for (const step of path.split('/').slice(2)) {
      const [, name = '', index = '1'] = /^(\w+)(?:\[(\d+)\])?$/.exec(step) ?? []
      const found = childrenOf(node).get(name)?.[Number(index) - 1]
      if (!found) break
      node = found
    }
    return node
  }
}

function verdict(placed: PlacedFinding[], text: string, alert: PartialCapAlert | null): CapReading {
  const starts = placed.length === 0 ? [] : lineStarts(text)
  const findings: CapFinding[] = placed
    .toSorted((a, b) => a.offset - b.offset)
    .filter(({ finding: found }, i) => i < MAX_FINDINGS || found.path === '')
    .map(({ finding: found, offset }) => ({ ...found, ...lineAndColumn(starts, offset) }))
  if (placed.length >= MAX_FINDINGS)
    findings.push(
      finding('TOO_MANY_FINDINGS', '', `問題が ${MAX_FINDINGS} 件を超えたため、続きは調べていません。`),
    )
  const valid = findings.every((f) => f.severity === 'warning')
  // No error means that every required element was there and had its type, which is all that tells the two apart.
  return valid ? { valid, findings, alert: alert as CapAlert } : { valid: false, findings, alert }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function lineAndColumn(starts: number[], offset: number): { line: number; column: number } {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}
