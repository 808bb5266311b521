/**
 * The one way to write a JSON value: RFC 8785 (JSON Canonicalization Scheme). Keys in the order of their UTF-16 units, no spaces,
 * numbers and strings as ECMAScript writes them.
 *
 * @throws TypeError  for what JSON cannot carry: undefined, functions, bigint, NaN, infinity, half a surrogate pair
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical form`)
    return JSON.stringify(value)
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('half a surrogate pair has no canonical form')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${members.map(([name, inner]) => `${canonicalJson(name)}:${canonicalJson(inner)}`).join(',')}}`
  }
  throw new TypeError(`${typeof value} has no canonical form`)
}
