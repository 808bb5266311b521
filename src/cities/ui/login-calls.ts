import { ApiError, api } from '#design/index.ts'
import type { Me, StaffRow } from '../staff/schema.ts'

export type { Me, StaffRow }

/** What an act asks for beside itself: a code of the app, or a passkey answer. */
export type Proof = { code: string } | { passkey: unknown } | { backupCode: string }

export interface NextStep {
  next: 'code' | 'done'
}

export const meQuery = {
  queryKey: ['me'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Me>('/api/me', { signal }),
}

/** Thrown when the person, or the browser, ended a passkey ceremony. */
export class PasskeyStopped extends Error {}

/** Whether this browser speaks passkeys as JSON (Chrome 129, Firefox 119, Safari 18.4 and later). */
export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential

/** Asks for a passkey; the answer goes to the server as it is. @throws PasskeyStopped, ApiError */
export async function askPasskey(): Promise<unknown> {
  const options = await api.get<PublicKeyCredentialRequestOptionsJSON>(
    '/api/auth/passkey/generate-authenticate-options',
  )
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON({
    ...options,
    userVerification: 'required',
  })
  return answerOf(() => navigator.credentials.get({ publicKey }))
}

export async function signInByPasskey(): Promise<NextStep> {
  return api.post<NextStep>('/api/auth/passkey/verify-authentication', { response: await askPasskey() })
}

/** Makes a passkey and registers it under a name. @throws PasskeyStopped, ApiError */
export async function addPasskey(name: string): Promise<void> {
  const options = await api.get<PublicKeyCredentialCreationOptionsJSON>(
    '/api/auth/passkey/generate-register-options',
  )
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  const response = await answerOf(() => navigator.credentials.create({ publicKey }))
  await api.post('/api/auth/passkey/verify-registration', { response, name })
}

async function answerOf(ceremony: () => Promise<Credential | null>): Promise<unknown> {
  const credential = await ceremony().catch((fault: Error) => {
    throw new PasskeyStopped(fault.name)
  })
  if (!credential) throw new PasskeyStopped('none')
  return (credential as PublicKeyCredential).toJSON()
}

export interface DemoCode {
  code: string
  readyInSeconds: number
  secondsLeft: number
}

/** The code that the demonstration would take next. */
export const demoCode = (email?: string): Promise<DemoCode> =>
  api.get<DemoCode>('/api/demo/code', { query: { email } })

export interface DemoAccounts {
  accounts: { email: string; label: string }[]
  password: string
}

/** Outside the demonstration the address does not exist: nobody to offer. */
export const demoAccountsQuery = {
  queryKey: ['demo-accounts'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<DemoAccounts | null> => {
    try {
      return await api.get<DemoAccounts>('/api/demo/accounts', { signal })
    } catch (fault) {
      if (fault instanceof ApiError && fault.code === 'not_found') return null
      throw fault
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
}
