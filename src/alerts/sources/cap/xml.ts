import { type SaxesAttributeNS, SaxesParser } from 'saxes'
import { type CapFinding, type CapRule, finding, MAX_FINDINGS, quote } from './finding.ts'
import { NOT_XML } from './schema.ts'

export const MAX_DEPTH = 40
export const MAX_ELEMENTS = 50_000
/** CAP itself has none; signatures and schema hints have a few. */
export const MAX_ATTRIBUTES = 5_000

/** An element as it stands in the file, before anyone asked what it means. */
export interface XmlNode {
  name: string
  namespace: string
  attributes: { name: string; namespace: string }[]
  children: XmlNode[]
  /** All character data directly inside, CDATA included. */
  text: string
  /** Where its `<` stands in the decoded text. */
  offset: number
  /** False when the file ended or broke before the closing tag. */
  closed: boolean
}

/** A finding with its place in the text, before lines are counted. */
export interface PlacedFinding {
  finding: CapFinding
  offset: number
}

export interface XmlReading {
  root: XmlNode | null
  findings: PlacedFinding[]
  hasDoctype: boolean
}

/** Thrown inside the parser to leave it; never leaves this file. */
const STOP = Symbol('stop')

const EXPLAINED: [RegExp, (match: RegExpExecArray) => string][] = [
  [/unclosed tag: (.*)/, (m) => `<${m[1]}> が閉じられていません。`],
  [/unmatched closing tag: (.*)\./, (m) => `</${m[1]}> に対応する開始タグがありません。`],
  [/unexpected close tag/, () => '対応する開始タグのない終了タグがあります。'],
  [/unexpected end/, () => 'ファイルが途中で終わっています。'],
  [/must contain a root element/, () => 'XML の要素が一つもありません。'],
  [/unbound namespace prefix: (.*)\./, (m) => `名前空間の接頭辞 ${m[1]} が宣言されていません。`],
  [/duplicate attribute: (.*)\./, (m) => `属性 ${m[1]} が重複しています。`],
  [/malformed character entity/, () => 'XML で使えない文字参照(&#…;)があります。'],
  [/outside of root/, () => 'ルート要素の外に文字があります。'],
]

function explain(message: string): string {
  for (const [pattern, say] of EXPLAINED) {
    const match = pattern.exec(message)
    if (match) return `XML として正しくありません: ${say(match)}`
  }
  return `XML として正しくありません。タグや属性の書き方を確かめてください(${message.replace(/^[\d:]+ /, '')})。`
}

/** Replaces what XML forbids, so that the rest can still be read, and names each kind once. */
function withoutForbidden(text: string, findings: PlacedFinding[]): string {
  if (!NOT_XML.test(text)) return text
  const seen = new Set<string>()
  return text.replaceAll(new RegExp(NOT_XML, 'gu'), (character, offset: number) => {
    const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    if (!seen.has(code)) {
      const message = `XML で使えない文字 ${code} が含まれています。取り除いてください。`
      findings.push({ finding: finding('FORBIDDEN_CHARACTER', '', message), offset })
    }
    seen.add(code)
    return '\ufffd'
  })
}

/**
 * Reads XML into a tree without resolving anything: a DOCTYPE is refused, no entity but the five predefined ones and
 * character references is known, nothing is fetched or opened. The tree holds what was read up to the first break.
 */
export function readXml(source: string): XmlReading {
  const findings: PlacedFinding[] = []
  const text = withoutForbidden(source, findings)
  const reading: XmlReading = { root: null, findings, hasDoctype: false }
  const parser = new SaxesParser({ xmlns: true, forceXMLVersion: true, defaultXMLVersion: '1.0' })
  // The parser's own table inherits from Object.prototype: &constructor; would put JavaScript source into the alert.
  parser.ENTITIES = Object.assign(Object.create(null), { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })
  const note = (rule: CapRule, message: string, offset = parser.position) => {
    findings.push({ finding: finding(rule, '', message), offset: Math.min(offset, text.length) })
    if (findings.length >= MAX_FINDINGS) throw STOP
  }
  const stop = (rule: CapRule, message: string, offset?: number): never => {
    note(rule, message, offset)
    throw STOP
  }

  parser.on('xmldecl', ({ version }) => {
    if (version !== '1.0')
      note('XML_VERSION', `XML ${version ?? ''} は使えません。version="1.0" にしてください。`, 0)
  })
  parser.on('doctype', () => {
    reading.hasDoctype = true
    note('DOCTYPE_FORBIDDEN', 'DOCTYPE は受け付けません(外部の読み込みを防ぐため)。取り除いてください。')
  })
  parser.on('error', ({ message }) => {
    if (!message.includes('undefined entity')) stop('NOT_WELL_FORMED', explain(message))
    const start = text.lastIndexOf('&', parser.position - 1)
    const entity = quote(text.slice(start, parser.position))
    note('ENTITY_FORBIDDEN', `実体参照${entity}は使えません。文字そのものか &#…; で書いてください。`, start)
  })
  growTree(parser, text, reading, stop)
  try {
    parser.write(text).close()
  } catch (thrown) {
    if (thrown !== STOP) throw thrown
  }
  return reading
}

type Parser = SaxesParser<{ xmlns: true; forceXMLVersion: true; defaultXMLVersion: '1.0' }>
type Stop = (rule: CapRule, message: string, offset?: number) => never

/** Hangs the handlers that build the tree on the parser. */
function growTree(parser: Parser, text: string, reading: XmlReading, stop: Stop): void {
  const open: XmlNode[] = []
  let count = 0
  let offset = 0
  let attributeCount = 0
  parser.on('attribute', () => {
    if (++attributeCount > MAX_ATTRIBUTES)
      stop('TOO_MANY_ELEMENTS', `属性が多すぎます(上限 ${MAX_ATTRIBUTES} 個)。`, offset)
  })
  parser.on('opentagstart', (tag) => {
    offset = text.lastIndexOf(`<${tag.name}`, parser.position)
    if (open.length >= MAX_DEPTH) stop('TOO_DEEP', `要素の入れ子が深すぎます(上限 ${MAX_DEPTH} 段)。`, offset)
    if (++count > MAX_ELEMENTS)
      stop('TOO_MANY_ELEMENTS', `要素が多すぎます(上限 ${MAX_ELEMENTS} 個)。`, offset)
  })
  parser.on('opentag', (tag) => {
    const node: XmlNode = {
      name: tag.local,
      namespace: tag.uri,
      attributes: realAttributes(tag.attributes),
      children: [],
      text: '',
      offset,
      closed: false,
    }
    const parent = open.at(-1)
    if (parent) parent.children.push(node)
    else reading.root = node
    open.push(node)
  })
  const addText = (data: string) => {
    const node = open.at(-1)
    if (node) node.text += data
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const node = open.pop()
    if (node) node.closed = true
  })
}

/** Attributes that are no namespace declarations. */
const realAttributes = (attributes: Record<string, SaxesAttributeNS>) =>
  Object.values(attributes)
    .filter((a) => a.uri !== 'http://www.w3.org/2000/xmlns/')
    .map((a) => ({ name: a.local, namespace: a.uri }))
