import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import {
  ApiError,
  Busy,
  Button,
  Dialog,
  ErrorState,
  formatDateTime,
  formatNumber,
  Notice,
  useLocale,
  useMessages,
} from '#design/index.ts'
import type { AuditProof } from '../schema.ts'
import { proofQuery } from './api.ts'
import { auditMessages } from './words.ts'

interface ProofDialogProps {
  id: string
  /** Who did what, in a sentence. */
  sentence: string
  onClose: () => void
}

/** What stands behind a line of the log: in words what it proves, then every octet needed to check it elsewhere. */
export function ProofDialog({ id, sentence, onClose }: ProofDialogProps) {
  const words = useMessages(auditMessages)
  const proof = useQuery(proofQuery(id))
  return (
    <Dialog
      isOpen
      wide
      onClose={onClose}
      title={words.proofTitle}
      actions={
        <>
          <Button tone="quiet" size={48} onPress={onClose}>
            {words.close}
          </Button>
          {proof.data ? <Copy proof={proof.data} /> : null}
        </>
      }
    >
      <p className="text-name font-bold">{sentence}</p>
      {proof.isPending ? <Busy /> : null}
      {proof.error && !proof.data ? (
        <ErrorState title={proof.error.message} onRetry={() => void proof.refetch()}>
          {proof.error instanceof ApiError ? proof.error.todo : null}
        </ErrorState>
      ) : null}
      {proof.data ? <Proof proof={proof.data} /> : null}
    </Dialog>
  )
}

function Proof({ proof }: { proof: AuditProof }) {
  const words = useMessages(auditMessages)
  return (
    <>
      <Verdict proof={proof} />
      <p className="text-note text-ink2">{words.offline}</p>
      <dl className="flex flex-col gap-3">
        <Piece name={words.leaf}>{proof.leafText}</Piece>
        {proof.leafHash ? <Piece name={words.leafHash}>{proof.leafHash}</Piece> : null}
        {proof.head ? (
          <>
            <Piece name={words.path(proof.path.length)}>{proof.path.join('\n')}</Piece>
            <Piece name={words.root}>{proof.head.rootHash}</Piece>
            <Piece name={words.signed}>{proof.head.signedText}</Piece>
            <Piece name={words.signature}>{proof.head.signature}</Piece>
            <Piece name={words.publicKey}>{proof.head.publicKey ?? words.keyGone}</Piece>
          </>
        ) : null}
      </dl>
    </>
  )
}

function Verdict({ proof }: { proof: AuditProof }) {
  const words = useMessages(auditMessages)
  const { locale } = useLocale()
  const { head, entry, state } = proof
  if (state === 'waiting')
    return (
      <Notice state="wait" title={words.waitingTitle} live>
        {words.waitingText}
      </Notice>
    )
  if (state === 'broken' || !head)
    return (
      <Notice state="bad" title={words.broken} live>
        {words.brokenText}
      </Notice>
    )
  const place = formatNumber((entry.seq ?? 0) + 1)
  return (
    <Notice state="ok" title={words.proven} live>
      {words.provenText(place, formatNumber(head.treeSize), formatDateTime(head.at, locale))}
    </Notice>
  )
}

function Piece({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-note font-bold">{name}</dt>
      <dd className="max-h-32 overflow-auto rounded-label bg-soft px-3 py-2 font-mono text-note break-all whitespace-pre-wrap">
        {children}
      </dd>
    </div>
  )
}

function Copy({ proof }: { proof: AuditProof }) {
  const words = useMessages(auditMessages)
  const [said, setSaid] = useState('')
  const copy = () => {
    navigator.clipboard
      .writeText(JSON.stringify(proof, null, 2))
      .then(() => setSaid(words.copied))
      .catch(() => setSaid(words.copiedNot))
  }
  return (
    <span className="flex flex-wrap items-center gap-3">
      <span role="status" className="text-note text-ink2">
        {said}
      </span>
      <Button size={48} onPress={copy}>
        {words.copy}
      </Button>
    </span>
  )
}
