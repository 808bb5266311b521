import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import {
  Age,
  Figure,
  formatDateTime,
  type State,
  StateMark,
  TextLink,
  useLocale,
  useMessages,
} from '#design/index.ts'
import { sortList } from '../list/sort.ts'
import { boardOfList, boardOfMedia, type MessageRow } from '../watching.ts'
import { titleOf, watchMessages } from '../words.ts'
import { situationMessages } from './words.ts'

/** Three figures of today: what can be used, what is out, what will go out. */
export function Tiles() {
  return (
    <div className="grid divide-line2 tablet:grid-cols-3 tablet:divide-x">
      <MediaTile />
      <LiveTile />
      <PlannedTile />
    </div>
  )
}

function Tile({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section
      aria-label={title}
      className="min-h-44 border-b border-line2 px-6 py-3 tablet:px-4 wide:border-b-0"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-2">
        <h3 className="font-bold">{title}</h3>
        <span className="text-note text-ink2">{aside}</span>
      </div>
      {children}
    </section>
  )
}

function MediaTile() {
  const words = useMessages(situationMessages)
  const media = useQuery(boardOfMedia).data
  const all = media ?? []
  const usable = all.filter((medium) => medium.off === null)
  const failing = usable.filter((medium) => medium.proof?.ok === false)
  const newest = usable
    .flatMap((medium) => (medium.proof ? [medium.proof.at] : []))
    .sort()
    .at(-1)
  const [state, said]: [State, string] =
    failing.length > 0
      ? ['bad', words.mediaBad(failing.map((medium) => medium.label).join('・'))]
      : usable.length < all.length
        ? ['wait', words.mediaOff(all.length - usable.length)]
        : ['ok', words.mediaAll]
  return (
    <Tile title={words.media} aside={<TextLink href="/settings/media">{words.mediaSet}</TextLink>}>
      <Figure
        label=""
        size={28}
        value={media ? usable.length - failing.length : '–'}
        unit={media ? words.usable(all.length) : ''}
        className="[&>span]:hidden"
      />
      {media && all.length > 0 ? (
        <p>
          <StateMark state={state}>{said}</StateMark>
        </p>
      ) : null}
      <p className="text-note text-ink2">
        {newest ? (
          <>
            {words.proof} <Age at={newest} />
          </>
        ) : media ? (
          words.noProof
        ) : null}
      </p>
    </Tile>
  )
}

function LiveTile() {
  const words = useMessages(situationMessages)
  const list = useQuery(boardOfList).data
  const all = list ? sortList(list).live : []
  const live = all.filter((message) => !message.drill)
  const drills = all.filter((message) => message.drill)
  return (
    <Tile title={words.live} aside={live[0] ? <Age at={live[0].approvedAt} /> : null}>
      <Figure
        label=""
        size={28}
        value={list ? live.length : '–'}
        unit={words.count}
        className="[&>span]:hidden"
      />
      {list && live.length === 0 ? <p className="text-ink2">{words.liveNone}</p> : null}
      {drills.length > 0 ? <p className="text-ink2">{words.liveDrills(drills.length)}</p> : null}
      <ul>
        {[...live, ...drills].slice(0, 2).map((message) => (
          <LiveLine key={message.id} message={message} />
        ))}
      </ul>
    </Tile>
  )
}

function LiveLine({ message }: { message: MessageRow }) {
  const words = useMessages(situationMessages)
  const watch = useMessages(watchMessages)
  return (
    <li className="mt-1">
      <TextLink href={`/alerts/${message.id}`}>{titleOf(watch, message)}</TextLink>
      <span className="block text-note text-ink2">
        {words.received(message.accepted, message.total)}　{words.seen(message.visible, message.total)}
      </span>
    </li>
  )
}

function PlannedTile() {
  const words = useMessages(situationMessages)
  const watch = useMessages(watchMessages)
  const { locale } = useLocale()
  const list = useQuery(boardOfList).data
  const planned = list ? sortList(list).planned : []
  return (
    <Tile title={words.planned} aside={<TextLink href="/alerts">{words.toList}</TextLink>}>
      <Figure
        label=""
        size={28}
        value={list ? planned.length : '–'}
        unit={words.count}
        className="[&>span]:hidden"
      />
      {list && planned.length === 0 ? <p className="text-ink2">{words.plannedNone}</p> : null}
      <ul>
        {planned.slice(0, 2).map((one) => (
          <li key={one.id} className="mt-1">
            <TextLink href={'step' in one ? `/alerts/drafts/${one.id}` : `/alerts/${one.id}`}>
              {titleOf(watch, one)}
            </TextLink>
            <span className="block text-note text-ink2">
              {one.scheduledAt ? words.at(formatDateTime(one.scheduledAt, locale)) : null}
              {'step' in one ? `　${words.waiting}` : null}
            </span>
          </li>
        ))}
      </ul>
    </Tile>
  )
}
