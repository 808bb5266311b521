import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { formatNumber, StateMark, useMessages } from '#design/index.ts'
import { FaultNotice } from '../Loaded.tsx'
import { acts } from '../watching.ts'
import { mediaMessages } from './words.ts'

interface Proven {
  ok: boolean
  words: string
  tookMs: number
}
type Proving = UseMutationResult<Proven, Error, void>

/** つながりを試す: proves the link of a medium without anyone noticing. */
export function useProbe(medium: string): Proving {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => acts.probe(medium),
    onSettled: () => queries.invalidateQueries({ queryKey: ['media'] }),
  })
}

/** What the test found, and how long it took. */
export function Probe({ probe }: { probe: Proving }) {
  const words = useMessages(mediaMessages)
  if (probe.isPending)
    return (
      <p role="status">
        <StateMark state="go">{words.probing}</StateMark>
      </p>
    )
  if (probe.error) return <FaultNotice error={probe.error} />
  if (!probe.data) return null
  const { ok, words: said, tookMs } = probe.data
  return (
    <p role="status">
      <StateMark state={ok ? 'ok' : 'bad'}>
        {words.probed(said, `${formatNumber(Math.round(tookMs))}ms`)}
      </StateMark>
    </p>
  )
}
