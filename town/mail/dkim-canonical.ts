/** The two ways of RFC 6376 §3.4 to bring a message into the form that is signed. */
export type Canonical = 'simple' | 'relaxed'

/** One header field, without a closing CRLF (§3.4.1, §3.4.2). */
export function canonicalField(raw: string, way: Canonical): string {
  if (way === 'simple') return raw
  const colon = raw.indexOf(':')
  const value = raw
    .slice(colon + 1)
    .replace(/\r\n(?=[ \t])/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()
  return `${raw.slice(0, colon).trim().toLowerCase()}:${value}`
}

/** The body (§3.4.3, §3.4.4): trailing empty lines go; an empty body is CRLF when simple, nothing when relaxed. */
export function canonicalBody(body: string, way: Canonical): string {
  const text =
    way === 'simple'
      ? body
      : body
          .replace(/[ \t]+\r\n/g, '\r\n')
          .replace(/[ \t]+/g, ' ')
          .replace(/ $/, '')
  const trimmed = text.replace(/(?:\r\n)+$/, '')
  if (trimmed === '') return way === 'simple' ? '\r\n' : ''
  return `${trimmed}\r\n`
}
