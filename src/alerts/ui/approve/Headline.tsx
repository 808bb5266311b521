import type { ReactNode } from 'react'
import {
  cx,
  Elapsed,
  formatClock,
  formatDateTime,
  type Level,
  LevelBlock,
  useLocale,
  useMessages,
  useNow,
} from '#design/index.ts'
import type { ApprovalPage } from '../api.ts'
import { typeNouns } from '../messages.ts'
import { sentence } from './sentence.ts'
import { approveMessages } from './words.ts'

/** Who asked, who approves, how long it has waited. */
export function AskLine({ page, approver }: { page: ApprovalPage; approver: string | null }) {
  const words = useMessages(approveMessages)
  const { draft } = page
  const pair = (name: string, value: ReactNode, className?: string) => (
    <span className={className}>
      {name} <b className="text-ink">{value}</b>
    </span>
  )
  return (
    <div className="flex flex-wrap justify-between gap-x-6 gap-y-1 border-b border-line py-2 text-note text-ink2 tablet:justify-start tablet:border-0 tablet:py-0 tablet:text-body">
      <span>
        {pair(words.askedBy, draft.author)}
        {draft.authorSection ? `（${draft.authorSection}）` : ''}
        {draft.submittedAt ? (
          <span className="hidden tablet:inline">{formatClock(draft.submittedAt)}</span>
        ) : null}
      </span>
      {approver ? pair(words.approver, approver, 'hidden tablet:inline') : null}
      {draft.submittedAt && draft.step === 'awaiting'
        ? pair(words.waiting, <Elapsed at={draft.submittedAt} />)
        : null}
    </div>
  )
}

/** What will happen, in the largest words of the page, with the level beside them. */
export function Headline({ page }: { page: ApprovalPage }) {
  const { locale } = useLocale()
  const words = useMessages(approveMessages)
  const { draft, facts, media } = page
  const off = media.filter((one) => one.off !== null)
  return (
    <div className="flex flex-col gap-3 tablet:flex-row tablet:items-start tablet:gap-8">
      <Block page={page} />
      <div className="min-w-0">
        <Words page={page} />
        <p className="mt-2 text-ink2 tablet:text-name">
          {off.map((one) => (
            <span key={one.medium}>{words.goesOff(one.label, one.off ?? '')} </span>
          ))}
          {words.validUntil(formatDateTime(facts.validUntil, locale))}
          {facts.nextReview && draft.type !== 'cancel' ? ` ${words.nextReview(facts.nextReview)}` : ''}
        </p>
      </div>
    </div>
  )
}

function Words({ page }: { page: ApprovalPage }) {
  const { locale } = useLocale()
  const said = sentence(page, useNow(), locale)
  const pause = locale === 'en' ? ' ' : '、'
  return (
    <h1 className="text-[26px] leading-9 font-bold tablet:text-sentence tablet:leading-12">
      <span className="tablet:inline-block">
        {said.day}
        <span className={cx(!said.booked && 'hidden tablet:inline')}>{` ${said.hour}`}</span>
        {pause}
      </span>
      <span className="tablet:inline-block">
        {said.whom}
        {pause}
      </span>
      <span className="tablet:inline-block">{said.what}</span>
    </h1>
  )
}

/** The level, or for a cancel and a lifting the act itself: a coloured level there would say the opposite. */
function Block({ page: { draft } }: { page: ApprovalPage }) {
  const { locale } = useLocale()
  if (draft.type === 'cancel' || draft.type === 'lift')
    return (
      <div className="flex shrink-0 items-center justify-center rounded-box border-2 border-ink px-4 py-2 text-lead font-bold tablet:size-32 tablet:text-figure">
        {typeNouns[locale][draft.type]}
      </div>
    )
  if (draft.level === null) return null
  return (
    <>
      <div className="tablet:hidden">
        <LevelBlock level={draft.level as Level} drill={draft.drill} shape="bar" />
      </div>
      <div className="hidden tablet:block">
        <LevelBlock level={draft.level as Level} drill={draft.drill} />
      </div>
    </>
  )
}
