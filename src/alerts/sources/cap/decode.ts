import { type CapFinding, finding, quote } from './finding.ts'

/** Larger files are refused before anything is read. */
export const MAX_BYTES = 1_000_000

/** Encodings a sender may declare, and what the WHATWG decoder calls them. UTF-7, UTF-32 and the like are not among them. */
const LABELS: Record<string, string> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16': 'utf-16',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'us-ascii': 'us-ascii',
  ascii: 'us-ascii',
  shift_jis: 'shift_jis',
  sjis: 'shift_jis',
  'x-sjis': 'shift_jis',
  'windows-31j': 'shift_jis',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  'euc-jp': 'euc-jp',
  'iso-2022-jp': 'iso-2022-jp',
}
const WESTERN = /^(?:iso-8859-(?:[1-9]|1[03456])|windows-125[0-8])$/

const startsWith = (bytes: Uint8Array, ...start: number[]) => start.every((b, i) => bytes[i] === b)

/** What the first bytes say: the encoding by byte order mark, or by how `<` looks without one. */
function sniff(bytes: Uint8Array): { encoding?: string; bom: boolean } {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', bom: true }
  if (startsWith(bytes, 0xff, 0xfe)) return { encoding: 'utf-16le', bom: true }
  if (startsWith(bytes, 0xfe, 0xff)) return { encoding: 'utf-16be', bom: true }
  if (startsWith(bytes, 0x3c, 0)) return { encoding: 'utf-16le', bom: false }
  if (startsWith(bytes, 0, 0x3c)) return { encoding: 'utf-16be', bom: false }
  return { bom: false }
}

/** The encoding that the XML declaration names, lower case; undefined when it names none. */
function declared(bytes: Uint8Array, wide: string | undefined): string | undefined {
  const head = new TextDecoder(wide ?? 'windows-1252').decode(bytes.subarray(0, 400))
  return /^\ufeff?<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(head)?.[1]?.toLowerCase()
}

function known(label: string): string | undefined {
  return Object.hasOwn(LABELS, label) ? LABELS[label] : WESTERN.test(label) ? label : undefined
}

/** Decides the encoding; `problem` says in Japanese what does not agree. */
function encodingOf(bytes: Uint8Array): { encoding: string; problem?: string } {
  const { encoding: seen, bom } = sniff(bytes)
  const label = declared(bytes, seen)
  const named = label === undefined ? undefined : known(label)
  if (label !== undefined && named === undefined)
    return {
      encoding: seen ?? 'utf-8',
      problem: `文字コード${quote(label)}には対応していません。UTF-8 で保存してください。`,
    }
  if (!seen) {
    if (named?.startsWith('utf-16'))
      return { encoding: 'utf-8', problem: 'UTF-16 と宣言されていますが、中身は UTF-16 ではありません。' }
    return { encoding: named ?? 'utf-8' }
  }
  if (!bom) return { encoding: seen, problem: 'UTF-16 のファイルには先頭に BOM が必要です。' }
  if (named === undefined || named === seen || (named === 'utf-16' && seen.startsWith('utf-16')))
    return { encoding: seen }
  return {
    encoding: seen,
    problem: `先頭の BOM は ${seen.toUpperCase()} ですが、XML宣言は${quote(label ?? '')}です。どちらかに揃えてください。`,
  }
}

/** Characters of a file as text; `findings` tell of every disagreement between bytes, mark and declaration. */
export interface Decoded {
  text: string
  findings: CapFinding[]
}

/**
 * Turns the bytes of a CAP file into text without ever guessing silently.
 *
 * @param bytes  at most {@link MAX_BYTES}; the caller has checked
 */
export function decode(bytes: Uint8Array): Decoded {
  const { encoding, problem } = encodingOf(bytes)
  const findings = problem ? [finding('ENCODING', '', problem)] : []
  const decoder = encoding === 'us-ascii' ? 'utf-8' : encoding
  try {
    const text = new TextDecoder(decoder, { fatal: true }).decode(bytes)
    if (encoding === 'us-ascii' && bytes.some((b) => b > 0x7f))
      findings.push(finding('ENCODING', '', 'US-ASCII と宣言されていますが、ASCII 以外の文字があります。'))
    return { text, findings }
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    const message = `${encoding.toUpperCase()} として読めないバイト列があります。宣言した文字コードで保存し直してください。`
    findings.push(finding('ENCODING', '', message))
    return { text: new TextDecoder(decoder).decode(bytes), findings }
  }
}
