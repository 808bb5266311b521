import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Card, CheckList, TextField, useMessages, useNow, useToast } from '#design/index.ts'
import { mediaQuery } from '../api.ts'
import { FaultNotice } from '../Loaded.tsx'
import { useLate } from '../late.ts'
import { acts, plansQuery } from '../watching.ts'
import { dayOf, type PlanDraft, planFaults } from './plan.ts'
import { mediaMessages } from './words.ts'

const empty: PlanDraft = { day: '', media: [], reason: '' }

/** Asks for a day on which a drill may sound these media. Another person approves. */
export function PlanForm() {
  const words = useMessages(mediaMessages)
  const queries = useQueryClient()
  const toast = useToast()
  const today = dayOf(useNow())
  const media = useQuery(mediaQuery).data ?? []
  const [draft, setDraft] = useState(empty)
  const [tried, setTried] = useState(false)
  const ask = useMutation({
    mutationFn: acts.plan,
    onSuccess: () => {
      setDraft(empty)
      setTried(false)
      toast({ state: 'ok', title: words.planAsked })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: plansQuery.queryKey }),
  })
  const late = useLate(ask.isPending)
  const faults = planFaults(draft, today)
  const said = (fault: keyof typeof faults) => {
    const code = faults[fault]
    return tried && code ? words[code] : undefined
  }
  const send = () => {
    setTried(true)
    if (Object.keys(faults).length === 0 && !ask.isPending)
      ask.mutate({ ...draft, reason: draft.reason.trim() })
  }
  return (
    <Card title={words.planNew} heading={2} className="max-w-[720px]">
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <TextField
          label={words.planDay}
          type="date"
          value={draft.day}
          onChange={(day) => setDraft({ ...draft, day })}
          error={said('day')}
          className="max-w-60"
        />
        <CheckList
          label={words.planMedia}
          options={media.map(({ name, label }) => ({ id: name, label }))}
          value={draft.media}
          onChange={(chosen) => setDraft({ ...draft, media: chosen })}
          error={said('media')}
        />
        <TextField
          label={words.planReason}
          help={words.planReasonHelp}
          value={draft.reason}
          onChange={(reason) => setDraft({ ...draft, reason })}
          error={said('reason')}
        />
        <FaultNotice error={ask.error} />
        <div>
          <Button type="submit" tone="primary" size={48} busy={late}>
            {words.planAsk}
          </Button>
        </div>
      </form>
    </Card>
  )
}
