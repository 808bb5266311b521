import { quote } from './finding.ts'
import { trimXml } from './leaf.ts'
import {
  CAP_NAME,
  type CapCircle,
  type CapPoint,
  type CapReference,
  isCapDateTime,
  MAX_RADIUS_KM,
} from './schema.ts'

/** The texts in CAP that are small languages of their own. Each reader returns what it could read and what is wrong, in Japanese. */
export interface ListReading<T> {
  value: T[]
  problems: string[]
}

const words = (text: string) => text.split(/[ \t\r\n]+/).filter((word) => word !== '')

/**
 * Reads `<references>`: white-space separated `sender,identifier,sent` triples.
 *
 * @see CAP 1.2 §3.2.1 references
 */
export function readReferences(text: string): ListReading<CapReference> {
  const value: CapReference[] = []
  const problems: string[] = []
  for (const word of words(text)) {
    const [sender = '', identifier = '', sent = '', ...rest] = word.split(',')
    if (rest.length === 0 && CAP_NAME.test(sender) && CAP_NAME.test(identifier) && isCapDateTime(sent))
      value.push({ sender, identifier, sent })
    else problems.push(`${quote(word)}は「sender,identifier,sent」の三つ組ではありません。`)
  }
  if (value.length === 0 && problems.length === 0)
    problems.push('<references> が空です。参照がなければ要素ごと取り除いてください。')
  return { value, problems }
}

/**
 * Reads `<addresses>` and `<incidents>`: white-space separated, members with spaces in double quotes.
 *
 * @see CAP 1.2 §3.2.1 addresses, incidents
 */
export function readMembers(text: string): ListReading<string> {
  const value: string[] = []
  const problems: string[] = []
  for (const [, quoted, plain] of text.matchAll(/"([^"]*)"(?=[ \t\r\n]|$)|([^ \t\r\n]+)/g)) {
    const joined = (quoted ?? plain ?? '').replaceAll(/[\t\r\n]+/g, ' ')
    const member = trimXml(joined)
    if (member.includes('"')) problems.push(`引用符(")の対応が取れていません: ${quote(member)}。`)
    else if (member === '') problems.push('空の引用符("")があります。取り除いてください。')
    else value.push(member)
  }
  return { value, problems }
}

const NUMBER = /^[+-]?(?:\d{1,20}(?:\.\d{0,400})?|\.\d{1,400})$/
/** Reads a decimal without exponent; NaN otherwise. -0 becomes 0. */
const readNumber = (text: string) => (NUMBER.test(text) ? Number(text) + 0 : Number.NaN)

/** Reads `lat,lon` in degrees (WGS 84): the reverse of GeoJSON. A string is what is wrong with it. */
function readPoint(word: string): CapPoint | string {
  const parts = word.split(',')
  const [lat, lon] = [readNumber(parts[0] ?? ''), readNumber(parts[1] ?? '')]
  if (parts.length !== 2 || Number.isNaN(lat) || Number.isNaN(lon))
    return `${quote(word)}は「緯度,経度」の組ではありません。`
  if (Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90)
    return `${quote(word)}は緯度が範囲外です。緯度と経度が逆ではありませんか(CAP は緯度が先)。`
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180)
    return `${quote(word)}は範囲外です。緯度は ±90、経度は ±180 までです。`
  return { lat, lon }
}

/** How many coordinate pairs a `<polygon>` claims, without reading them. */
export const countPairs = (text: string) => words(text).length

/** Reads a `<polygon>`; an empty list when any pair is unreadable, since a ring with a hole in it is another area. */
export function readPolygon(text: string): ListReading<CapPoint> {
  const value: CapPoint[] = []
  const problems: string[] = []
  for (const word of words(text)) {
    const point = readPoint(word)
    if (typeof point === 'string') problems.push(point)
    else value.push(point)
  }
  if (value.length === 0 && problems.length === 0)
    problems.push('<polygon> が空です。座標を書くか、要素ごと取り除いてください。')
  return problems.length > 0 ? { value: [], problems: problems.slice(0, 3) } : { value, problems }
}

/** Reads a `<circle>`: `lat,lon radius`, radius in kilometres; 0 is a point. */
export function readCircle(text: string): ListReading<CapCircle> {
  const parts = words(text)
  if (parts.length !== 2)
    return { value: [], problems: [`${quote(text)}は「緯度,経度 半径(km)」の形ではありません。`] }
  const point = readPoint(parts[0] ?? '')
  if (typeof point === 'string') return { value: [], problems: [point] }
  const radiusKm = readNumber(parts[1] ?? '')
  if (Number.isNaN(radiusKm) || radiusKm < 0 || radiusKm > MAX_RADIUS_KM)
    return {
      value: [],
      problems: [`半径${quote(parts[1] ?? '')}は 0 以上 ${MAX_RADIUS_KM} 以下の数(km)で書いてください。`],
    }
  return { value: [{ ...point, radiusKm }], problems: [] }
}
