import { api } from '#design/index.ts'

/** Whether this browser can ask for a passkey at all. */
export const canPasskey = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential

/**
 * Asks the person's device for a fresh signature.
 *
 * @returns the answer as WebAuthn Level 3 writes it, for `proof.passkey`; null when the person gave up
 */
export async function askPasskey(): Promise<unknown> {
  const options = await api.get<PublicKeyCredentialRequestOptionsJSON>(
    '/api/auth/passkey/generate-authenticate-options',
  )
  try {
    const credential = await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
    })
    return credential instanceof PublicKeyCredential ? credential.toJSON() : null
  } catch (fault) {
    if (fault instanceof DOMException) return null // closed, timed out, or no key on this device
    throw fault
  }
}
