import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** Bits of the authenticator data: the user was there (1), was checked by PIN or finger (4), a credential follows (0x40). */
const flags = { present: 0x01, verified: 0x04, credential: 0x40 } as const

const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** CBOR of a text under 24 bytes, and of 24 to 255 bytes. RFC 8949 §3.1, shortest form (§4.2.1) */
const text = (word: string): Buffer => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)])
const bytes = (value: Uint8Array): Buffer => Buffer.concat([Buffer.from([0x58, value.length]), value])

/**
 * A security key in software, for tests: ES256, attestation "none". WebAuthn Level 3 §6.1 (authenticator data), §6.5.4 (attestation object).
 *
 * @returns `create` and `get`; with `verified: false` the key does not check who touches it
 */
export function softwareAuthenticator(origin: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(16)
  let counter = 0

  function authenticatorData(verified: boolean, more = 0, rest: Uint8Array = new Uint8Array()): Buffer {
    const head = Buffer.alloc(5)
    head[0] = flags.present | (verified ? flags.verified : 0) | more
    head.writeUInt32BE(++counter, 1)
    return Buffer.concat([sha256(new URL(origin).hostname), head, rest])
  }
  const clientData = (type: string, challenge: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const id = credentialId.toString('base64url')

  return {
    /** Answers `navigator.credentials.create`. */
    create({ challenge }: { challenge: string }, { verified = true } = {}) {
      const { x, y } = publicKey.export({ format: 'jwk' })
      // COSE key: kty EC2, alg ES256, crv P-256, x, y (RFC 9053 §7.1.1)
      const cose = Buffer.concat([
        Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
        bytes(Buffer.from(x ?? '', 'base64url')),
        Buffer.from([0x22]),
        bytes(Buffer.from(y ?? '', 'base64url')),
      ])
      const credential = Buffer.concat([
        Buffer.alloc(16),
        Buffer.from([0, credentialId.length]),
        credentialId,
        cose,
      ])
      const data = authenticatorData(verified, flags.credential, credential)
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        text('fmt'),
        text('none'),
        text('attStmt'),
        Buffer.from([0xa0]),
        text('authData'),
        bytes(data),
      ])
      const response = {
        clientDataJSON: clientData('webauthn.create', challenge).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      }
      return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response }
    },
    /** Answers `navigator.credentials.get`. */
    get({ challenge }: { challenge: string }, { verified = true } = {}) {
      const client = clientData('webauthn.get', challenge)
      const data = authenticatorData(verified)
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)
      const response = {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
      }
      return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response }
    },
  }
}
