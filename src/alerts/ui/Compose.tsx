import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, Busy, ErrorState, useLocale } from '#design/index.ts'
import { draftQuery, frameQuery, mapQuery, mediaQuery } from './api.ts'
import { Closed } from './compose/Closed.tsx'
import { Editor } from './compose/Editor.tsx'
import { formOf, newForm, templateById } from './compose/form.ts'
import { Start } from './compose/Start.tsx'
import { titles } from './compose/words.ts'

/** 配信を作る: loads what the screen needs, then lets the editor work. `/alerts/new?template=…&drill=1` and `/alerts/drafts/{id}`. */
export function Compose() {
  const { locale } = useLocale()
  const queries = useQueryClient()
  const params: { draftId?: string } = useParams({ strict: false })
  const search: { template?: string; drill?: unknown } = useSearch({ strict: false })
  const [reloaded, setReloaded] = useState({ draftId: undefined as string | undefined, round: 0 })
  const draftId = params.draftId ?? reloaded.draftId
  const frame = useQuery(frameQuery)
  const media = useQuery(mediaQuery)
  const map = useQuery(mapQuery)
  const draft = useQuery({
    ...draftQuery(draftId ?? ''),
    enabled: draftId !== undefined,
    refetchOnMount: 'always',
  })
  const reload = async (id: string) => {
    await queries.refetchQueries({ queryKey: draftQuery(id).queryKey })
    setReloaded(({ round }) => ({ draftId: id, round: round + 1 }))
  }

  const failed = [frame, media, map, ...(draftId ? [draft] : [])].find((one) => one.error && !one.data)
  if (failed) return <Failed error={failed.error} onRetry={() => void failed.refetch()} />
  if (!frame.data || !media.data || !map.data) return <Busy />
  const drill = search.drill !== undefined || frame.data.drill !== null
  const template = templateById(search.template)
  if (draftId === undefined && !template) return <Start drill={drill} title={titles[locale].alert} />
  if (draftId !== undefined && !(draft.data && draft.isFetchedAfterMount)) return <Busy />

  const kept = draftId === undefined ? undefined : draft.data
  if (kept && kept.draft.step !== 'draft' && kept.draft.step !== 'returned')
    return (
      <Closed
        draftId={kept.draft.id}
        step={kept.draft.step}
        reason={kept.steps.at(-1)?.reason}
        onOpened={() => void reload(kept.draft.id)}
      />
    )
  const around = { media: media.data, now: new Date() }
  const form = kept ? formOf(kept.draft) : template ? newForm(template, drill, around) : undefined
  if (!form) return null
  return (
    <Editor
      key={`${draftId ?? `new ${search.template} ${drill}`} ${reloaded.round}`}
      start={{ form, draft: kept?.draft ?? null }}
      frame={frame.data}
      media={media.data}
      features={map.data.features}
      onReload={(id) => void reload(id)}
    />
  )
}

function Failed({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const known = error instanceof ApiError ? error : null
  return (
    <ErrorState
      page
      title={known?.title ?? error?.message ?? ''}
      onRetry={onRetry}
      reference={known?.requestId}
    >
      {known?.todo}
    </ErrorState>
  )
}
