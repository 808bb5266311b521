import { SaxesParser } from 'saxes'

/** One XML element; names are local, without prefix. */
export interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  /** All characters directly inside, joined and trimmed. */
  text: string
}

const DEEPEST = 50

/**
 * Reads a small XML document. No DTD is taken, so no entity tricks.
 *
 * @throws Error when the document is not well-formed, has a DTD, or is nested more than 50 deep
 */
export function readXml(source: string): Element {
  const parser = new SaxesParser({ xmlns: true })
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const open: Element[] = [root]
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    throw new Error('a DTD is not taken')
  })
  parser.on('opentag', (tag) => {
    const attributes = Object.fromEntries(Object.values(tag.attributes).map((one) => [one.local, one.value]))
    const element: Element = { name: tag.local, attributes, children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
    if (open.length > DEEPEST) throw new Error('nested too deep')
  })
  const addText = (text: string) => {
    const element = open.at(-1)
    if (element) element.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const element = open.pop()
    if (element) element.text = element.text.trim()
  })
  parser.write(source.replace(/^\ufeff/, '')).close()
  const top = root.children[0]
  if (!top) throw new Error('an empty document')
  return top
}

export const childrenOf = (element: Element, name: string) =>
  element.children.filter((one) => one.name === name)

/** The words of the first child with this name; undefined when there is none. */
export const childText = (element: Element, name: string) => childrenOf(element, name)[0]?.text
