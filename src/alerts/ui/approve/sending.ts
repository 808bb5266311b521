import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, api, useMessages } from '#design/index.ts'
import { type ApprovalPage, approvalQuery, type Proof } from '../api.ts'
import { useLate } from '../late.ts'
import { confirmationsOf } from './Checks.tsx'
import { proofFault } from './proof.ts'
import { approveMessages } from './words.ts'

/** Refusals after which the page itself is old: it is read again, and the refusal stands above it. */
const outdated = ['changed_meanwhile', 'wrong_step', 'findings', 'same_person', 'not_allowed']

/**
 * Sends: by approval, or alone with a reason.
 *
 * @param version  the version that the approver has read
 * @returns `codeFault`: what is wrong with the second factor, in words · `fault`: anything else
 */
export function useSending(page: ApprovalPage, version: number) {
  const words = useMessages(approveMessages)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [codeFault, setCodeFault] = useState<string>()
  const [fault, setFault] = useState<ApiError | null>(null)

  const send = async (proof: Proof, written: Record<string, string>, aloneReason?: string) => {
    if (busy) return
    setBusy(true)
    setFault(null)
    setCodeFault(undefined)
    const act = aloneReason === undefined ? 'approve' : 'send-alone'
    const body = {
      version,
      proof,
      confirmations: confirmationsOf(page.findings, written),
      reason: aloneReason,
    }
    try {
      const path = `/api/alerts/drafts/${page.draft.id}/${act}`
      const { messageId } = await api.post<{ messageId: string }>(path, body)
      await navigate({ href: `/alerts/${messageId}` })
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      const said = proofFault(thrown, words)
      setCodeFault(said)
      if (!said) setFault(thrown)
      if (outdated.includes(thrown.code))
        void queries.invalidateQueries({ queryKey: approvalQuery(page.draft.id).queryKey })
    }
    setBusy(false)
  }
  return { send, busy: useLate(busy), codeFault, setCodeFault, fault }
}
export type Sending = ReturnType<typeof useSending>
