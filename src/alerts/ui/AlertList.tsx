import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useMessages } from '#design/index.ts'
import { Loaded } from './Loaded.tsx'
import { Begin } from './list/Begin.tsx'
import { DraftLine, MessageLine } from './list/Rows.tsx'
import { type SortedList, sortList } from './list/sort.ts'
import { listMessages } from './list/words.ts'
import { boardOfList } from './watching.ts'

/** 配信: begin one, then what waits for approval, what is being written, what is out, what will go out, what was. */
export function AlertList() {
  const words = useMessages(listMessages)
  const list = useQuery(boardOfList)
  return (
    <div className="flex flex-col gap-6 px-4 py-5 tablet:px-10">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-72 flex-1">
          <h1 className="text-title font-bold">{words.page}</h1>
          <p className="text-ink2">{words.intro}</p>
          <p className="text-ink2">{words.drillIntro}</p>
        </div>
        <Begin />
      </div>
      <Loaded query={list}>{(facts) => <Sections list={sortList(facts)} />}</Loaded>
    </div>
  )
}

function Sections({ list }: { list: SortedList }) {
  const words = useMessages(listMessages)
  const { awaiting, written, live, planned, past } = list
  return (
    <>
      <Section title={words.awaiting} count={awaiting.length} none={words.awaitingNone}>
        {awaiting.map((draft) => (
          <DraftLine key={draft.id} draft={draft} />
        ))}
      </Section>
      <Section title={words.written} count={written.length} none={words.writtenNone}>
        {written.map((draft) => (
          <DraftLine key={draft.id} draft={draft} />
        ))}
      </Section>
      <Section
        title={words.live}
        count={live.length}
        none={words.liveNone}
        teach={past.length === 0 ? words.liveNoneText : undefined}
      >
        {live.map((message) => (
          <MessageLine key={message.id} message={message} />
        ))}
      </Section>
      {planned.length > 0 ? (
        <Section title={words.planned} count={planned.length}>
          {planned.map((one) =>
            'step' in one ? (
              <DraftLine key={one.id} draft={one} />
            ) : (
              <MessageLine key={one.id} message={one} planned />
            ),
          )}
        </Section>
      ) : null}
      <Section title={words.past} count={past.length} note={words.pastNote} none={words.pastNone}>
        {past.map((message) => (
          <MessageLine key={message.id} message={message} />
        ))}
      </Section>
    </>
  )
}

interface SectionProps {
  title: string
  count: number
  note?: string
  /** Stands when there is none. */
  none?: string
  teach?: string
  children: ReactNode
}

function Section({ title, count, note, none, teach, children }: SectionProps) {
  const words = useMessages(listMessages)
  return (
    <section aria-label={title}>
      <h2 className="mb-2 flex items-baseline gap-2 text-name font-bold">
        {title}
        <span className="text-note font-normal text-ink2">
          {words.count(count)}
          {note && count > 0 ? `・${note}` : ''}
        </span>
      </h2>
      {count > 0 ? (
        <ul className="border-b border-line">{children}</ul>
      ) : (
        <p className="border-t border-line py-3 text-ink2">
          {none}
          {teach ? <span className="block">{teach}</span> : null}
        </p>
      )}
    </section>
  )
}
