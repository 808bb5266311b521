import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, api } from '#design/index.ts'
import type { Keeping } from './keeping.ts'

/** Saving by hand, and asking for approval. What fails stands in `fault` and takes nothing away. */
export function useActs(keeping: Keeping, free: () => void) {
  const navigate = useNavigate()
  const [fault, setFault] = useState<ApiError | null>(null)
  const [submitting, setSubmitting] = useState(false)

  const guarded = async (work: () => Promise<void>) => {
    setFault(null)
    try {
      await work()
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      if (thrown.code !== 'changed_meanwhile') setFault(thrown) // that one has a notice of its own
    }
  }
  const save = () =>
    guarded(async () => {
      await keeping.save()
    })
  const submit = async () => {
    if (submitting) return
    setSubmitting(true)
    await guarded(async () => {
      const id = await keeping.save()
      await api.post(`/api/alerts/drafts/${id}/submit`)
      free()
      await navigate({ href: `/alerts/drafts/${id}/approve` })
    })
    setSubmitting(false)
  }
  return { save, submit, submitting, fault }
}
