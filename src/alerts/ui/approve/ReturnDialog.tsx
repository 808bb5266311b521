import { useState } from 'react'
import {
  ApiError,
  api,
  Button,
  Dialog,
  Notice,
  SegmentedChoice,
  TextArea,
  useMessages,
} from '#design/index.ts'
import { alertMessages } from '../messages.ts'
import { approveMessages } from './words.ts'

type Move = 'return' | 'reject'

interface ReturnDialogProps {
  draftId: string
  onClose: () => void
  onDone: (move: Move) => void
}

/** Gives the draft back with a reason, or ends it. Mount it when it is wanted. */
export function ReturnDialog({ draftId, onClose, onDone }: ReturnDialogProps) {
  const words = useMessages(approveMessages)
  const shared = useMessages(alertMessages)
  const [move, setMove] = useState<Move>('return')
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<ApiError | null>(null)
  const act = async () => {
    setAsked(true)
    if (reason.trim() === '') return
    setBusy(true)
    try {
      await api.post(`/api/alerts/drafts/${draftId}/send-back`, { move, reason: reason.trim() })
      onDone(move)
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      setFault(thrown)
    }
    setBusy(false)
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={words.returnTitle}
      actions={
        <>
          <Button tone="quiet" size={48} onPress={onClose}>
            {shared.back}
          </Button>
          <Button tone="danger" size={48} onPress={() => void act()} busy={busy}>
            {move === 'return' ? words.return_ : words.rejectAct}
          </Button>
        </>
      }
    >
      <SegmentedChoice<Move>
        label={words.returnOrReject}
        value={move}
        onChange={setMove}
        options={[
          { id: 'return', label: words.giveBack },
          { id: 'reject', label: words.reject },
        ]}
        help={move === 'return' ? words.giveBackNote : words.rejectNote}
      />
      <TextArea
        label={words.returnReason}
        help={words.returnHelp}
        value={reason}
        onChange={setReason}
        limit={300}
        error={asked && reason.trim() === '' ? words.reasonMissing : undefined}
        autoFocus
      />
      {fault ? (
        <Notice state="bad" title={fault.title} live>
          {fault.todo}
        </Notice>
      ) : null}
    </Dialog>
  )
}
