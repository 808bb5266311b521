import { leafProblem, readEnum, trimXml } from './leaf.ts'
import {
  countPairs,
  type ListReading,
  readCircle,
  readMembers,
  readPolygon,
  readReferences,
} from './lists.ts'
import {
  CAP_NAME,
  CATEGORIES,
  type CapValue,
  CERTAINTIES,
  MSG_TYPES,
  type PartialCapAlert,
  type PartialCapArea,
  type PartialCapInfo,
  RESPONSE_TYPES,
  SCOPES,
  SEVERITIES,
  STATUSES,
  URGENCIES,
} from './schema.ts'
import type { Report } from './structure.ts'
import type { XmlNode } from './xml.ts'

export const MAX_POLYGONS = 1_000
export const MAX_POINTS = 50_000

const all = (node: XmlNode, name: string) =>
  node.children.filter((child) => child.name === name && child.namespace === node.namespace)
const first = (node: XmlNode, name: string) => {
  const found = node.children.find((child) => child.name === name && child.namespace === node.namespace)
  return found?.closed ? found : undefined
}
/** The text of an optional element; undefined when it is missing or empty. */
const text = (node: XmlNode, name: string) => trimXml(first(node, name)?.text ?? '') || undefined
const texts = (node: XmlNode, name: string) =>
  all(node, name)
    .map((child) => trimXml(child.text))
    .filter((value) => value !== '')
const enums = <T extends string>(node: XmlNode, name: string, allowed: readonly T[]) =>
  texts(node, name).flatMap((value) => readEnum(allowed, value) ?? [])

/** The text of an element that has its schema type; undefined when not. The structure check has reported it. */
function typed(node: XmlNode, name: string, type: 'dateTime' | 'language' | 'integer' | 'decimal') {
  const value = text(node, name)
  return value === undefined || leafProblem({ name, min: 0, max: 1, type }, value) ? undefined : value
}

function number(node: XmlNode, name: string, type: 'integer' | 'decimal', decimals: number) {
  const value = typed(node, name, type)
  return value === undefined ? undefined : Number(Number(value).toFixed(decimals)) + 0
}

function values(node: XmlNode, name: string): CapValue[] {
  return all(node, name).flatMap((pair) => {
    const valueName = text(pair, 'valueName')
    return valueName && first(pair, 'value') ? [{ valueName, value: text(pair, 'value') ?? '' }] : []
  })
}

/** Drops keys without a value, so that an alert compares equal to one that never had them. */
function compact<T extends object>(record: T): T {
  for (const key of Object.keys(record) as (keyof T)[]) if (record[key] === undefined) delete record[key]
  return record
}

/**
 * Reads an alert out of the tree, as much of it as there is, and reports what is wrong inside the texts that are small
 * languages of their own (names, references, lists, shapes). Types and order are the structure check's part.
 */
export function buildAlert(node: XmlNode, report: Report): PartialCapAlert {
  const shapes = countShapes(node, report)
  return compact<PartialCapAlert>({
    identifier: readName(node, 'identifier', 'INVALID_IDENTIFIER', report),
    sender: readName(node, 'sender', 'INVALID_SENDER', report),
    sent: typed(node, 'sent', 'dateTime'),
    status: readEnum(STATUSES, text(node, 'status')),
    msgType: readEnum(MSG_TYPES, text(node, 'msgType')),
    source: text(node, 'source'),
    scope: readEnum(SCOPES, text(node, 'scope')),
    restriction: text(node, 'restriction'),
    addresses: list(node, 'addresses', 'INVALID_ADDRESSES', readMembers, report),
    code: texts(node, 'code'),
    note: text(node, 'note'),
    references: list(node, 'references', 'INVALID_REFERENCES', readReferences, report),
    incidents: list(node, 'incidents', 'INVALID_INCIDENTS', readMembers, report),
    info: all(node, 'info').map((info, i) => buildInfo(info, `/alert/info[${i + 1}]`, shapes, report)),
  })
}

function readName(
  node: XmlNode,
  name: string,
  rule: 'INVALID_IDENTIFIER' | 'INVALID_SENDER',
  report: Report,
) {
  const found = first(node, name)
  if (!found) return undefined
  if (!CAP_NAME.test(found.text))
    report(
      found,
      rule,
      `/alert/${name}`,
      `<${name}> は空にできず、空白・改行・コンマ・< ・& を含められません。`,
    )
  const trimmed = trimXml(found.text)
  return CAP_NAME.test(trimmed) ? trimmed : undefined
}

type ListRule = 'INVALID_ADDRESSES' | 'INVALID_REFERENCES' | 'INVALID_INCIDENTS'
/** A list element: undefined when absent, or empty where that only deserves a warning; `[]` when nothing in it could be read. */
function list<T>(
  node: XmlNode,
  name: string,
  rule: ListRule,
  read: (text: string) => ListReading<T>,
  report: Report,
) {
  const found = first(node, name)
  if (!found || (trimXml(found.text) === '' && rule !== 'INVALID_REFERENCES')) return undefined
  const { value, problems } = read(found.text)
  for (const problem of problems) report(found, rule, `/alert/${name}`, problem)
  return value
}

/** Whether shapes may be read: counted first, so that a hostile file costs nothing. */
function countShapes(alert: XmlNode, report: Report): boolean {
  let polygons = 0
  let points = 0
  for (const info of all(alert, 'info'))
    for (const area of all(info, 'area'))
      for (const polygon of all(area, 'polygon')) {
        polygons++
        points += countPairs(polygon.text)
      }
  if (polygons > MAX_POLYGONS)
    report(
      alert,
      'TOO_MANY_POLYGONS',
      '/alert',
      `<polygon> が ${polygons} 個あります。上限は ${MAX_POLYGONS} 個です。`,
    )
  if (points > MAX_POINTS)
    report(
      alert,
      'TOO_MANY_POINTS',
      '/alert',
      `座標が合わせて ${points} 組あります。上限は ${MAX_POINTS} 組です。`,
    )
  return polygons <= MAX_POLYGONS && points <= MAX_POINTS
}

function buildInfo(node: XmlNode, path: string, shapes: boolean, report: Report): PartialCapInfo {
  return compact<PartialCapInfo>({
    language:
      first(node, 'language') && text(node, 'language') ? typed(node, 'language', 'language') : 'en-US',
    category: enums(node, 'category', CATEGORIES),
    event: text(node, 'event'),
    responseType: enums(node, 'responseType', RESPONSE_TYPES),
    urgency: readEnum(URGENCIES, text(node, 'urgency')),
    severity: readEnum(SEVERITIES, text(node, 'severity')),
    certainty: readEnum(CERTAINTIES, text(node, 'certainty')),
    audience: text(node, 'audience'),
    eventCode: values(node, 'eventCode'),
    effective: typed(node, 'effective', 'dateTime'),
    onset: typed(node, 'onset', 'dateTime'),
    expires: typed(node, 'expires', 'dateTime'),
    senderName: text(node, 'senderName'),
    headline: text(node, 'headline'),
    description: text(node, 'description'),
    instruction: text(node, 'instruction'),
    web: text(node, 'web'),
    contact: text(node, 'contact'),
    parameter: values(node, 'parameter'),
    resource: all(node, 'resource').map(buildResource),
    area: all(node, 'area').map((area, i) => buildArea(area, `${path}/area[${i + 1}]`, shapes, report)),
  })
}

const buildResource = (node: XmlNode): PartialCapInfo['resource'][number] =>
  compact({
    resourceDesc: text(node, 'resourceDesc'),
    mimeType: text(node, 'mimeType'),
    size: number(node, 'size', 'integer', 0),
    uri: text(node, 'uri'),
    derefUri: text(node, 'derefUri')?.replaceAll(/[ \t\r\n]/g, ''),
    digest: text(node, 'digest'),
  })

function buildArea(node: XmlNode, path: string, shapes: boolean, report: Report): PartialCapArea {
  const read = <T>(name: 'polygon' | 'circle', reader: (text: string) => ListReading<T>): T[][] =>
    all(node, name).map((child, i) => {
      if (!child.closed || !shapes) return []
      const { value, problems } = reader(child.text)
      const rule = name === 'polygon' ? 'INVALID_POLYGON' : 'INVALID_CIRCLE'
      for (const problem of problems) report(child, rule, `${path}/${name}[${i + 1}]`, problem)
      return value
    })
  return compact<PartialCapArea>({
    areaDesc: text(node, 'areaDesc'),
    polygon: read('polygon', readPolygon),
    circle: read('circle', readCircle).flat(),
    geocode: values(node, 'geocode'),
    altitude: number(node, 'altitude', 'decimal', 6),
    ceiling: number(node, 'ceiling', 'decimal', 6),
  })
}
