import { useState } from 'react'
import { Button, CodeField, Dialog, Notice, TextArea, useMessages } from '#design/index.ts'
import type { ApprovalPage } from '../api.ts'
import { alertMessages } from '../messages.ts'
import { ConfirmFields, unwritten } from './Checks.tsx'
import { DemoCodeLine } from './DemoCodeLine.tsx'
import { useSending } from './sending.ts'
import { approveMessages } from './words.ts'

/** 緊急発信: one person, a reason, a fresh code. Looks like nothing else on purpose. Mount it when it is wanted. */
export function AloneDialog({ page, onClose }: { page: ApprovalPage; onClose: () => void }) {
  const words = useMessages(approveMessages)
  const shared = useMessages(alertMessages)
  const sending = useSending(page, page.draft.version)
  const [reason, setReason] = useState('')
  const [code, setCode] = useState('')
  const [written, setWritten] = useState<Record<string, string>>({})
  const [asked, setAsked] = useState(false)
  const confirms = page.findings.filter((finding) => finding.severity === 'confirm')
  const act = async () => {
    setAsked(true)
    if (reason.trim().length < 5 || unwritten(confirms, written).length > 0) return
    if (code.length < 6) return sending.setCodeFault(words.codeMissing)
    await sending.send({ code }, written, reason.trim())
    setCode('')
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      role="alertdialog"
      wide
      title={words.aloneTitle}
      actions={
        <>
          <Button tone="quiet" size={48} onPress={onClose}>
            {shared.back}
          </Button>
          <Button tone="danger" size={48} onPress={() => void act()} busy={sending.busy}>
            {words.aloneAct}
          </Button>
        </>
      }
    >
      <Notice state="bad" title={words.alone}>
        <p className="text-ink">{words.aloneText}</p>
      </Notice>
      <TextArea
        label={words.aloneReason}
        help={words.aloneReasonHelp}
        value={reason}
        onChange={setReason}
        limit={300}
        error={asked && reason.trim().length < 5 ? words.aloneReasonShort : undefined}
        autoFocus
      />
      <ConfirmFields
        findings={confirms}
        written={written}
        onWrite={(id, text) => setWritten((last) => ({ ...last, [id]: text }))}
        asked={asked}
      />
      <div>
        <CodeField
          label={words.code}
          value={code}
          onChange={(digits) => {
            setCode(digits)
            if (digits) sending.setCodeFault(undefined)
          }}
          error={sending.codeFault}
        />
        <div className="mt-2">
          <DemoCodeLine onFill={setCode} />
        </div>
      </div>
      {sending.fault ? (
        <Notice state="bad" title={sending.fault.title} live>
          {sending.fault.todo}
        </Notice>
      ) : null}
    </Dialog>
  )
}
