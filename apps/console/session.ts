import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { ApiError, api } from '#design/index.ts'

/** Ends the session and forgets all that was read in it. */
export function useLogout(): () => Promise<void> {
  const router = useRouter()
  const queries = useQueryClient()
  return async () => {
    await api.post('/api/auth/sign-out')
    queries.clear()
    await router.navigate({ to: '/login' })
  }
}

/** Whether an error means that nobody is logged in (a missing second factor is another matter). */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'not_signed_in'
}
