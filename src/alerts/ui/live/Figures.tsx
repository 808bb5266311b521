import { DurationFigure, Figure, useMessages, useNow } from '#design/index.ts'
import type { LiveView } from '../watching.ts'
import { figuresOf, type Phase, startOf, successorOf } from './rows.ts'
import { liveMessages } from './words.ts'

const over: readonly Phase[] = ['cancelled', 'lifted', 'expired', 'corrected']

/** The large figures: first seen, accepted, seen, and at the right the time that runs. */
export function Figures({ view, phase }: { view: LiveView; phase: Phase }) {
  const words = useMessages(liveMessages)
  const figures = figuresOf(view)
  return (
    <div className="grid grid-cols-2 items-end gap-x-6 gap-y-3 tablet:flex tablet:flex-wrap tablet:gap-x-14">
      <DurationFigure label={words.first} seconds={figures.first_s} />
      <Figure label={words.accepted} value={figures.accepted} unit={`/${figures.total}`} />
      <Figure label={words.visible} value={figures.visible} unit={`/${figures.total}`} />
      <Running view={view} phase={phase} />
    </div>
  )
}

/** Ticks while it is out; stands still when it is over. Not announced: it changes each second. */
function Running({ view, phase }: { view: LiveView; phase: Phase }) {
  const words = useMessages(liveMessages)
  const now = useNow()
  const start = startOf(view.message)
  const planned = start !== view.message.approvedAt
  const end = over.includes(phase) ? (successorOf(view)?.approvedAt ?? view.message.validUntil) : now
  const seconds = (new Date(end).getTime() - Date.parse(start)) / 1000
  const label =
    phase === 'planned'
      ? words.untilPlan
      : over.includes(phase)
        ? words.lasted
        : planned
          ? words.sincePlan
          : words.since
  return (
    <div role="timer" aria-live="off" className="tablet:ml-auto tablet:text-right">
      <DurationFigure label={label} seconds={Math.floor(Math.abs(seconds))} />
    </div>
  )
}
