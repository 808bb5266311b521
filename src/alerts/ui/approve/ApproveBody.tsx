import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ApiError, api, useMessages, useToast } from '#design/index.ts'
import type { ApprovalPage, FrameView } from '../api.ts'
import { goTo } from '../compose/field.ts'
import { ActBar } from './ActBar.tsx'
import { AloneDialog } from './AloneDialog.tsx'
import { CannotBar } from './CannotBar.tsx'
import { ConfirmFields, unwritten } from './Checks.tsx'
import { Columns } from './Columns.tsx'
import { AskLine, Headline } from './Headline.tsx'
import { Notices } from './Notices.tsx'
import { PhoneList } from './PhoneList.tsx'
import { askPasskey } from './passkey.ts'
import { ReturnDialog } from './ReturnDialog.tsx'
import { type Open, Sheets } from './Sheets.tsx'
import { useSending } from './sending.ts'
import { approveMessages } from './words.ts'

interface ApproveBodyProps {
  page: ApprovalPage
  frame: FrameView
  /** The version that the approver has read. */
  seen: number
  /** The approver has read the newest. */
  onSeen: () => void
}

/** The calm page: what will happen, what is different, what goes out, and the one act. */
export function ApproveBody({ page, frame, seen, onSeen }: ApproveBodyProps) {
  const words = useMessages(approveMessages)
  const toast = useToast()
  const navigate = useNavigate()
  const sending = useSending(page, seen)
  const [code, setCode] = useState('')
  const [written, setWritten] = useState<Record<string, string>>({})
  const [asked, setAsked] = useState(false)
  const [open, setOpen] = useState<Open | 'return' | 'alone' | null>(null)
  const [fault, setFault] = useState<ApiError | null>(null)
  useOpened(page)

  const stops = page.findings.filter((finding) => finding.severity === 'stop')
  const confirms = page.findings.filter((finding) => finding.severity === 'confirm')
  const changed = seen !== page.draft.version
  const writes = frame.user.roles.some((role) => role === 'author' || role === 'approver')

  const ready = (): boolean => {
    setAsked(true)
    const first = unwritten(confirms, written)[0]
    if (first) goTo(`confirm-${first.code}`)
    return first === undefined
  }
  const sendByCode = async () => {
    if (!ready()) return
    if (code.length < 6) return sending.setCodeFault(words.codeMissing)
    await sending.send({ code }, written)
    setCode('')
  }
  const sendByPasskey = async () => {
    if (!ready()) return
    const passkey = await askPasskey()
    if (passkey === null) return sending.setCodeFault(words.passkeyFailed)
    await sending.send({ passkey }, written)
  }
  const takeBack = async () => {
    try {
      await api.post(`/api/alerts/drafts/${page.draft.id}/send-back`, { move: 'takeBack' })
      await navigate({ href: `/alerts/drafts/${page.draft.id}` })
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      setFault(thrown)
    }
  }
  const approver = page.may.approve
    ? `${frame.user.name}${page.may.deputy ? `（${words.asDeputy}）` : ''}`
    : null
  return (
    <div className="flex flex-1 flex-col bg-paper drill:min-h-[80dvh]">
      <div className="flex flex-col gap-4 px-4 pb-8 tablet:px-10 tablet:pt-4">
        <AskLine page={page} approver={approver} />
        <Notices
          page={page}
          changed={changed}
          fault={sending.fault ?? fault}
          stopped={stops.length > 0}
          onSeen={onSeen}
        />
        <Headline page={page} />
        <ConfirmFields
          findings={confirms}
          written={written}
          onWrite={(id, text) => setWritten((last) => ({ ...last, [id]: text }))}
          asked={asked}
        />
        <PhoneList page={page} onOpen={(sheet) => setOpen({ sheet })} />
        <Columns page={page} onLook={(medium) => setOpen({ medium })} />
      </div>
      {page.may.approve ? (
        <ActBar
          page={page}
          demo={frame.demo}
          code={code}
          onCode={(digits) => {
            setCode(digits)
            if (digits) sending.setCodeFault(undefined)
          }}
          codeFault={sending.codeFault}
          busy={sending.busy}
          blocked={changed || stops.length > 0}
          onReturn={() => setOpen('return')}
          onSend={() => void sendByCode()}
          onPasskey={() => void sendByPasskey()}
        />
      ) : (
        <CannotBar
          page={page}
          writes={writes}
          onTakeBack={() => void takeBack()}
          onAlone={() => setOpen('alone')}
        />
      )}
      {open === 'return' ? (
        <ReturnDialog
          draftId={page.draft.id}
          onClose={() => setOpen(null)}
          onDone={(move) => {
            toast({ state: 'ok', title: move === 'return' ? words.returned : words.rejected })
            void navigate({ href: '/alerts' })
          }}
        />
      ) : open === 'alone' ? (
        <AloneDialog page={page} onClose={() => setOpen(null)} />
      ) : open ? (
        <Sheets page={page} open={open} onClose={() => setOpen(null)} />
      ) : null}
    </div>
  )
}

/** Tells the city that someone who may approve is looking: no deputy need be asked. */
function useOpened(page: ApprovalPage): void {
  const { id } = page.draft
  const looks = page.may.approve
  useEffect(() => {
    if (looks) api.post(`/api/alerts/drafts/${id}/opened`).catch(() => {}) // a note beside the way; the page stands without it
  }, [id, looks])
}
