import { type CapRule, quote } from './finding.ts'
import { isCapDateTime, LANGUAGE_TAG } from './schema.ts'
import type { Declaration } from './xsd.ts'

/** Removes XML white space at both ends, and only that: an ideographic space opens a Japanese paragraph. */
export function trimXml(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isXmlSpace(text.charCodeAt(start))) start++
  while (end > start && isXmlSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

const isXmlSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d

interface Problem {
  rule: CapRule
  message: string
}

/** What is wrong with the text of a simple element by its schema type; null when nothing is. */
export function leafProblem({ name, min, type }: Declaration, raw: string): Problem | null {
  const text = trimXml(raw)
  if (type === 'own') return null
  if (typeof type === 'object') return enumProblem(name, type as readonly string[], raw)
  if (text === '' && ['text', 'value', 'uri', 'language'].includes(type)) return emptyProblem(name, min, type)
  if (type === 'dateTime' && !isCapDateTime(text)) return dateProblem(name, text)
  if (type === 'language' && !LANGUAGE_TAG.test(text))
    return {
      rule: 'INVALID_LANGUAGE',
      message: `言語${quote(text)}は RFC 3066 の形ではありません。ja、en-US のように書いてください。`,
    }
  if (type === 'integer' && !/^\+?\d{1,15}$/.test(text))
    return {
      rule: 'INVALID_RESOURCE_SIZE',
      message: `<${name}>${quote(text)}は 0 以上の整数(バイト数)で書いてください。`,
    }
  if (type === 'decimal' && !isDecimal(text))
    return {
      rule: 'XSD_TYPE',
      message: `<${name}>${quote(text)}は数値ではありません。300 や 12.5 のように(フィートで)書いてください。`,
    }
  return null
}

/** xs:decimal within ±1,000,000,000; no exponent. */
const isDecimal = (text: string) => /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text) && Math.abs(Number(text)) <= 1e9

function emptyProblem(name: string, min: 0 | 1, type: string): Problem {
  if (min === 1 && type === 'text')
    return { rule: 'EMPTY_REQUIRED_ELEMENT', message: `必須の <${name}> が空です。内容を書いてください。` }
  return { rule: 'EMPTY_ELEMENT', message: `<${name}> が空です。使わない要素は書かないでください。` }
}

function enumProblem(name: string, allowed: readonly string[], raw: string): Problem | null {
  if (allowed.includes(raw)) return null
  const list = allowed.join('、')
  if (allowed.includes(trimXml(raw)))
    return { rule: 'XSD_ENUM', message: `<${name}> の値の前後に空白や改行があります。取り除いてください。` }
  return {
    rule: 'XSD_ENUM',
    message: `<${name}>${quote(raw)}は使えません。次のどれかにしてください: ${list}。`,
  }
}

function dateProblem(name: string, text: string): Problem {
  const form = '2026-11-23T09:00:00+09:00 の形(秒まで、時差つき、小数なし)で書いてください。'
  const why = text.endsWith('Z')
    ? 'Z は使えません(UTC は -00:00)。'
    : /,\d\d:\d\d$/.test(text)
      ? '時差の符号にコンマは使えません。'
      : ''
  return { rule: 'XSD_TYPE', message: `<${name}>${quote(text)}は日時として読めません。${why}${form}` }
}

/** Reads a simple element of an enumeration; undefined when it is none of them. */
export const readEnum = <T extends string>(allowed: readonly T[], text: string | undefined): T | undefined =>
  allowed.find((value) => value === text)
