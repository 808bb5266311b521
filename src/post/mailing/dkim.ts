import { createHash, generateKeyPair, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'

/** A key that signs for one domain. */
export interface SigningKey {
  algorithm: 'rsa' | 'ed25519'
  domain: string
  selector: string
  privateKey: KeyObject
}

/** One header field as it will be sent; folds inside `value` allowed. */
export interface Field {
  name: string
  value: string
}

/** Signed even where absent, so that nobody can add one later (RFC 6376 §8.15). RFC 8058 §4 wants the two List- fields. */
const signedNames = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'auto-submitted',
  'x-tsunagu-alert',
  'x-tsunagu-approved',
]

/** RFC 6376 §3.4.2. */
const relaxed = (name: string, value: string): string =>
  `${name.toLowerCase()}:${value
    .replace(/\r\n(?=[ \t])/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`

/** RFC 6376 §3.4.4 of a body without trailing spaces in its lines, as ours are. */
const bodyHash = (body: string): string =>
  createHash('sha256')
    .update(`${body.replace(/(?:\r\n)+$/, '')}\r\n`)
    .digest('base64')

const signAsync = promisify<string | null | undefined, Buffer, KeyObject, Buffer>(sign)

/** The signature runs on libuv's threads: the main thread goes on talking SMTP meanwhile. */
function signed(key: SigningKey, text: string): Promise<Buffer> {
  if (key.algorithm === 'rsa') return signAsync('sha256', Buffer.from(text), key.privateKey)
  return signAsync(null, createHash('sha256').update(text).digest(), key.privateKey) // RFC 8463 §3: over the hash
}

/**
 * One DKIM-Signature field a key, relaxed/relaxed, in front of the others.
 *
 * @param fields  in the order they are sent; each name at most once
 * @param body  with CRLF line ends and no space before them
 * @see RFC 6376, RFC 8463
 */
export async function dkimFields(
  keys: SigningKey[],
  fields: Field[],
  body: string,
  now: Date,
): Promise<Field[]> {
  const byName = new Map(fields.map((field) => [field.name.toLowerCase(), field.value]))
  const present = signedNames.filter((name) => byName.has(name))
  const head = present.map((name) => `${relaxed(name, byName.get(name) as string)}\r\n`).join('')
  const bh = bodyHash(body)
  return Promise.all(
    keys.map(async (key) => {
      const value =
        `v=1; a=${key.algorithm === 'rsa' ? 'rsa-sha256' : 'ed25519-sha256'}; c=relaxed/relaxed; d=${key.domain};\r\n s=${key.selector};` +
        ` t=${Math.floor(now.getTime() / 1_000)};\r\n h=${present.join(':')}:from:subject;\r\n bh=${bh};\r\n b=`
      const signature = await signed(key, head + relaxed('dkim-signature', value))
      const folded = signature.toString('base64').replace(/.{72}(?=.)/g, '$&\r\n ')
      return { name: 'DKIM-Signature', value: value + folded }
    }),
  )
}

const makePair = promisify(generateKeyPair)

/** A fresh pair: PKCS #8 PEM, and the public half as it stands in `p=` of the DNS record. */
export async function freshDkimPair(
  algorithm: SigningKey['algorithm'],
): Promise<{ privatePem: string; publicKey: string }> {
  const pair =
    algorithm === 'rsa'
      ? await makePair('rsa', { modulusLength: 2048 })
      : await makePair('ed25519', undefined)
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' })
  return {
    privatePem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: (algorithm === 'rsa' ? spki : spki.subarray(-32)).toString('base64'),
  }
}

/** The value of the DNS TXT record at `{selector}._domainkey.{domain}`. */
export const dnsRecord = (algorithm: SigningKey['algorithm'], publicKey: string): string =>
  `v=DKIM1; k=${algorithm}; p=${publicKey}`
