import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ApiError, api, Button, EmptyState, Notice, TextLink, useMessages, useToast } from '#design/index.ts'
import type { ApprovalPage, FrameView } from '../api.ts'
import { goTo } from '../compose/field.ts'
import { ActBar } from './ActBar.tsx'
import { AloneDialog } from './AloneDialog.tsx'
import { CannotBar } from './CannotBar.tsx'
import { Checks, ConfirmFields, unwritten } from './Checks.tsx'
import { Differences } from './Differences.tsx'
import { AskLine, Headline } from './Headline.tsx'
import { PhoneList } from './PhoneList.tsx'
import { askPasskey } from './passkey.ts'
import { ReturnDialog } from './ReturnDialog.tsx'
import { type Open, Sheets } from './Sheets.tsx'
import { useSending } from './sending.ts'
import { Texts } from './Texts.tsx'
import { approveMessages } from './words.ts'

/** The calm page: what will happen, what is different, what goes out, and the one act. */
export function ApproveBody({ page, frame }: { page: ApprovalPage; frame: FrameView }) {
  const words = useMessages(approveMessages)
  const toast = useToast()
  const navigate = useNavigate()
  const [seen, setSeen] = useState(page.draft.version)
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
          onSeen={() => setSeen(page.draft.version)}
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

interface NoticesProps {
  page: ApprovalPage
  changed: boolean
  fault: ApiError | null
  stopped: boolean
  onSeen: () => void
}

function Notices({ page, changed, fault, stopped, onSeen }: NoticesProps) {
  const words = useMessages(approveMessages)
  return (
    <>
      {changed ? (
        <Notice
          state="warn"
          live
          title={words.changed}
          actions={<Button onPress={onSeen}>{words.sawIt}</Button>}
        >
          {words.changedText}
        </Notice>
      ) : null}
      {fault ? (
        <Notice state="bad" live title={fault.title}>
          {fault.todo}
        </Notice>
      ) : null}
      {stopped ? (
        <Notice state="bad" title={words.stopTitle}>
          {words.stopText}
        </Notice>
      ) : null}
      {page.may.deputy && page.may.approve ? (
        <Notice state="go" title={words.deputyNotice}>
          {words.deputyText}
        </Notice>
      ) : null}
    </>
  )
}

/** From a tablet on: differences and checks at the left, texts at the right. */
function Columns({ page, onLook }: { page: ApprovalPage; onLook: (medium: string) => void }) {
  const words = useMessages(approveMessages)
  const head = (title: string, note: string) => (
    <div className="mb-2 flex items-baseline justify-between gap-4">
      <h2 className="text-name font-bold">{title}</h2>
      <span className="text-note text-ink2">{note}</span>
    </div>
  )
  return (
    <div className="hidden grid-cols-1 gap-x-10 gap-y-8 border-t border-line2 pt-4 tablet:grid desk:grid-cols-2">
      <section className="min-w-0">
        {head(words.differences, page.compared.last ? words.differencesNote : words.firstOne)}
        <Differences page={page} />
        <div className="mt-4 border-t border-line2 pt-4">
          <h2 className="only-read">{words.checks}</h2>
          <Checks findings={page.findings} />
        </div>
      </section>
      <section className="min-w-0">
        {head(words.texts, words.textsCount(page.media.length))}
        <Texts media={page.media} onLook={onLook} />
      </section>
    </div>
  )
}

/** The draft is in another step: said plainly, with the way on. */
export function NotWaiting({ page }: { page: ApprovalPage }) {
  const words = useMessages(approveMessages)
  const { step, id } = page.draft
  const said: Partial<Record<typeof step, string>> = {
    draft: words.stepDraft,
    returned: words.stepReturned,
    rejected: words.stepRejected,
    expired: words.stepExpired,
  }
  const reason = page.steps.findLast((one) => one.step === step)?.reason
  const open = step === 'draft' || step === 'returned'
  const href = open ? `/alerts/drafts/${id}` : page.messageId ? `/alerts/${page.messageId}` : '/alerts'
  return (
    <EmptyState page title={words.stepTitle}>
      <p>{said[step] ?? words.stepSent}</p>
      {reason ? <p className="mt-2">{reason}</p> : null}
      <p className="mt-4">
        <TextLink href={href}>{open ? words.toDraft : words.toMessage}</TextLink>
      </p>
    </EmptyState>
  )
}
