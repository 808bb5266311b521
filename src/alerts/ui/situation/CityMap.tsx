import { useQuery } from '@tanstack/react-query'
import { DistrictMap, EmptyState, LevelBadge, Notice, Skeleton, useMessages } from '#design/index.ts'
import { frameQuery, mapQuery } from '../api.ts'
import { Failed } from '../Loaded.tsx'
import type { LevelNow } from '../watching.ts'
import { drawable, legendOf, type MapMarks, marksOf } from './marks.ts'
import { situationMessages } from './words.ts'

/** The city's districts with the levels in force, and under it the words of what is drawn. */
export function CityMap({ levels }: { levels: readonly LevelNow[] }) {
  const words = useMessages(situationMessages)
  const frame = useQuery(frameQuery)
  const map = useQuery(mapQuery)
  const inDrill = frame.data?.drill != null
  if (map.isPending) return <Skeleton lines={3} className="aspect-[640/472] w-full bg-soft p-6" />
  if (!map.data) return <Failed error={map.error} onRetry={() => void map.refetch()} />
  const features = drawable(map.data.features)
  if (!features.some((feature) => feature.properties.kind === 'district'))
    return <EmptyState title={words.mapMissing}>{words.mapMissingText}</EmptyState>
  const shown = marksOf(levels, features, inDrill)
  return (
    <>
      {inDrill && !shown.drill && levels.length > 0 ? (
        <div className="px-4 pb-3">
          <Notice state="bad" title={words.earnest}>
            {words.earnestText}
          </Notice>
        </div>
      ) : null}
      <div className="border-y border-line2">
        <DistrictMap features={features} marks={shown.marks} drill={shown.drill} />
      </div>
      <Legend shown={shown} />
    </>
  )
}

function Legend({ shown }: { shown: MapMarks }) {
  const words = useMessages(situationMessages)
  const legend = legendOf(shown.marks)
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-6 gap-y-1 border-b border-line2 px-6 py-2 text-note text-ink2">
      {legend.length === 0 ? <span>{words.none}</span> : null}
      {legend.map(({ level, pending }) => (
        <span key={`${level}${pending}`} className="inline-flex items-center gap-2">
          <LevelBadge level={level} pending={pending} drill={shown.drill} />
          {pending ? words.pending : words.inForce}
        </span>
      ))}
      {shown.drillsLeftOut > 0 ? <span>{words.leftOut(shown.drillsLeftOut)}</span> : null}
    </div>
  )
}
