import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { SectionHead, Skeleton, useMessages } from '#design/index.ts'
import { frameQuery } from './api.ts'
import { Loaded } from './Loaded.tsx'
import { CityMap } from './situation/CityMap.tsx'
import { isInEarnest } from './situation/marks.ts'
import { Now } from './situation/Now.tsx'
import { Tiles } from './situation/Tiles.tsx'
import { Todo } from './situation/Todo.tsx'
import { situationMessages } from './situation/words.ts'
import { boardOfSituation, type SituationView } from './watching.ts'

/** 状況: what waits for a hand, the map, and what happened. */
export function Situation() {
  const words = useMessages(situationMessages)
  const situation = useQuery(boardOfSituation)
  return (
    <>
      <h1 className="only-read">{words.page}</h1>
      <Loaded query={situation} waiting={<Board />}>
        {(facts) => <Board facts={facts} />}
      </Loaded>
    </>
  )
}

/** What must be done stands first for a reader and on a phone; from 1280 px on it has its place at the right. */
function Board({ facts }: { facts?: SituationView }) {
  const words = useMessages(situationMessages)
  const frame = useQuery(frameQuery).data
  const drillMap = frame?.drill && !isInEarnest(facts?.levels ?? [])
  const map = drillMap ? words.drillMap : words.map(frame?.city.districtWord ?? '住区')
  const count = facts ? Math.min(facts.actions.length, 7) : 0
  return (
    <div className="grid flex-1 desk:grid-cols-[minmax(0,1fr)_360px] wide:grid-cols-[264px_minmax(0,1fr)_352px] full:grid-cols-[296px_minmax(0,1fr)_384px]">
      <Column
        title={words.todo}
        note={count > 0 ? words.todoCount(count) : undefined}
        className="desk:order-2 wide:order-3"
      >
        {facts ? <Todo actions={facts.actions} /> : <Skeleton className="px-6 py-4" />}
      </Column>
      <Column title={map} className="border-line2 desk:order-1 desk:border-r wide:order-2 wide:border-l">
        <CityMap levels={facts?.levels ?? []} />
        <Tiles />
      </Column>
      <Column
        title={words.now}
        note={words.newest}
        className="border-t border-line2 desk:order-3 desk:col-span-2 wide:order-1 wide:col-span-1 wide:border-t-0"
      >
        {facts ? <Now items={facts.timeline} /> : <Skeleton lines={8} className="px-6 py-4" />}
      </Column>
    </div>
  )
}

interface ColumnProps {
  title: string
  note?: string
  className: string
  children: ReactNode
}

function Column({ title, note, className, children }: ColumnProps) {
  return (
    <section aria-label={title} className={className}>
      <SectionHead title={title} note={note} />
      {children}
    </section>
  )
}
