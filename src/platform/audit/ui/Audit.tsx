import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import {
  ApiError,
  Button,
  EmptyState,
  ErrorState,
  Notice,
  SegmentedChoice,
  Skeleton,
  useLocale,
  useMessages,
} from '#design/index.ts'
import type { AuditLine } from '../schema.ts'
import { type AuditFilter, auditQuery, namesQuery, rolesQuery } from './api.ts'
import { subjectOf } from './entry.ts'
import { Line } from './Line.tsx'
import { ProofDialog } from './Proof.tsx'
import { auditMessages, kinds } from './words.ts'

/** Told apart from every kind, since a choice needs a name. */
const everything = 'all'

/** 記録: one timeline for everything that was done; each line opens its proof. */
export function Audit() {
  const words = useMessages(auditMessages)
  const { locale } = useLocale()
  const [filter, setFilter] = useState<AuditFilter>({ action: '', subject: '' })
  const [opened, setOpened] = useState<{ line: AuditLine; sentence: string } | null>(null)
  const roles = useQuery(rolesQuery).data?.user.roles
  const names = useQuery({ ...namesQuery(roles ?? []), enabled: roles !== undefined }).data ?? noNames
  return (
    <div className="flex flex-col gap-6 px-4 py-5 tablet:px-10">
      <header>
        <h1 className="text-title font-bold">{words.page}</h1>
        <p className="text-ink2">{words.pageNote}</p>
      </header>
      <SegmentedChoice
        label={words.kind}
        options={[
          { id: everything, label: words.all },
          ...kinds.map((kind) => ({ id: kind.id, label: kind[locale] })),
        ]}
        value={filter.action || everything}
        onChange={(id) => setFilter({ ...filter, action: id === everything ? '' : id })}
      />
      {filter.subject ? (
        <Notice
          title={words.onlyAbout(subjectOf(filter.subject, names, locale))}
          actions={<Button onPress={() => setFilter({ ...filter, subject: '' })}>{words.showAll}</Button>}
        />
      ) : null}
      <Lines
        filter={filter}
        names={names}
        onProof={(line, sentence) => setOpened({ line, sentence })}
        onSubject={(subject) => setFilter({ action: '', subject })}
      />
      {opened ? (
        <ProofDialog id={opened.line.id} sentence={opened.sentence} onClose={() => setOpened(null)} />
      ) : null}
    </div>
  )
}

const noNames: ReadonlyMap<string, string> = new Map()

interface LinesProps {
  filter: AuditFilter
  names: ReadonlyMap<string, string>
  onProof: (line: AuditLine, sentence: string) => void
  onSubject: (subject: string) => void
}

function Lines({ filter, names, onProof, onSubject }: LinesProps) {
  const words = useMessages(auditMessages)
  const log = useInfiniteQuery(auditQuery(filter))
  const lines = useMemo(() => log.data?.pages.flatMap((page) => page.entries) ?? [], [log.data])
  if (log.isPending) return <Skeleton lines={8} className="py-4" />
  if (log.error && !log.data)
    return (
      <ErrorState title={log.error.message} onRetry={() => void log.refetch()}>
        {log.error instanceof ApiError ? log.error.todo : null}
      </ErrorState>
    )
  if (lines.length === 0)
    return filter.action || filter.subject ? (
      <p className="border-t border-line py-3 text-ink2">{words.noneOfKind}</p>
    ) : (
      <EmptyState title={words.none}>{words.noneText}</EmptyState>
    )
  return (
    <>
      <ol aria-label={words.list} className="border-b border-line">
        {lines.map((line, index) => (
          <Line
            key={line.id}
            line={line}
            previousAt={lines[index - 1]?.at}
            names={names}
            onProof={onProof}
            onSubject={filter.subject ? undefined : onSubject}
          />
        ))}
      </ol>
      {log.hasNextPage ? (
        <div>
          <Button size={48} busy={log.isFetchingNextPage} onPress={() => void log.fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      ) : (
        <p className="text-note text-ink2">{words.end}</p>
      )}
    </>
  )
}
