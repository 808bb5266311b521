import { createHash, createPublicKey, verify } from 'node:crypto'
import { type Canonical, canonicalBody, canonicalField } from './dkim-canonical.ts'
import { domainOf } from './domains.ts'
import type { RawMessage } from './raw-message.ts'

/** How a mail's signature stood when it was checked. */
export interface DkimVerdict {
  result: 'pass' | 'fail' | 'none' | 'key-unknown'
  domain?: string
  selector?: string
  /** Why it is not `pass`, in a few English words. */
  reason?: string
  /** Is the signing domain that of From, or above it (DMARC's relaxed alignment)? */
  aligned: boolean
  /** The names in `h=`, lower case. RFC 8058 wants list-unsubscribe and list-unsubscribe-post among them. */
  signedFields: string[]
}

/** Looks up the base64 SPKI of a selector; undefined when nobody has published one. */
export type FindKey = (domain: string, selector: string) => Promise<string | undefined>

type Tags = Map<string, string>

/** `a=b; c=d` of RFC 6376 §3.2; undefined when it is not such a list or names a tag twice. */
export function readTags(value: string): Tags | undefined {
  const tags: Tags = new Map()
  for (const part of value.split(';')) {
    if (part.trim() === '') continue
    const match = part.match(/^\s*([a-z][a-z0-9_]*)\s*=([\s\S]*)$/i)
    if (!match?.[1] || tags.has(match[1])) return undefined
    tags.set(match[1], (match[2] ?? '').trim())
  }
  return tags
}

const packed = (value: string | undefined) => (value ?? '').replace(/\s+/g, '')

/** The bytes under the signature: the fields of `h=`, taken from the bottom, then the signature with an empty `b=` (§3.7). */
function signedHead(message: RawMessage, names: string[], signature: string, way: Canonical): string {
  const rest = [...message.fields]
  const lines: string[] = []
  for (const name of names) {
    const index = rest.findLastIndex((field) => field.name === name)
    const field = index < 0 ? undefined : rest.splice(index, 1)[0]
    if (field) lines.push(`${canonicalField(field.raw, way)}\r\n`)
  }
  const unsigned = signature.replace(/((?:^|[;:])[\s]*b[\s]*=)[^;]*/, '$1')
  return lines.join('') + canonicalField(unsigned, way)
}

function formFault(tags: Tags, names: string[], now: Date): string | undefined {
  if (tags.get('v') !== '1') return 'not version 1'
  if (tags.get('a') !== 'rsa-sha256') return `algorithm ${tags.get('a') ?? 'missing'} is not rsa-sha256`
  for (const tag of ['b', 'bh', 'd', 's', 'h']) if (!packed(tags.get(tag))) return `tag ${tag} is missing`
  if (!/^(simple|relaxed)(\/(simple|relaxed))?$/.test(tags.get('c') ?? 'simple/simple'))
    return 'unknown canonicalization'
  if (!names.includes('from')) return 'From is not signed'
  if (tags.has('l')) return 'l= leaves part of the text unsigned'
  const expires = Number(tags.get('x') ?? Number.POSITIVE_INFINITY)
  return expires * 1_000 < now.getTime() ? 'the signature has expired' : undefined
}

function bodyMatches(message: RawMessage, tags: Tags, way: Canonical): boolean {
  const hash = createHash('sha256').update(canonicalBody(message.body, way), 'latin1').digest('base64')
  return hash === packed(tags.get('bh'))
}

function signatureMatches(head: string, tags: Tags, key: string): boolean {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
    return verify(
      'sha256',
      Buffer.from(head, 'latin1'),
      publicKey,
      Buffer.from(packed(tags.get('b')), 'base64'),
    )
  } catch {
    return false // a published key that is no key verifies nothing
  }
}

async function verifyOne(
  message: RawMessage,
  raw: string,
  fromDomain: string,
  findKey: FindKey,
  now: Date,
): Promise<DkimVerdict> {
  const tags = readTags(raw.slice(raw.indexOf(':') + 1))
  if (!tags) return { result: 'fail', reason: 'unreadable tag list', aligned: false, signedFields: [] }
  const domain = packed(tags.get('d')).toLowerCase()
  const selector = packed(tags.get('s'))
  const names = packed(tags.get('h')).toLowerCase().split(':')
  const aligned = domain !== '' && (fromDomain === domain || fromDomain.endsWith(`.${domain}`))
  const facts = { domain, selector, aligned, signedFields: names }
  const fault = formFault(tags, names, now)
  if (fault) return { ...facts, result: 'fail', reason: fault }
  const [headWay, bodyWay = 'simple'] = (tags.get('c') ?? 'simple/simple').split('/') as [
    Canonical,
    Canonical?,
  ]
  if (!bodyMatches(message, tags, bodyWay))
    return { ...facts, result: 'fail', reason: 'the body was changed' }
  const key = await findKey(domain, selector)
  if (!key) return { ...facts, result: 'key-unknown', reason: 'no published key was found' }
  const matches = signatureMatches(signedHead(message, names, raw, headWay), tags, key)
  return matches
    ? { ...facts, result: 'pass' }
    : { ...facts, result: 'fail', reason: 'the signature does not match' }
}

/**
 * Checks every DKIM-Signature of a message and tells the best: one good signature is enough (RFC 6376 §6.1).
 *
 * @param fromAddress the address in From, for alignment
 * @param findKey stands in for DNS
 */
export async function checkDkim(
  message: RawMessage,
  fromAddress: string,
  findKey: FindKey,
  now: Date,
): Promise<DkimVerdict> {
  const signatures = message.fields.filter((field) => field.name === 'dkim-signature')
  const verdicts: DkimVerdict[] = []
  for (const { raw } of signatures.slice(0, 5))
    verdicts.push(await verifyOne(message, raw, domainOf(fromAddress), findKey, now))
  const best = (['pass', 'key-unknown', 'fail'] as const)
    .map((result) => verdicts.find((verdict) => verdict.result === result))
    .find((verdict) => verdict !== undefined)
  return best ?? { result: 'none', reason: 'not signed', aligned: false, signedFields: [] }
}
