import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { DrillFrame, useLocale, useMessages } from '#design/index.ts'
import { type DraftView, draftQuery, type FrameView, type MediumView } from '../api.ts'
import { Bar } from './Bar.tsx'
import { Closed } from './Closed.tsx'
import { goTo } from './field.ts'
import { faultsOf, groupFindings, placeOf } from './findings.ts'
import { type ComposeForm, previewBodyOf } from './form.ts'
import { useKeeping } from './keeping.ts'
import { LeftColumn, type LeftColumnProps } from './LeftColumn.tsx'
import { useLeaveGuard } from './leaving.tsx'
import { Previews } from './Previews.tsx'
import { usePreview } from './preview.ts'
import { useActs } from './submit.ts'
import { composeMessages, faultWords } from './words.ts'

interface EditorProps extends Pick<LeftColumnProps, 'features'> {
  start: { form: ComposeForm; draft: DraftView['draft'] | null }
  frame: FrameView
  media: readonly MediumView[]
  /** Throws away what stands here and reads the draft again. */
  onReload: (draftId: string) => void
}

/** The compose screen with everything loaded: facts at the left, what comes of them at the right, the acts at the foot. */
export function Editor({ start, frame, media, features, onReload }: EditorProps) {
  const { locale } = useLocale()
  const words = useMessages(composeMessages)
  const [form, set] = useState(start.form)
  const [asked, setAsked] = useState(false)
  const faults = useMemo(() => faultsOf(form, faultWords[locale]), [form, locale])
  const blocked = faults.some((fault) => fault.blocks)
  const state = usePreview(blocked ? null : previewBodyOf(form))
  const keeping = useKeeping(form, start, !blocked)
  const guard = useLeaveGuard(keeping.dirty, keeping.save)
  const acts = useActs(keeping, guard.free)
  const findings = useMemo(
    () => groupFindings([...faults, ...(state.preview?.findings ?? [])]),
    [faults, state.preview],
  )
  const watched = useQuery({ ...draftQuery(keeping.id ?? ''), enabled: keeping.id !== null }).data?.draft
  useAddress(keeping.id, start.draft === null)
  useDrillFocus(form.drill)

  const stopped = (among: { field?: string; medium?: string; code: string }[]): boolean => {
    setAsked(true)
    const first = among[0]
    if (first) setTimeout(() => goTo(placeOf(first)), 0) // once the fields show their faults
    return first !== undefined
  }
  const open = watched === undefined || watched.step === 'draft' || watched.step === 'returned'
  if (keeping.id && watched && !open && !acts.submitting)
    return <Closed draftId={keeping.id} step={watched.step} onOpened={() => onReload(keeping.id ?? '')} />
  const newer = watched !== undefined && !keeping.saving && watched.version > keeping.version
  const page = (
    <div className="flex flex-1 flex-col bg-paper drill:min-h-[80dvh]">
      <div className="grid flex-1 grid-cols-1 desk:grid-cols-[minmax(380px,463px)_minmax(0,1fr)]">
        <LeftColumn
          form={form}
          set={set}
          around={{ media, now: new Date() }}
          errorOf={(field) =>
            asked ? findings.stop.find((finding) => finding.field === field)?.message : undefined
          }
          media={media}
          features={features}
          frame={frame}
          draft={start.draft}
        />
        <Previews
          form={form}
          set={set}
          state={state}
          waits={blocked}
          address={`${location.host}/c/${frame.city.slug}/`}
        />
      </div>
      <Bar
        preview={state.preview}
        previewFailed={state.fault !== null}
        findings={findings}
        keeping={keeping}
        submitting={acts.submitting}
        drill={form.drill}
        fault={acts.fault ?? (keeping.conflict ? null : keeping.fault)}
        changed={keeping.conflict || newer}
        onReload={() => {
          guard.free()
          onReload(keeping.id ?? '')
        }}
        onSave={() => {
          if (!blocked || !stopped(faults.filter((fault) => fault.blocks))) void acts.save()
        }}
        onSubmit={() => {
          if (!stopped(findings.stop)) void acts.submit()
        }}
      />
      {guard.dialog}
    </div>
  )
  if (frame.drill) return page // the whole console is a drill already
  return <DrillFrame drill={form.drill ? { title: words.drillTitle } : null}>{page}</DrillFrame>
}

/**
 * Once a new draft is kept, the address names it, so that a reload finds it. Past the router on purpose: it would build
 * the page anew, and the keyboard would lose its place in the middle of a sentence.
 */
function useAddress(draftId: string | null, isNew: boolean): void {
  useEffect(() => {
    if (!draftId || !isNew) return
    History.prototype.replaceState.call(history, history.state, '', `/console/alerts/drafts/${draftId}`)
  }, [draftId, isNew])
}

/** The frame of a drill goes around the page, which is built anew: the keyboard stays on the switch. */
function useDrillFocus(drill: boolean): void {
  const last = useRef(drill)
  useEffect(() => {
    if (last.current === drill) return
    last.current = drill
    document.querySelector<HTMLElement>('#field-drill input:checked')?.focus()
  }, [drill])
}
