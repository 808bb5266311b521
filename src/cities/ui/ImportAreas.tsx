import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { Busy, Button, formatNumber, Notice, StateMark, useMessages, useToast } from '#design/index.ts'
import type { ImportReport } from '../schema.ts'
import { importAreas } from './city-calls.ts'
import { districtMessages } from './city-words.ts'
import { Fault } from './settings-parts.tsx'

interface Tried {
  file: string
  geojson: unknown
  /** Null: the file is not even JSON. */
  report: ImportReport | null
}

async function tryFile(file: File): Promise<Tried> {
  const text = await file.text()
  try {
    const geojson: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    return { file: file.name, geojson, report: await importAreas(geojson, true) }
  } catch (fault) {
    if (fault instanceof SyntaxError) return { file: file.name, geojson: null, report: null }
    throw fault
  }
}

/** The import: choose a file, see what it would change, then take it. */
export function ImportAreas() {
  const words = useMessages(districtMessages)
  const queries = useQueryClient()
  const toast = useToast()
  const [tried, setTried] = useState<Tried | null>(null)
  const look = useMutation({ mutationFn: tryFile, onSuccess: setTried })
  const take = useMutation({
    mutationFn: (geojson: unknown) => importAreas(geojson, false),
    onSuccess: async (report) => {
      if (!report.written) return setTried((before) => before && { ...before, report })
      setTried(null)
      toast({ state: 'ok', title: words.done })
      await queries.invalidateQueries({ queryKey: ['areas'] })
    },
  })
  return (
    <>
      <div>
        <FileTrigger
          acceptedFileTypes={['.geojson', '.json', 'application/geo+json']}
          onSelect={(files) => {
            const file = files?.item(0)
            if (file) look.mutate(file)
          }}
        >
          <Button size={48}>{words.choose}</Button>
        </FileTrigger>
      </div>
      {look.isPending ? <Busy text={words.reading} className="px-0 py-2" /> : null}
      <Fault error={look.error ?? take.error} />
      {tried && !tried.report && !look.isPending ? (
        <Notice state="bad" title={words.notJson(tried.file)} live>
          {words.notJsonText}
        </Notice>
      ) : null}
      {tried?.report && !look.isPending ? (
        <Report
          file={tried.file}
          report={tried.report}
          busy={take.isPending}
          onTake={() => take.mutate(tried.geojson)}
          onLeave={() => setTried(null)}
        />
      ) : null}
    </>
  )
}

interface ReportProps {
  file: string
  report: ImportReport
  busy: boolean
  onTake: () => void
  onLeave: () => void
}

function Report({ file, report, busy, onTake, onLeave }: ReportProps) {
  const words = useMessages(districtMessages)
  const { added, changed, unchanged, findings } = report
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const idle = added.length + changed.length === 0
  return (
    <section
      aria-live="polite"
      className="flex flex-col gap-4 rounded-box border border-line2 px-4 py-4 tablet:px-6"
    >
      <header>
        <h3 className="font-bold">{words.dryRun(file)}</h3>
        <p className="text-ink2">{words.sums(added.length, changed.length, unchanged)}</p>
      </header>
      <Findings findings={findings} />
      <Changes report={report} />
      {errors > 0 ? <StateMark state="bad">{words.stopped(errors)}</StateMark> : null}
      {errors === 0 && idle ? <StateMark state="ok">{words.nothing}</StateMark> : null}
      <div className="flex flex-wrap justify-between gap-3 border-t border-line pt-4">
        <Button tone="quiet" size={48} onPress={onLeave}>
          {words.back}
        </Button>
        {errors === 0 && !idle ? (
          <Button tone="primary" size={48} busy={busy} onPress={onTake}>
            {words.act}
          </Button>
        ) : null}
      </div>
    </section>
  )
}

/** More than these are counted, not listed. */
const shown = 30

function Findings({ findings }: Pick<ImportReport, 'findings'>) {
  const words = useMessages(districtMessages)
  if (findings.length === 0) return null
  return (
    <ul className="flex flex-col gap-2">
      {findings.slice(0, shown).map(({ rule, severity, where, message }) => (
        <li key={`${rule} ${where} ${message}`}>
          <StateMark state={severity === 'error' ? 'bad' : 'warn'} plain>
            {where ? <b className="mr-2">{where}</b> : null}
            {message}
          </StateMark>
        </li>
      ))}
      {findings.length > shown ? <li>{words.more(findings.length - shown)}</li> : null}
    </ul>
  )
}

const figure = (value: string | number | undefined) =>
  typeof value === 'number' ? formatNumber(value) : value || '–'

function Changes({ report: { added, changed } }: { report: ImportReport }) {
  const words = useMessages(districtMessages)
  const rows = [
    ...changed.map((each) => ({ ...each, word: words.changed })),
    ...added.map((each) => ({
      ...each,
      word: words.added,
      fields: [] as ImportReport['changed'][number]['fields'],
    })),
  ]
  if (rows.length === 0) return null
  return (
    <ul className="divide-y divide-line border-y border-line">
      {rows.slice(0, shown).map(({ kind, code, name, word, fields }) => (
        <li key={`${kind} ${code}`} className="grid grid-cols-[3em_1fr] gap-x-4 py-2">
          <span className="text-ink2">{word}</span>
          <span>
            <b>{name}</b>
            <span className="ml-3 text-note text-ink2">{words.kind(kind)}</span>
            {fields.map(({ field, before, after }) => (
              <span key={field} className="block">
                {words.field(field)}
                {before !== undefined || after !== undefined ? ` ${figure(before)} → ${figure(after)}` : null}
              </span>
            ))}
          </span>
        </li>
      ))}
      {rows.length > shown ? <li className="py-2">{words.more(rows.length - shown)}</li> : null}
    </ul>
  )
}
