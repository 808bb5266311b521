import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  EmptyState,
  formatDate,
  SettingsPage,
  StateMark,
  useLocale,
  useMessages,
  useNow,
  useToast,
} from '#design/index.ts'
import { frameQuery, mediaQuery } from './api.ts'
import { CodeDialog } from './CodeDialog.tsx'
import { Loaded } from './Loaded.tsx'
import { PlanForm } from './media/PlanForm.tsx'
import { dayOf } from './media/plan.ts'
import { mediaMessages } from './media/words.ts'
import { acts, type DrillPlan, plansQuery } from './watching.ts'

/** 設定 → 訓練計画: the days on which a drill may wake the neighbourhood, each agreed on by two people. */
export function DrillPlans() {
  const words = useMessages(mediaMessages)
  const plans = useQuery(plansQuery)
  const roles = useQuery(frameQuery).data?.user.roles ?? []
  const writes = roles.includes('author') || roles.includes('approver')
  const [asked, setAsked] = useState<DrillPlan | null>(null)
  return (
    <SettingsPage title={words.plans} note={words.plansNote}>
      {writes ? <PlanForm /> : null}
      <Loaded query={plans}>{(all) => <Plans plans={all} onApprove={setAsked} />}</Loaded>
      {asked ? <ApproveDialog plan={asked} onClose={() => setAsked(null)} /> : null}
    </SettingsPage>
  )
}

function Plans({ plans, onApprove }: { plans: DrillPlan[]; onApprove: (plan: DrillPlan) => void }) {
  const words = useMessages(mediaMessages)
  const today = dayOf(useNow())
  if (plans.length === 0) return <EmptyState title={words.plansNone}>{words.plansNoneText}</EmptyState>
  const coming = plans.filter((plan) => plan.day >= today).sort((a, b) => a.day.localeCompare(b.day))
  const earlier = plans.filter((plan) => plan.day < today)
  return [
    { title: words.coming, list: coming },
    { title: words.earlier, list: earlier },
  ].map(({ title, list }) =>
    list.length === 0 ? null : (
      <section key={title} aria-label={title}>
        <h2 className="mb-2 text-name font-bold">{title}</h2>
        <ul className="border-b border-line">
          {list.map((plan) => (
            <PlanLine key={plan.id} plan={plan} past={plan.day < today} onApprove={() => onApprove(plan)} />
          ))}
        </ul>
      </section>
    ),
  )
}

function useLabels(names: readonly string[]): string {
  const media = useQuery(mediaQuery).data ?? []
  return names.map((name) => media.find((medium) => medium.name === name)?.label ?? name).join('・')
}

interface PlanLineProps {
  plan: DrillPlan
  past: boolean
  onApprove: () => void
}

function PlanLine({ plan, past, onApprove }: PlanLineProps) {
  const words = useMessages(mediaMessages)
  const { locale } = useLocale()
  const labels = useLabels(plan.media)
  const roles = useQuery(frameQuery).data?.user.roles ?? []
  const day = formatDate(`${plan.day}T00:00:00+09:00`, locale, { year: true })
  const [state, word] = plan.approvedBy
    ? ([past ? 'wait' : 'ok', words.planApproved(plan.approvedBy)] as const)
    : (['wait', past ? words.planPast : words.planWaits] as const)
  return (
    <li className="grid items-center gap-x-6 gap-y-1 border-t border-line py-3 desk:grid-cols-[200px_minmax(0,1fr)_200px_160px]">
      <b>{day}</b>
      <div>
        <p>{plan.reason}</p>
        <p className="text-note text-ink2">
          {labels}　{words.planMade(plan.madeBy)}
        </p>
      </div>
      <StateMark state={state}>{word}</StateMark>
      {!past && !plan.approvedBy && roles.includes('approver') ? (
        <Button onPress={onApprove} aria-label={`${day} ${words.planApprove}`}>
          {words.planApprove}
        </Button>
      ) : null}
    </li>
  )
}

function ApproveDialog({ plan, onClose }: { plan: DrillPlan; onClose: () => void }) {
  const words = useMessages(mediaMessages)
  const { locale } = useLocale()
  const queries = useQueryClient()
  const toast = useToast()
  const labels = useLabels(plan.media)
  const day = formatDate(`${plan.day}T00:00:00+09:00`, locale)
  return (
    <CodeDialog
      title={words.planApproveTitle(day)}
      act={words.planApprove}
      onCode={(code) => acts.approvePlan(plan.id, code)}
      onClose={onClose}
      onDone={() => {
        onClose()
        toast({ state: 'ok', title: words.planDone(day) })
        void queries.invalidateQueries({ queryKey: plansQuery.queryKey })
      }}
    >
      <p>{words.planApproveText(labels)}</p>
      <p className="text-ink2">{plan.reason}</p>
    </CodeDialog>
  )
}
