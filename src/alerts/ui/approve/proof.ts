import { useQuery } from '@tanstack/react-query'
import { ApiError, api, formatTime, useNow } from '#design/index.ts'
import { canPasskey } from './passkey.ts'
import type { approveMessages } from './words.ts'

/** Seconds for which an authenticator shows one code (RFC 6238 §4, the usual time step). */
const step_s = 30

/** Seconds left of the code that the authenticator shows now. */
export function useSecondsLeft(): number {
  return step_s - (Math.floor(useNow().getTime() / 1000) % step_s)
}

/** Whether whoever is logged in has a passkey, and this browser can ask for it. */
export function useHasPasskey(): boolean {
  const list = useQuery({
    queryKey: ['me', 'passkeys'],
    queryFn: ({ signal }) => api.get<unknown[]>('/api/auth/passkey/list-user-passkeys', { signal }),
    enabled: canPasskey(),
    staleTime: 5 * 60_000,
  })
  return (list.data?.length ?? 0) > 0
}

type Words = (typeof approveMessages)['ja']

/** In words what is wrong with the second factor; undefined when the fault lies elsewhere. */
export function proofFault(fault: unknown, words: Words): string | undefined {
  if (!(fault instanceof ApiError)) return undefined
  const { reason, left, until } = fault.details
  if (fault.code === 'locked')
    return typeof until === 'string' ? words.codeLocked(formatTime(until)) : `${fault.title}。${fault.todo}`
  if (fault.code !== 'step_up_needed') return undefined
  if (reason === 'used_code') return words.codeUsed
  if (reason === 'wrong_passkey' || reason === 'wrong_person') return words.passkeyFailed
  if (reason === 'missing') return words.codeMissing
  return typeof left === 'number' ? words.codeLeft(left) : words.codeWrong
}
