import type { ReactNode } from 'react'
import {
  Age,
  ButtonLink,
  Chip,
  Elapsed,
  formatDateTime,
  type Level,
  LevelBadge,
  type State,
  StateMark,
  TextLink,
  useLocale,
  useMessages,
} from '#design/index.ts'
import { alertMessages } from '../messages.ts'
import type { DraftRow, MessageRow } from '../watching.ts'
import { actWords, standingMark, standingWords, stepWords, titleOf, watchMessages } from '../words.ts'
import { listMessages } from './words.ts'

interface RowProps {
  badge: ReactNode
  title: ReactNode
  href: string
  /** Under the title. */
  note: ReactNode
  state: { state: State; word: string }
  /** How long ago, or when. */
  time: ReactNode
  action?: ReactNode
  figures?: ReactNode
}

/** One alert in a line: badge, what and where, how far it came, since when, one button. */
function Row({ badge, title, href, note, state, time, action, figures }: RowProps) {
  return (
    <li className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1 border-t border-line py-3 desk:grid-cols-[152px_minmax(0,1fr)_168px_128px_176px]">
      <div className="flex flex-wrap gap-1">{badge}</div>
      <div className="col-span-2 row-start-2 min-w-0 desk:col-span-1 desk:row-start-auto">
        <TextLink href={href} className="font-bold text-ink no-underline! hover:underline!">
          {title}
        </TextLink>
        <div className="text-note text-ink2">{note}</div>
      </div>
      <div className="col-span-2 desk:col-span-1">
        <StateMark state={state.state}>{state.word}</StateMark>
        {figures ? <div className="text-note text-ink2">{figures}</div> : null}
      </div>
      <div className="col-start-2 row-start-1 text-right text-ink2 desk:col-start-auto desk:row-start-auto desk:text-left">
        {time}
      </div>
      <div className="col-span-2 grid desk:col-span-1">{action}</div>
    </li>
  )
}

interface BadgeProps {
  level: number | null
  kind: DraftRow['kind']
  drill: boolean
  type: DraftRow['type']
  pending?: boolean
}

/** Level, or the kind where there is none; 訓練 and 訂正・取消・解除 beside it. */
function Badges({ level, kind, drill, type, pending }: BadgeProps) {
  const words = useMessages(alertMessages)
  const watch = useMessages(watchMessages)
  const { locale } = useLocale()
  return (
    <>
      {level === null ? (
        <>
          {drill ? <Chip tone="warn">{watch.drillMark}</Chip> : null}
          <Chip>{words[kind]}</Chip>
        </>
      ) : (
        <LevelBadge level={level as Level} pending={pending} drill={drill} />
      )}
      {type === 'alert' ? null : <Chip>{actWords[locale][type]}</Chip>}
    </>
  )
}

/** A draft: waiting for approval, or being written. */
export function DraftLine({ draft }: { draft: DraftRow }) {
  const words = useMessages(listMessages)
  const watch = useMessages(watchMessages)
  const { locale } = useLocale()
  const waits = draft.step === 'awaiting'
  const href = waits ? `/alerts/drafts/${draft.id}/approve` : `/alerts/drafts/${draft.id}`
  const act = waits ? (draft.drill ? words.toDrillApproval : words.toApproval) : words.toDraft
  const who = draft.authorId ? draft.author : words.byItself
  const title = titleOf(watch, draft)
  const note = [
    waits && draft.authorId ? words.asked(who) : draft.authorId ? words.wroteBy(who) : who,
    draft.source.kind === 'cap' ? words.fromCap : undefined,
    draft.source.kind === 'correction' ? words.correction : undefined,
    draft.scheduledAt ? words.at(formatDateTime(draft.scheduledAt, locale)) : undefined,
    draft.step === 'returned' && draft.reason ? words.returned(draft.reason) : undefined,
  ].filter(Boolean)
  return (
    <Row
      badge={<Badges {...draft} pending={waits} />}
      title={title}
      href={href}
      note={note.join('　')}
      state={{
        state: waits ? 'wait' : draft.step === 'returned' ? 'warn' : 'wait',
        word: stepWords[locale][draft.step] ?? draft.step,
      }}
      time={waits ? <Elapsed at={draft.submittedAt ?? draft.changedAt} /> : <Age at={draft.changedAt} />}
      action={
        <ButtonLink href={href} tone="secondary" aria-label={`${title} ${act}`}>
          {act}
        </ButtonLink>
      }
    />
  )
}

/** A message: out now, planned, or past. */
export function MessageLine({ message, planned }: { message: MessageRow; planned?: boolean }) {
  const words = useMessages(listMessages)
  const watch = useMessages(watchMessages)
  const { locale } = useLocale()
  const title = titleOf(watch, message)
  const troubled = message.troubled.length > 0 && message.standing === 'live'
  const state: { state: State; word: string } = planned
    ? { state: 'wait', word: words.planned }
    : message.standing === 'live' && message.accepted === message.total
      ? { state: 'ok', word: standingWords[locale].live }
      : { state: standingMark[message.standing], word: standingWords[locale][message.standing] }
  const note = [
    words.number(message.number),
    planned && message.scheduledAt ? words.at(formatDateTime(message.scheduledAt, locale)) : undefined,
    words.approvedAt(formatDateTime(message.approvedAt, locale)),
  ].filter(Boolean)
  return (
    <Row
      badge={<Badges {...message} />}
      title={title}
      href={`/alerts/${message.id}`}
      note={
        <>
          {note.join('　')}
          {troubled ? (
            <StateMark state="bad" small className="ml-3">
              {words.trouble(message.troubled.join('・'))}
            </StateMark>
          ) : null}
        </>
      }
      state={state}
      figures={
        <>
          {words.received(message.accepted, message.total)}　{words.seen(message.visible, message.total)}
        </>
      }
      time={<Age at={message.approvedAt} />}
      action={
        <ButtonLink href={`/alerts/${message.id}`} tone="quiet" aria-label={`${title} ${words.toLive}`}>
          {words.toLive}
        </ButtonLink>
      }
    />
  )
}
