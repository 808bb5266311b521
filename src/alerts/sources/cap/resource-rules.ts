import { createHash } from 'node:crypto'
import { type Note, quote } from './finding.ts'
import { type CapResource, isUri } from './schema.ts'

/** RFC 2046 type/subtype with the registered top-level types of IANA, parameters allowed. */
const MIME_TYPE =
  /^(?:application|audio|example|font|haptics|image|message|model|multipart|text|video|x-[\w-]{1,60})\/[\w!#$&^.+-]{1,127}(?:\s*;\s*[\w!#$&^.+-]{1,127}=(?:[\w!#$&^.+-]{1,127}|"[^"]{0,255}"))*$/i
const SHA1 = /^[\da-f]{40}$/i
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:/i

/** Checks a resource: its type, its addresses, and its content where it is carried inside. */
export function checkResource(resource: Partial<CapResource>, path: string, note: Note): void {
  const { mimeType, uri, derefUri, digest } = resource
  if (mimeType !== undefined && !MIME_TYPE.test(mimeType))
    note(
      'INVALID_MIME_TYPE',
      `${path}/mimeType`,
      `${quote(mimeType)}は MIME タイプではありません。image/png のように書いてください。`,
    )
  if (uri !== undefined && !isUri(uri))
    note(
      'INVALID_URI',
      `${path}/uri`,
      `${quote(uri)}は URI として使えません。空白などを %20 のように書いてください。`,
    )
  else if (uri !== undefined && !ABSOLUTE.test(uri) && derefUri === undefined)
    note(
      'RELATIVE_URI_MISSING_DEREF_URI',
      `${path}/uri`,
      `${quote(uri)}は相対 URI です。完全な URL にするか、<derefUri> に中身を入れてください。`,
    )
  if (digest !== undefined && !SHA1.test(digest))
    note('INVALID_DIGEST', `${path}/digest`, '<digest> は SHA-1 の 16 進 40 桁で書いてください。')
  if (derefUri !== undefined) checkContent(resource, derefUri, path, note)
}

function checkContent(
  { digest, size }: Partial<CapResource>,
  derefUri: string,
  path: string,
  note: Note,
): void {
  if (!BASE64.test(derefUri) || derefUri.length % 4 !== 0) {
    note(
      'INVALID_DEREF_URI',
      `${path}/derefUri`,
      '<derefUri> は Base64 ではありません。中身を Base64 にして入れてください。',
    )
    return
  }
  const content = Buffer.from(derefUri, 'base64')
  if (
    digest !== undefined &&
    SHA1.test(digest) &&
    createHash('sha1').update(content).digest('hex') !== digest.toLowerCase()
  )
    note(
      'DIGEST_MISMATCH',
      `${path}/digest`,
      '<digest> が <derefUri> の中身の SHA-1 と一致しません。中身が壊れています。',
    )
  if (size !== undefined && size !== content.byteLength)
    note(
      'RESOURCE_SIZE_MISMATCH',
      `${path}/size`,
      `<size> は ${size} ですが、<derefUri> の中身は ${content.byteLength} バイトです。`,
    )
}
