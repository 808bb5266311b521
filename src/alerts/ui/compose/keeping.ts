import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError, api } from '#design/index.ts'
import { type DraftView, draftQuery } from '../api.ts'
import { bodyOf, type ComposeForm } from './form.ts'

/** Milliseconds without a keystroke before a draft that was saved once saves itself. */
const pause_ms = 1500

interface Kept {
  id: string | null
  version: number
  body: string
  at: Date | null
}

const textOf = (form: ComposeForm) => JSON.stringify(bodyOf(form))

/**
 * Keeps the form as a draft: by hand the first time, by itself afterwards; never two saves at once.
 *
 * @param start    the form as it was loaded, and the draft it came from (null: new)
 * @param mayKeep  false while the form holds something that the server would refuse
 */
export function useKeeping(
  form: ComposeForm,
  start: { form: ComposeForm; draft: DraftView['draft'] | null },
  mayKeep: boolean,
) {
  const queries = useQueryClient()
  const [kept, setKept] = useState<Kept>(() => ({
    id: start.draft?.id ?? null,
    version: start.draft?.version ?? 0,
    body: textOf(start.form),
    at: start.draft ? new Date(start.draft.changedAt) : null,
  }))
  const [saving, setSaving] = useState(false)
  const [fault, setFault] = useState<ApiError | null>(null)
  const now = useRef({ form, kept })
  now.current = { form, kept }
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const text = textOf(form)
  const dirty = text !== kept.body

  const write = async (): Promise<string> => {
    const { form: latest, kept: last } = now.current
    const body = textOf(latest)
    if (last.id !== null && body === last.body) return last.id
    setSaving(true)
    try {
      const next = await (last.id === null ? create(body) : change(last.id, last.version, body))
      now.current.kept = next
      setKept(next)
      setFault(null)
      if (next.id !== null) void queries.invalidateQueries({ queryKey: draftQuery(next.id).queryKey })
      return next.id ?? ''
    } catch (thrown) {
      if (thrown instanceof ApiError) setFault(thrown)
      throw thrown
    } finally {
      setSaving(false)
    }
  }
  /** Saves what stands in the form now. @throws ApiError  also kept in `fault` */
  const save = (): Promise<string> => {
    const run = queue.current.then(write, write)
    queue.current = run.catch(() => {})
    return run
  }

  const conflict = fault?.code === 'changed_meanwhile'
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words alone start the clock again
  useEffect(() => {
    if (kept.id === null || !dirty || !mayKeep || conflict) return
    const timer = setTimeout(() => void save().catch(() => {}), pause_ms)
    return () => clearTimeout(timer)
  }, [text, kept.id, dirty, mayKeep, conflict])

  return { id: kept.id, version: kept.version, savedAt: kept.at, dirty, saving, fault, conflict, save }
}
export type Keeping = ReturnType<typeof useKeeping>

async function create(body: string): Promise<Kept> {
  const { draftId } = await api.post<{ draftId: string }>('/api/alerts/drafts', JSON.parse(body))
  return { id: draftId, version: 1, body, at: new Date() }
}

async function change(id: string, version: number, body: string): Promise<Kept> {
  const answer = await api.put<{ version: number }>(`/api/alerts/drafts/${id}`, {
    ...JSON.parse(body),
    version,
  })
  return { id, version: answer.version, body, at: new Date() }
}
