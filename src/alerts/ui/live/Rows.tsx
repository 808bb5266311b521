import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  EmptyState,
  TextLink,
  TimeToAirList,
  useLocale,
  useMessages,
  useNow,
  useToast,
} from '#design/index.ts'
import { frameQuery } from '../api.ts'
import { FaultNotice } from '../Loaded.tsx'
import { acts, type ByHand, type LiveView } from '../watching.ts'
import { Resolve } from './Resolve.tsx'
import { handsOf, type Phase, startOf, type WatchedRow, watchedRows } from './rows.ts'
import { liveMessages } from './words.ts'

/** After this the line 「いま」 stands at the end of the axis and says nothing more. */
const axisEnd_s = 600

/** One row a medium on the common axis of time; media in trouble first, with the button that helps. */
export function Rows({ view, phase }: { view: LiveView; phase: Phase }) {
  const words = useMessages(liveMessages)
  const { locale } = useLocale()
  const now = useNow()
  const [asked, setAsked] = useState<WatchedRow | null>(null)
  const hand = useByHand()
  const roles = useQuery(frameQuery).data?.user.roles ?? []
  const writes = roles.includes('author') || roles.includes('approver')
  if (view.rows.length === 0) return <EmptyState title={words.noRows}>{words.noRowsText}</EmptyState>
  const now_s = (now.getTime() - Date.parse(startOf(view.message))) / 1000
  const running = (phase === 'sending' || phase === 'sent') && now_s > 0 && now_s < axisEnd_s
  const rows = watchedRows(view, words, locale, now).map((row) => ({
    ...row,
    note: <Note row={row} messageId={view.message.id} />,
    action: writes ? (
      <Hands row={row} busy={hand.isPending} onHand={hand.mutate} onResolve={() => setAsked(row)} />
    ) : null,
  }))
  return (
    <>
      <FaultNotice error={hand.error} />
      <TimeToAirList label={words.rows} rows={rows} now_s={running ? now_s : undefined} />
      {asked ? (
        <Resolve
          label={asked.label}
          onClose={() => setAsked(null)}
          onDecide={(act) => {
            hand.mutate({ row: asked, act })
            setAsked(null)
          }}
        />
      ) : null}
    </>
  )
}

function useByHand() {
  const words = useMessages(liveMessages)
  const queries = useQueryClient()
  const toast = useToast()
  const said: Record<ByHand, (medium: string) => string> = {
    retry: words.doneRetry,
    stop: words.doneStop,
    'was-sent': words.doneWasSent,
    'was-not-sent': words.doneWasNotSent,
  }
  return useMutation({
    mutationFn: ({ row, act }: { row: WatchedRow; act: ByHand }) => acts.byHand(row.dispatchId, act),
    onSuccess: (_, { row, act }) => toast({ state: 'ok', title: said[act](row.label) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
  })
}

function Note({ row, messageId }: { row: WatchedRow; messageId: string }) {
  const words = useMessages(liveMessages)
  if (row.notes.length === 0 && !row.needsPaper) return null
  return (
    <span className="block py-1.5">
      {row.notes.join('。')}
      {row.needsPaper ? (
        <>
          {' '}
          <TextLink
            href={`/alerts/${messageId}/print?medium=${row.medium}`}
            target="_blank"
            aria-label={`${row.label} ${words.print}`}
            className="whitespace-nowrap"
          >
            {words.print}
          </TextLink>
        </>
      ) : null}
    </span>
  )
}

interface HandsProps {
  row: WatchedRow
  busy: boolean
  onHand: (hand: { row: WatchedRow; act: ByHand }) => void
  onResolve: () => void
}

function Hands({ row, busy, onHand, onResolve }: HandsProps) {
  const words = useMessages(liveMessages)
  const hands = handsOf(row.can)
  if (!row.can.resolve && hands.length === 0) return null
  return (
    <span className="flex flex-wrap gap-1 py-1 desk:justify-end">
      {row.can.resolve ? (
        <Button size={32} onPress={onResolve} aria-label={`${row.label} ${words.resolve}`}>
          {words.resolve}
        </Button>
      ) : null}
      {hands.map((act) => {
        const name = act === 'stop' ? words.stop : row.aside ? words.sendAfterAll : words.retry
        return (
          <Button
            key={act}
            size={32}
            tone={act === 'stop' || row.aside ? 'quiet' : 'secondary'}
            className="px-2!"
            onPress={() => (busy ? undefined : onHand({ row, act }))}
            aria-label={`${row.label} ${name}`}
          >
            {name}
          </Button>
        )
      })}
    </span>
  )
}
