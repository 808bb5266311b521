import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { DrillFrame, Skeleton, useNow } from '#design/index.ts'
import { frameQuery } from './api.ts'
import { Loaded } from './Loaded.tsx'
import { Chain } from './live/Chain.tsx'
import { Emergency } from './live/Emergency.tsx'
import { Figures } from './live/Figures.tsx'
import { Head, Newer } from './live/Head.tsx'
import { Log } from './live/Log.tsx'
import { Rows } from './live/Rows.tsx'
import { phaseOf } from './live/rows.ts'
import { Sent } from './live/Sent.tsx'
import { boardOfMessage, type LiveView } from './watching.ts'

/** いま配信中: one message on its way, one row a medium. Moves by itself. */
export function Live() {
  const { messageId = '' } = useParams({ strict: false }) as { messageId?: string }
  const live = useQuery(boardOfMessage(messageId))
  return (
    <Loaded page query={live} waiting={<Skeleton lines={8} className="px-10 py-8" />}>
      {(view) => <InDrill view={view} />}
    </Loaded>
  )
}

/** A drill is another world, also when the city is not in one. */
function InDrill({ view }: { view: LiveView }) {
  const inDrill = useQuery(frameQuery).data?.drill != null
  const own = view.message.drill && !inDrill
  const board = <Board view={view} />
  return own ? <DrillFrame drill={{ title: view.message.facts.what }}>{board}</DrillFrame> : board
}

function Board({ view }: { view: LiveView }) {
  const phase = phaseOf(view, useNow())
  return (
    <div className="flex flex-1 flex-col gap-6 bg-paper px-4 py-5 tablet:px-10">
      <Head view={view} phase={phase} />
      <Newer view={view} />
      <Emergency view={view} />
      <div className="-mt-3">
        <Figures view={view} phase={phase} />
      </div>
      <Rows view={view} phase={phase} />
      <Chain view={view} />
      <Sent view={view} phase={phase} />
      <Log view={view} />
    </div>
  )
}
