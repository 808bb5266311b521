import { type CapRule, quote } from './finding.ts'
import { leafProblem } from './leaf.ts'
import type { XmlNode } from './xml.ts'
import { ALERT, type Declaration, XML_SCHEMA_INSTANCE, XML_SIGNATURE } from './xsd.ts'

/** Takes a finding; the node says where in the file. */
export type Report = (node: XmlNode, rule: CapRule, path: string, message: string) => void

/** Where an element stands among its siblings of the same name; those that cannot repeat carry no number. */
export const stepPath = (parent: string, declaration: Declaration, index: number) =>
  declaration.max === 1 ? `${parent}/${declaration.name}` : `${parent}/${declaration.name}[${index + 1}]`

/** Checks a whole alert against the sequences of cap12.xsd and reports every departure. */
export function checkStructure(alert: XmlNode, report: Report): void {
  checkGroup(alert, ALERT, '/alert', report)
}

function checkGroup(node: XmlNode, sequence: Declaration[], path: string, report: Report): void {
  checkAttributes(node, path, report)
  if (/[^ \t\r\n]/.test(node.text))
    report(
      node,
      'XSD_TEXT',
      path,
      `<${node.name}> の直下に文字 ${quote(node.text.trim())} があります。要素の中に書いてください。`,
    )
  const counts = new Array<number>(sequence.length).fill(0)
  const placed: { child: XmlNode; position: number; path: string }[] = []
  for (const child of node.children) {
    const position = sequence.findIndex((d) => d.name === child.name)
    const declaration = sequence[position]
    if (child.namespace === XML_SIGNATURE && sequence === ALERT) {
      placed.push({ child, position: sequence.length, path: `${path}/${child.name}` })
      const message = '電子署名がありますが、発信元の確認には使っていません。発信元は API キーで確かめます。'
      if (child.name === 'Signature') report(child, 'SIGNATURE_NOT_VERIFIED', `${path}/Signature`, message)
      continue
    }
    if (!declaration || child.namespace !== node.namespace) {
      report(
        child,
        'XSD_UNKNOWN_ELEMENT',
        `${path}/${child.name}`,
        `<${child.name}> は CAP 1.2 のここにはない要素です。`,
      )
      continue
    }
    const index = counts[position] ?? 0
    counts[position] = index + 1
    const childPath = stepPath(path, declaration, index)
    if (index >= declaration.max) {
      report(
        child,
        'DUPLICATE_ELEMENT',
        childPath,
        `<${child.name}> は一つだけ書けます。二つ目を取り除いてください。`,
      )
      continue
    }
    placed.push({ child, position, path: childPath })
    if (isGroup(declaration.type)) checkGroup(child, declaration.type, childPath, report)
    else checkLeaf(child, declaration, childPath, report)
  }
  checkOrder(placed, sequence, report)
  if (node.closed) checkMissing(node, sequence, counts, path, report)
}

const isGroup = (type: Declaration['type']): type is Declaration[] => typeof type[0] === 'object'

function checkMissing(
  node: XmlNode,
  sequence: Declaration[],
  counts: number[],
  path: string,
  report: Report,
): void {
  for (const [position, declaration] of sequence.entries())
    if (declaration.min > (counts[position] ?? 0)) {
      const message = `必須の <${declaration.name}> がありません。<${node.name}> の中に加えてください。`
      report(node, 'XSD_MISSING', `${path}/${declaration.name}`, message)
    }
}

function checkLeaf(node: XmlNode, declaration: Declaration, path: string, report: Report): void {
  checkAttributes(node, path, report)
  for (const child of node.children)
    report(
      child,
      'XSD_UNKNOWN_ELEMENT',
      `${path}/${child.name}`,
      `<${node.name}> の中に要素は書けません。文字だけにしてください。`,
    )
  if (!node.closed) return
  const problem = leafProblem(declaration, node.text)
  if (problem) report(node, problem.rule, path, problem.message)
}

/** CAP declares no attribute; only the two schema hints may stand anywhere, and they are not followed. */
function checkAttributes(node: XmlNode, path: string, report: Report): void {
  for (const { name, namespace } of node.attributes) {
    if (namespace === XML_SCHEMA_INSTANCE && /^(?:noNamespaceS|s)chemaLocation$/.test(name)) continue
    report(
      node,
      'XSD_UNKNOWN_ATTRIBUTE',
      path,
      `<${node.name}> に属性 ${quote(name)} は書けません。取り除いてください。`,
    )
  }
}

/**
 * Names the fewest elements whose removal leaves the right order (all those outside one longest run that never steps
 * back), so that one element in the wrong place gives one finding.
 */
function checkOrder(
  placed: { child: XmlNode; position: number; path: string }[],
  sequence: Declaration[],
  report: Report,
): void {
  if (placed.every((p, i) => i === 0 || (placed[i - 1]?.position ?? 0) <= p.position)) return
  const inRun = longestRun(placed.map((p) => p.position))
  for (const [i, { child, position, path }] of placed.entries()) {
    if (inRun.has(i)) continue
    const before = sequence[position - 1]
    const where = before ? `<${before.name}> の後` : '先頭'
    report(
      child,
      'XSD_ORDER',
      path,
      `<${child.name}> の順序が違います。決められた順で、${where}に置いてください。`,
    )
  }
}

/** Indexes of one longest subsequence that never decreases. */
function longestRun(values: number[]): Set<number> {
  const tails: number[] = []
  const previous = new Array<number>(values.length).fill(-1)
  for (const [i, value] of values.entries()) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((values[tails[middle] ?? 0] ?? 0) <= value) low = middle + 1
      else high = middle
    }
    previous[i] = low > 0 ? (tails[low - 1] ?? -1) : -1
    tails[low] = i
  }
  const run = new Set<number>()
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i] ?? -1) run.add(i)
  return run
}
